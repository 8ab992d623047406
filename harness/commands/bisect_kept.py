"""What a bisect keeps and says as it goes, whatever it bisects.

One rule: progress goes to stderr, a record to its file as its cell ends, and the answer alone to stdout.
"""

from __future__ import annotations

from pathlib import Path

import click

from harness import results
from harness.errors import UsageError
from harness.model import Verdict
from harness.report.change import told
from harness.results import Record


class Kept:
    """Counts, shows and keeps records; the file of results is begun anew, so that a wrong path ends it at once."""

    def __init__(self, path: Path | None) -> None:
        self.ran = 0
        self._path = path
        if path is not None:
            try:
                path.write_bytes(b"")
            except OSError as error:
                raise UsageError(f"--results {path}: {error.strerror}") from None

    def __call__(self, record: Record) -> None:
        """Take a record of a cell that has just ended, or that cannot be run."""
        if self._path is not None:
            with self._path.open("ab") as file:
                file.write(results.encode(record))
        number = "-"
        if record.verdict is not Verdict.SKIP:
            self.ran += 1
            number = str(self.ran)
        click.echo(f"[{number}] {told(record)}", err=True)
