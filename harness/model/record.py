"""The result record: one line of JSON per cell.

One rule: while ``SCHEMA`` stays, a field may be added but never renamed or given another meaning; a reader ignores
fields that it doesn't know.
"""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from harness.model.cell import Side
from harness.model.errors import UsageError
from harness.model.expectation import (
    Accepts,
    Breaks,
    Credential,
    Crosses,
    Expectation,
    KeepsAltered,
    Leaks,
    OutcomeKind,
    Prints,
    Rejects,
    Unverified,
    describe_leaks,
    describe_prints,
)
from harness.model.foreign import read_json
from harness.model.recorded_client import RecordedClient as RecordedClient  # noqa: PLC0414 - others know it from here
from harness.model.recorded_path import RecordedHop
from harness.model.recorded_run import RecordedRun
from harness.model.topology import Topology
from harness.model.words import Leg, Phase, Verdict, Whose

SCHEMA: Literal[1] = 1


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """The claim, also where a defect is known to show instead. ``context`` is null if it claims none."""

    outcome: OutcomeKind
    leg: Leg | None
    reason: str | None = None
    phase: Phase | None = None
    context: Whose | None = None

    @classmethod
    def from_expectation(cls, expectation: Expectation, topology: Topology) -> Expected:
        """Return the claim, its reason in the words of the wire so that it compares with what was seen."""
        match expectation:
            case Accepts(context):
                return cls(outcome="accepts", leg=None, context=context)
            case Rejects(leg, reason, phase):
                words = " or ".join(sorted(topology.list_words(leg, reason)))
                return cls(outcome="rejects", leg=leg, reason=words, phase=phase)
            case Unverified(leg):
                return cls(outcome="unverified", leg=leg)
            case Crosses(leg, refused):
                return cls(outcome="crosses", leg=leg, reason=refused.value if refused else None)
            case KeepsAltered():
                return cls(outcome="altered", leg=None)
            case Leaks():
                return cls(outcome="leaks", leg=None, reason=describe_leaks([expectation]))
            case Prints(credential):
                return cls(outcome="prints", leg=None, reason=describe_prints([credential]))
            case Breaks(how):
                return cls(outcome="broken", leg=None, reason=how)


