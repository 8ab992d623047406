"""The result of each mutant, as JSON lines, so that a second run goes on where the first one ended."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

import msgspec

from harness.model.errors import UsageError
from harness.model.foreign import read_json


class Fate(Enum):
    """The end of a mutant: killed or alive, and how that was found out."""

    KILLED = "killed"  #: a comparison noticed it, for the right reason
    MISTAKEN = "wrong reason"  #: a comparison noticed it, but not by what it breaks
    LIVES = "LIVES"  #: no comparison noticed it
    EQUIVALENT = "equivalent"  #: none did, and none can


class Kill(msgspec.Struct, frozen=True):
    """A cell that came out otherwise: its name, what kind of change that is, what it showed before and shows now."""

    cell: str
    kind: str
    turn: str


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """The result of one mutant: ``kills`` are those for the right reason; ``everywhere`` if all cells were run."""

    mutant: str
    digest: str
    fate: Fate
    compared: int
    everywhere: bool
    kills: tuple[Kill, ...] = ()
    mistaken: tuple[Kill, ...] = ()
    broken: tuple[str, ...] = ()

    @property
    def lives(self) -> bool:
        """True unless a comparison noticed the mutant for the right reason, or none can."""
        return self.fate in (Fate.LIVES, Fate.MISTAKEN)


def read_trials(path: Path) -> dict[str, Trial]:
    """Return the trials in a file by the names of their mutants; none without a file. Raises ``UsageError``."""
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    return {trial.mutant: trial for number, line in enumerate(lines, 1) if (trial := _read_line(path, number, line))}


def _read_line(path: Path, number: int, line: bytes) -> Trial:
    try:
        return msgspec.convert(read_json(line), type=Trial)
    except (msgspec.DecodeError, ValueError) as error:
        raise UsageError(f"{path}:{number}: this is no trial of a mutant: {error}") from None


def add_trial(path: Path, trial: Trial) -> None:
    """Write a trial at the end of a file. Raises ``UsageError`` if that cannot be."""
    try:
        with path.open("ab") as file:
            file.write(msgspec.json.encode(trial) + b"\n")
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
