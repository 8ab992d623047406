"""Choose what of a matrix is worth a reader's screen: scenarios with something to tell, and sums of the rest.

A theme is a module of scenarios. What went as expected, a known defect included, tells nothing unless all of it fits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace

from harness.model.record import Record
from harness.model.words import Verdict
from harness.report.grid import Grid, GridRow
from harness.report.phrases import MARKS

#: At most so many scenarios are told although they have nothing to tell.
SCREEN = 40


@dataclass(frozen=True)
class Theme:
    """The scenarios of one module: the rows to be told, and the marks of the others with their number."""

    name: str
    rows: tuple[GridRow, ...]
    others: int
    marks: tuple[tuple[str, int], ...]

    @property
    def is_as_expected(self) -> bool:
        """True if nothing went wrong in the cells that are not told one by one."""
        return not {mark for mark, _ in self.marks} & {MARKS[Verdict.FAIL], MARKS[Verdict.INVALID]}

    @property
    def sums(self) -> str:
        """The cells that are not told one by one: ``31 ok  4 known``."""
        return "  ".join(f"{number} {'skipped' if mark == '-' else mark}" for mark, number in self.marks)


def choose_themes(grid: Grid, *, everything: bool = False) -> tuple[Theme, ...]:
    """Return every theme with the rows to be told: all if they fit on a screen or are asked for, else those that tell.

    If not even these fit, none is told: each is named where its cause is.
    """
    telling = {row.scenario for row in grid.rows if any(map(is_telling, row.records))}
    if everything or len(grid.rows) <= SCREEN:
        telling = {row.scenario for row in grid.rows}
    chosen = telling if everything or len(telling) <= SCREEN else set()
    return tuple(_choose_rows(section.module, section.rows, chosen) for section in grid.sections)


def _choose_rows(name: str, rows: tuple[GridRow, ...], chosen: Container[str]) -> Theme:
    told = tuple(row for row in rows if row.scenario in chosen)
    others = tuple(row for row in rows if row not in told)
    return Theme(name, told, len(others), count_marks(record for row in others for record in row.records if record))


def is_telling(record: Record | None) -> bool:
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