class Observed(msgspec.Struct, frozen=True, kw_only=True):
    """The observation: what the wire and the client's exit said. ``exit`` is null if the client had to be stopped.

    ``context`` is what the witness said: whose ``ssl_context`` decided the legs; ``lost`` if on any leg it was another
    than the session's, ``none`` if the session was given none, null if nobody can tell. ``credentials`` are the
    headers and certificates, by name, that each node received, also those that it should; ``leaks`` says in its
    reason which it should not have. ``secrets`` say whose they were, by node: ``login of the index``, ``login of the
    proxy``, or ``Authorization of nobody known``. ``cause`` is the proven reason of a refusal (``untrusted``,
    ``expired``, ``wrong_name`` and the like), null where neither the wire nor a witness says it; ``signal`` the one
    that ended the client; ``node`` the one that was refused: ``origin``, or ``further`` for a further index.
    ``called_home`` are the targets that the client asked a proxy for and that the lab's world does not have.
    ``lost_at`` says where the session's context was lost on its way to a leg that another one decided, in words that
    are the same in every cell that lost it there; empty if none was lost or nobody can tell.
    """

    outcome: OutcomeKind
    leg: Leg | None
    reason: str | None = None
    phase: Phase | None = None
    exit: int | None
    through: tuple[str, ...]
    context: Whose | None = None
    credentials: dict[str, tuple[Credential, ...]] = {}
    secrets: dict[str, tuple[str, ...]] = {}
    cause: str | None = None
    signal: str = ""
    node: str = ""
    called_home: tuple[str, ...] = ()
    lost_at: tuple[str, ...] = ()


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """The record of one cell.

    ``observed`` is null if it never ran; ``why`` then says why, as it does for any verdict that needs it. ``said`` is
    what the client itself said of errors, ``witness`` the short story of its context where the claim did not hold.
    ``side`` is the one that a cell of a comparison stands on. ``planned`` is in a run's first record alone: the ids of
    all cells of which the run is to leave a record, so that a reader knows which have none. So are ``runs``: that run
    and those that it continued, the first one first. ``path`` is the way from the client to the origin.
    """

    schema: Literal[1] = SCHEMA
    cell: str
    scenario: str
    claim: str
    because: str = ""
    topology: str
    client: RecordedClient
    expected: Expected
    observed: Observed | None
    verdict: Verdict
    defect: str | None = None
    issue: str | None = None
    why: str | None = None
    seconds: Annotated[float, msgspec.Meta(ge=0)]
    replay: str
    said: tuple[str, ...] = ()
    witness: tuple[str, ...] = ()
    transcript: tuple[str, ...] = ()
    expected_transcript: tuple[str, ...] = ()
    side: Side | None = None
    planned: tuple[str, ...] = ()
    runs: tuple[RecordedRun, ...] = ()
    path: tuple[RecordedHop, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Results:
    """A file of results: its records, the ids of all planned cells, its runs, and whether its end is cut off."""

    path: Path
    records: tuple[Record, ...]
    planned: tuple[str, ...] = ()
    runs: tuple[RecordedRun, ...] = ()
    cut: bool = False


def encode_record(record: Record) -> bytes:
    """Return one line of JSON with its newline, to be appended by a single write."""
    return msgspec.json.encode(record) + b"\n"


def decode_record(line: bytes) -> Record:
    """Return the record in a line, with each string made harmless.

    Raises ``ValueError`` or ``msgspec.DecodeError`` for anything else.
    """
    return msgspec.convert(read_json(line), type=Record)


def read_records(path: Path) -> tuple[Record, ...]:
    """Return the records of a file of results; see :func:`read_results`."""
    return read_results(path).records


def read_results(path: Path) -> Results:
    """Return what a file of results holds. Raises ``UsageError`` for a line that is not a record.

    A last line without its newline belongs to a killed run: it counts if it is whole, and the file is cut either way.
    A file whose name ends in ``.gz`` is decompressed.
    """
    try:
        *lines, rest = _read_bytes(path).split(b"\n")
    except (OSError, EOFError, zlib.error) as error:
        raise UsageError(f"{path}: {getattr(error, 'strerror', None) or error}") from error
    numbered = ((number, line) for number, line in enumerate(lines, start=1) if line.strip())
    records = tuple(_read_line(path, number, line) for number, line in numbered) + _read_last_line(rest)
    return Results(
        path=path,
        records=tuple(map(_strip_first, records)),
        planned=tuple(dict.fromkeys(cell for record in records for cell in record.planned)),
        runs=tuple(dict.fromkeys(run for record in records for run in record.runs)),
        cut=bool(rest.strip()),
    )


def _strip_first(record: Record) -> Record:
    """Return a record without what the first of a run has besides."""
    return msgspec.structs.replace(record, planned=(), runs=()) if record.planned or record.runs else record


def _read_bytes(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def _read_line(path: Path, number: int, line: bytes) -> Record:
    try:
        return decode_record(line)
    except (msgspec.DecodeError, ValueError) as error:
        raise UsageError(f"{path}:{number}: not a record of schema {SCHEMA}: {error}") from error


def _read_last_line(rest: bytes) -> tuple[Record, ...]:
    try:
        return (decode_record(rest),)
    except (msgspec.DecodeError, ValueError):
        return ()


def make_json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a record, as docs/record.schema.json publishes it."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(Record)}


def format_json_schema() -> str:
    """Return the JSON Schema of a record as the text of its file."""
    return msgspec.json.format(msgspec.json.encode(make_json_schema(), order="sorted"), indent=2).decode() + "\n"
