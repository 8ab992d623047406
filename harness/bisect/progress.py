"""Keep the records of a bisect and report its progress.

Progress goes to stderr, a record to its file as its cell ends, and only the answer of the bisect to stdout.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from harness.bisect.report import format_progress
from harness.catalogue.plan import Planned
from harness.model.cell import Cell
from harness.model.errors import UsageError
from harness.model.record import Record
from harness.model.words import Verdict
from harness.runs.provenance import describe_run, format_lab_command
from harness.runs.results_file import explain_going_on, open_results_file
from harness.runs.resuming import find_standing


class RecordKeeper:
    """Counts, prints and keeps records; ``ran`` is the number of cells that were run.

    How many cells a bisect runs is known only at its end, so that its file names no planned cells.
    """

    def __init__(self, path: Path | None, *, resume: bool = False, replace: bool = False) -> None:
        """Look at the file of results, so that a wrong path ends a bisect at once. Raises ``UsageError``."""
        self.ran = 0
        self._file = open_results_file(path, resume=resume, replace=replace)
        self._before = self._file.before if self._file is not None else ()
        self._begun = False

    def find_record(self, cell: Cell) -> Record | None:
        """Return the record of a cell in the file that the bisect resumes, None if the cell must be run."""
        if not self._before or self._file is None:
            return None
        if other := next((each for each in self._before if each.scenario != cell.scenario_id or each.defect), None):
            of = f"of {other.scenario}" if other.scenario != cell.scenario_id else "judged by known defects"
            raise UsageError(f"--results {self._file.path} cannot be resumed: a record there is {of}")
        stands = find_standing([Planned(cell=cell)], self._before, f"--results {self._file.path}")
        return next((each for each in reversed(self._before) if each.cell in stands), None)

    def keep_record(self, record: Record) -> None:
        """Keep and report the record of a cell that has just ended, or that cannot be run."""
        if record in self._before:
            click.echo(f"[=] {format_progress(record)}", err=True)
            return
        if self._file is not None:
            if not self._begun:
                self._file.begin_file((), describe_run(format_lab_command(sys.argv[1:])))
                self._begun = True
            self._file.add_record(record)
        number = "-"
        if record.verdict is not Verdict.SKIP:
            self.ran += 1
            number = str(self.ran)
        click.echo(f"[{number}] {format_progress(record)}", err=True)

    def explain_going_on(self) -> str:
        """Return the line that tells a user who has interrupted a bisect how to go on with it."""
        return explain_going_on(self._file, self.ran + len(self._before))

    def finish_file(self, *, whole: bool) -> None:
        """Put the file of results into its place, or print where the records of an unfinished bisect are."""
        if self._file is not None and (note := self._file.end_file(whole=whole)):
            click.echo(note, err=True)
