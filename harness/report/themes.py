"""Choose the scenarios of a matrix that are shown one by one, so that they fit on a screen, and sum up the others.

A theme is a module of scenarios. What went as expected, a known defect included, is shown only if all of it fits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace

from harness.model.record import Record
from harness.model.words import Verdict
from harness.report.grid import Grid, GridRow
from harness.report.phrases import MARKS

#: At most so many scenarios fit on a screen.
SCREEN = 40


@dataclass(frozen=True)
class Theme:
    """The scenarios of one module: the rows that are shown, the number of the others, and their marks, counted."""

    name: str
    rows: tuple[GridRow, ...]
    others: int
    marks: tuple[tuple[str, int], ...]

    @property
    def is_as_expected(self) -> bool:
        """True if nothing went wrong in the cells that are not shown one by one."""
        return not {mark for mark, _ in self.marks} & {MARKS[Verdict.FAIL], MARKS[Verdict.INVALID]}

    @property
    def sums(self) -> str:
        """The cells that are not shown one by one, in numbers: ``31 ok  4 known``."""
        return "  ".join(f"{number} {'skipped' if mark == '-' else mark}" for mark, number in self.marks)


def choose_themes(grid: Grid, *, everything: bool = False) -> tuple[Theme, ...]:
    """Return every theme with the rows to be shown: all if they fit on a screen or are asked for, else the unexpected.

    If not even these fit, none is shown: each is named with its cause.
    """
    unexpected = {row.scenario for row in grid.rows if any(map(is_unexpected, row.records))}
    if everything or len(grid.rows) <= SCREEN:
        unexpected = {row.scenario for row in grid.rows}
    chosen = unexpected if everything or len(unexpected) <= SCREEN else set()
    return tuple(_choose_rows(section.module, section.rows, chosen) for section in grid.sections)


def _choose_rows(name: str, rows: tuple[GridRow, ...], chosen: Container[str]) -> Theme:
    shown = tuple(row for row in rows if row.scenario in chosen)
    others = tuple(row for row in rows if row not in shown)
    return Theme(name, shown, len(others), count_marks(record for row in others for record in row.records if record))


def is_unexpected(record: Record | None) -> bool:
    """Return whether a cell did not go as expected."""
    return record is not None and record.verdict in {Verdict.FAIL, Verdict.INVALID}


def count_marks(records: Iterable[Record]) -> tuple[tuple[str, int], ...]:
    """Return the marks of some cells with their numbers, in the order of the verdicts."""
    found = Counter(record.verdict for record in records)
    return tuple((mark, found[verdict]) for verdict, mark in MARKS.items() if found[verdict])


def drop_empty_columns(grid: Grid, rows: Iterable[GridRow]) -> tuple[Grid, tuple[GridRow, ...]]:
    """Return a grid with only the columns in which some of these rows have a cell, and the rows without the others."""
    rows = tuple(rows)
    kept = [at for at in range(len(grid.columns)) if any(row.records[at] is not None for row in rows)]
    fewer = tuple(replace(row, records=tuple(row.records[at] for at in kept)) for row in rows)
    return replace(grid, columns=tuple(grid.columns[at] for at in kept)), fewer


def is_rectangular(grid: Grid) -> bool:
    """Return whether scenarios ran on the same clients, so that a table has few holes."""
    cells = sum(record is not None for row in grid.rows for record in row.records)
    return cells * 2 >= len(grid.rows) * len(grid.columns)
