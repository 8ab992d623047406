"""Write the file of a run's results: a new one, a resumed one or a replaced one.

One rule: the old content stays until a run has ended and can replace it. A run that is killed loses no written record,
and wrong use is found before anything is written.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from enum import Enum
from io import FileIO
from pathlib import Path

import msgspec

from harness.model import record as results
from harness.model.errors import UsageError
from harness.model.record import Record, Results
from harness.model.recorded_run import RecordedRun
from harness.provision.whole_files import check_writable, explain_error, is_stream, write_whole

_OPTION = "--results"
#: The beginning of every record's line.
_BEGINNING = b'{"schema":'


class ResultsMode(Enum):
    """A way to treat a file that exists."""

    ANEW = "anew"  #: it is refused
    RESUMED = "--resume"  #: the run continues it
    REPLACED = "--replace"  #: it is replaced when the run has ended


def open_results_file(path: Path | None, *, resume: bool, replace: bool) -> ResultsFile | None:
    """Return the file that the options of a command ask for, None if they ask for none. Raises ``UsageError``."""
    if resume and replace:
        raise UsageError(f"--resume continues the file of {_OPTION}, --replace writes it anew: expected one of them")
    mode = ResultsMode.RESUMED if resume else ResultsMode.REPLACED if replace else ResultsMode.ANEW
    if path is None and mode is not ResultsMode.ANEW:
        raise UsageError(f"{mode.value} needs {_OPTION} FILE, which is not given")
    return ResultsFile(path, mode) if path is not None else None


class ResultsFile:
    """Takes the records of one run. ``reading`` is the old content of the file, None if it had none.

    With ``--replace`` records are written to ``unfinished-NAME`` beside the file, which is moved into its place in the
    end; otherwise to the file itself, each as its cell ends.
    """

    def __init__(self, path: Path, mode: ResultsMode) -> None:
        """Read the old content. Raises ``UsageError`` if no run may write there."""
        self.path, self.mode = path, mode
        self.reading: Results | None = None
        self._file: FileIO | None = None
        self._planned: tuple[str, ...] = ()
        self._runs: tuple[RecordedRun, ...] = ()
        self._stream = is_stream(path)
        # A link stays one: what is replaced is what it leads to.
        self._target = Path(os.path.realpath(path)) if path.is_symlink() and not self._stream else path
        beside = mode is ResultsMode.REPLACED and not self._stream
        self._place = self._target.with_name(f"unfinished-{path.name}") if beside else path
        self._was_there = self._place.exists()
        check_writable(path, _OPTION)
        if not self._stream:
            self._read_existing()

    def begin_file(self, planned: Iterable[str], run: RecordedRun | None = None) -> None:
        """Begin to write, now that the planned cells of a run are known. Raises ``UsageError``."""
        earlier = self.reading.runs if self._goes_on and self.reading else ()
        self._runs = (*earlier, run) if run else earlier
        cells = (*self.planned, *planned)
        recorded = (each.cell for each in self.before) if cells else ()
        self._planned = tuple(dict.fromkeys((*recorded, *cells)))
        if self._goes_on:
            write_whole(self._place, b"".join(map(self._encode_line, self.before)))
        try:
            # Without a buffer, half of which might be written when the disk is full.
            self._file = self._place.open("ab" if self._stream or self._was_there else "xb", buffering=0)
        except OSError as error:
            raise UsageError(explain_error(self._place, error, _OPTION)) from None

    def add_record(self, record: Record) -> None:
        """Write a whole record, or nothing and raise ``UsageError``."""
        if self._file is None:
            return
        left, length = self._encode_line(record), None if self._stream else self._file.seek(0, os.SEEK_END)
        try:
            while left:
                left = left[self._file.write(left) :]
        except OSError as error:
            if length is not None:
                self._file.truncate(length)
            raise UsageError(explain_error(self._place, error, _OPTION)) from None

    def end_file(self, *, whole: bool) -> str:
        """Put the file of a ``whole`` run into its place; else return a sentence that says where its records are."""
        if self._file is None:
            return ""
        with contextlib.suppress(OSError):
            self._file.close()
        self._file = None
        if self._stream:
            return ""
        if not self._place.stat().st_size:
            if not self._was_there:
                self._place.unlink()
            return ""
        if self._goes_on:
            self._drop_superseded()
        return "" if self._place == self.path else self._move_into_place(whole=whole)

    @property
    def place(self) -> Path:
        """The file to which this run's records are written: with ``--replace`` not the one that was named."""
        return self._place

    @property
    def before(self) -> tuple[Record, ...]:
        """The records of earlier runs that this run continues."""
        return self.reading.records if self._goes_on and self.reading else ()

    @property
    def planned(self) -> tuple[str, ...]:
        """The cells that earlier runs planned to record there."""
        return self.reading.planned if self._goes_on and self.reading else ()

    @property
    def _goes_on(self) -> bool:
        return self.mode is ResultsMode.RESUMED and self._was_there

    def _move_into_place(self, *, whole: bool) -> str:
        if whole:
            self._place.replace(self._target)
            return ""
        resume = f"{_OPTION} {self._place} {ResultsMode.RESUMED.value} continues from them"
        return f"{self.path} is unchanged; the records of this run are in {self._place}: {resume}"

    def _drop_superseded(self) -> None:
        """Keep only the last record of each cell; if that cannot be written, keep all of them."""
        with contextlib.suppress(UsageError):
            reading = results.read_results(self._place)
            self._planned, self._runs = reading.planned, reading.runs
            last = {(record.cell, record.side): record for record in reading.records}
            write_whole(self._place, b"".join(map(self._encode_line, last.values())))

    def _encode_line(self, record: Record) -> bytes:
        """Return a record as its line; the first also has the planned cells and the runs."""
        planned, runs, self._planned, self._runs = self._planned, self._runs, (), ()
        return results.encode_record(msgspec.structs.replace(record, planned=planned, runs=runs))

    def _read_existing(self) -> None:
        if self._place != self.path and self._place.exists():
            raise UsageError(
                f"{_OPTION} {self.path}: {self._place} holds the records of a run that did not end: "
                f"{_OPTION} {self._place} {ResultsMode.RESUMED.value} continues it; else remove it"
            )
        if not self.path.exists() or not self.path.stat().st_size:
            return
        try:
            self.reading = results.read_results(self.path)
            if not _may_be_cut(self.path):
                raise UsageError(
                    f"its last line is neither a record of schema {results.SCHEMA} nor the beginning of one"
                )
        except UsageError as error:
            raise UsageError(f"{_OPTION} {self.path} is not a file of results and stays unchanged: {error}") from None
        if self.mode is ResultsMode.ANEW:
            there = f"it already exists, with {len(self.reading.records)} records"
            choices = (
                f"{ResultsMode.RESUMED.value} runs what is missing in it, {ResultsMode.REPLACED.value} writes it anew"
            )
            raise UsageError(f"{_OPTION} {self.path}: {there}: {choices}, or name another file")


def _may_be_cut(path: Path) -> bool:
    """Return whether a file's last line, if it has no end, begins as a record does."""
    rest = path.read_bytes().rpartition(b"\n")[2]
    return rest.startswith(_BEGINNING[: len(rest)])


def explain_going_on(file: ResultsFile | None, number: int) -> str:
    """Return the last line of an interrupted run, of which this number of records was made: how to go on with it."""
    if not number:
        return "Interrupted before any cell had ended. What was fetched is kept, so that the next run need not."
    cells = "1 cell has" if number == 1 else f"{number} cells have"
    if file is None:
        return f"Interrupted: {cells} ended. To go on from there next time, give --results FILE, and then --resume too."
    return (
        f"Interrupted: {cells} a record in {file.place}. "
        f"The same command with {_OPTION} {file.place} {ResultsMode.RESUMED.value} runs the others."
    )
