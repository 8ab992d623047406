"""The file that a run's records go to: begun, gone on with or replaced.

One rule: what a file held is there until a run that ends has something to put in its place. A run that is killed loses
no record that was written, and a use that is wrong is known before anything is.
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
from harness.model.record import Reading, Record
from harness.provision.whole_files import check_writable, explain_error, is_stream, write_whole

_OPTION = "--results"
#: How the line of every record begins.
_BEGINNING = b'{"schema":'


class Mode(Enum):
    """What is done with a file that exists."""

    ANEW = "anew"  #: it is refused
    RESUMED = "--resume"  #: the run goes on with it
    REPLACED = "--replace"  #: it is replaced when the run has ended


def results_file(path: Path | None, *, resume: bool, replace: bool) -> ResultsFile | None:
    """The file that the options of a command ask for, if they do. Raises ``UsageError``."""
    if resume and replace:
        raise UsageError(f"--resume goes on with the file of {_OPTION}, --replace begins it anew: give one of them")
    mode = Mode.RESUMED if resume else Mode.REPLACED if replace else Mode.ANEW
    if path is None and mode is not Mode.ANEW:
        raise UsageError(f"{mode.value} says what becomes of the file of {_OPTION} FILE, and none is given")
    return ResultsFile(path, mode) if path is not None else None


class ResultsFile:
    """Takes the records of one run. ``reading`` is what the file held before, None if there was nothing to read.

    With ``--replace`` records are written to ``unfinished-NAME`` beside the file, which is moved into its place in the
    end; otherwise to the file itself, each as its cell ends.
    """

    def __init__(self, path: Path, mode: Mode) -> None:
        """Look at what is there. Raises ``UsageError`` if no run may write there."""
        self.path, self.mode = path, mode
        self.reading: Reading | None = None
        self._file: FileIO | None = None
        self._planned: tuple[str, ...] = ()
        self._stream = is_stream(path)
        # A link stays one: what is replaced is what it leads to.
        self._target = Path(os.path.realpath(path)) if path.is_symlink() and not self._stream else path
        beside = mode is Mode.REPLACED and not self._stream
        self._place = self._target.with_name(f"unfinished-{path.name}") if beside else path
        self._was_there = self._place.exists()
        check_writable(path, _OPTION)
        if not self._stream:
            self._look()

    def begin(self, planned: Iterable[str]) -> None:
        """Begin to write, now that it is known which cells are to be run. Raises ``UsageError``."""
        cells = (*self.planned, *planned)
        recorded = (each.cell for each in self.before) if cells else ()
        self._planned = tuple(dict.fromkeys((*recorded, *cells)))
        if self._goes_on:
            write_whole(self._place, b"".join(map(self._line, self.before)))
        try:
            # Without a buffer, of which half might be written when there is no more room.
            self._file = self._place.open("ab" if self._stream or self._was_there else "xb", buffering=0)
        except OSError as error:
            raise UsageError(explain_error(self._place, error, _OPTION)) from None

    def add(self, record: Record) -> None:
        """Write a record, or nothing of it. Raises ``UsageError``."""
        if self._file is None:
            return
        left, length = self._line(record), None if self._stream else self._file.seek(0, os.SEEK_END)
        try:
            while left:
                left = left[self._file.write(left) :]
        except OSError as error:
            if length is not None:
                self._file.truncate(length)
            raise UsageError(explain_error(self._place, error, _OPTION)) from None

    def end(self, *, whole: bool) -> str:
        """Put the file into its place if the run has come to its end; else say where its records are."""
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
        return "" if self._place == self.path else self._moved(whole=whole)

    @property
    def before(self) -> tuple[Record, ...]:
        """The records that the run goes on with."""
        return self.reading.records if self._goes_on and self.reading else ()

    @property
    def planned(self) -> tuple[str, ...]:
        """The cells of which the runs before were to leave a record there."""
        return self.reading.planned if self._goes_on and self.reading else ()

    @property
    def _goes_on(self) -> bool:
        return self.mode is Mode.RESUMED and self._was_there

    def _moved(self, *, whole: bool) -> str:
        if whole:
            self._place.replace(self._target)
            return ""
        go_on = f"{_OPTION} {self._place} {Mode.RESUMED.value} goes on with them"
        return f"{self.path} is as it was; the records of this run are in {self._place}: {go_on}"

    def _drop_superseded(self) -> None:
        """Leave the last record of each cell; if that cannot be written, all of them."""
        with contextlib.suppress(UsageError):
            reading = results.reading(self._place)
            self._planned = reading.planned
            last = {(record.cell, record.side): record for record in reading.records}
            write_whole(self._place, b"".join(map(self._line, last.values())))

    def _line(self, record: Record) -> bytes:
        """A record as its line; the first has what was planned."""
        planned, self._planned = self._planned, ()
        return results.encode(msgspec.structs.replace(record, planned=planned))

    def _look(self) -> None:
        if self._place != self.path and self._place.exists():
            raise UsageError(
                f"{_OPTION} {self.path}: {self._place} is what a run that did not end left of its records: "
                f"{_OPTION} {self._place} {Mode.RESUMED.value} goes on with it; else remove it"
            )
        if not self.path.exists() or not self.path.stat().st_size:
            return
        try:
            self.reading = results.reading(self.path)
            if not _may_be_cut(self.path):
                raise UsageError(f"its last line is no record of schema {results.SCHEMA}, nor the beginning of one")
        except UsageError as error:
            raise UsageError(f"{_OPTION} {self.path} is no file of results, and stays as it is: {error}") from None
        if self.mode is Mode.ANEW:
            there = f"it is there already, with {len(self.reading.records)} records"
            choices = f"{Mode.RESUMED.value} runs what is missing in it, {Mode.REPLACED.value} writes it anew"
            raise UsageError(f"{_OPTION} {self.path}: {there}: {choices}, or name another file")


def _may_be_cut(path: Path) -> bool:
    """Whether a file's last line, if it has no end, begins as a record does."""
    rest = path.read_bytes().rpartition(b"\n")[2]
    return rest.startswith(_BEGINNING[: len(rest)])
