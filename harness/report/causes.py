"""Find the causes of what went wrong: cells that lost the session's context at one place have one cause.

Of a record that names no such place the leg, the reason, the phase and the node are the cause. A known defect that no
longer shows is no failure of a claim but news, and has no cause.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from harness.model.losses import KNOWN_LOSSES
from harness.model.record import Record
from harness.model.words import Verdict
from harness.report.grid import Column, find_columns, select_latest
from harness.report.phrases import describe_recorded


@dataclass(frozen=True)
class SharedCause:
    """Cells that most likely failed for one cause, in words; ``like`` is the known defect that it looks like."""

    verdict: Verdict
    words: str
    records: tuple[Record, ...]
    like: str = ""

    @property
    def columns(self) -> tuple[Column, ...]:
        """The clients of its cells, in version order."""
        return find_columns(self.records)

    @property
    def clients(self) -> str:
        """The names of its clients, in version order."""
        return ", ".join(column.full for column in self.columns)

    @property
    def heading(self) -> str:
        """The cause with the known defect that it is like: ``… hands on no ssl_context, as pypa/pip#13288 in …``."""
        return f"{self.words}, as {self.like}" if self.like else self.words


@dataclass(frozen=True)
class GoneDefect:
    """A known defect that no longer shows where it should, and the cells in which it does not."""

    defect: str
    issue: str
    records: tuple[Record, ...]


def find_shared_causes(records: Iterable[Record]) -> tuple[SharedCause, ...]:
    """Return the causes of all cells that failed, then of those that the lab broke, each with the largest first."""
    found: dict[Hashable, list[Record]] = defaultdict(list)
    wrong = [
        record
        for record in select_latest(records)
        if record.verdict in {Verdict.FAIL, Verdict.INVALID} and not is_gone_defect(record)
    ]
    places = Counter(place for record in wrong for place in list_lost_places(record))
    for record in wrong:
        found[_make_key(record, places)].append(record)
    causes = (_make_cause(alike) for alike in found.values())
    return tuple(sorted(causes, key=lambda cause: (cause.verdict is Verdict.INVALID, -len(cause.records))))


def find_gone_defects(records: Iterable[Record]) -> tuple[GoneDefect, ...]:
    """Return the known defects that no longer show, by name."""
    found: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in select_latest(records):
        if is_gone_defect(record):
            found[record.defect or "", record.issue or ""].append(record)
    return tuple(GoneDefect(defect, issue, tuple(cells)) for (defect, issue), cells in sorted(found.items()))


def is_gone_defect(record: Record) -> bool:
    """Return whether a cell is red because its claim holds, where a known defect should have shown."""
    return record.verdict is Verdict.FAIL and record.defect is not None


def describe_gone_defect(gone: GoneDefect) -> str:
    """Return ``truststore-context-lost (pypa/pip#13288) no longer shows on 25.1 py3.13, 25.1.1 py3.13``."""
    clients = ", ".join(column.full for column in find_columns(gone.records))
    return f"{gone.defect} ({gone.issue}) no longer shows on {clients}"


def list_lost_places(record: Record) -> tuple[str, ...]:
    """Return the places where a cell lost the session's context; none for one that the lab broke."""
    return record.observed.lost_at if record.observed and record.verdict is not Verdict.INVALID else ()


def _make_key(record: Record, places: Counter[str]) -> Hashable:
    """Return a key that cells with one cause share; of several places of a cell, the one that most cells have."""
    seen = record.observed
    if record.verdict is Verdict.INVALID:
        return Verdict.INVALID, record.why or describe_cause(record)
    if lost := list_lost_places(record):
        return Verdict.FAIL, max(lost, key=places.__getitem__)
    return Verdict.FAIL, describe_cause(record), seen and (seen.phase, seen.node, seen.cause)


def _make_cause(records: list[Record]) -> SharedCause:
    first = records[0]
    shared = [place for place in list_lost_places(first) if all(place in list_lost_places(each) for each in records)]
    like = " and ".join(str(KNOWN_LOSSES[place]) for place in shared if place in KNOWN_LOSSES)
    return SharedCause(first.verdict, "; ".join(shared) or describe_cause(first), tuple(records), like)


def describe_cause(record: Record) -> str:
    """Return what most likely went wrong, without the client and the scenario."""
    seen = record.observed
    if record.verdict is Verdict.INVALID:
        return record.why or "the lab broke, for a reason that is not recorded"
    words = describe_recorded(seen)
    # A refusal says by itself what is wrong; that something was accepted does not.
    refused = seen is not None and seen.outcome == "rejects" and record.expected.outcome == "accepts"
    return words if refused else f"{words}, expected: {describe_recorded(record.expected)}"
