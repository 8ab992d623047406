"""The matrix for a terminal or a plain log.

One rule: nothing is cut short. A long scenario name folds at its underscores, and clients that don't fit beside each
other go into a further table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.box import Box
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from harness.model.record import Record
from harness.model.words import Verdict
from harness.report.grid import Grid, Row, arrange
from harness.report.phrases import LEGEND, MARKS
from harness.report.tally import counts_line, defect_lines, luck_lines, skip_lines

_STYLES = {
    Verdict.PASS: "green",
    Verdict.KNOWN: "yellow",
    Verdict.FAIL: "bold red",
    Verdict.INVALID: "bold magenta",
    Verdict.SKIP: "dim",
}
_HEAD_RULE = Box("    \n    \n -- \n    \n    \n    \n    \n    \n", ascii=True)
_GAP = 2
_LABEL_WIDTH = 20
_CORNER = "scenario"


class Matrix:
    """Scenarios by clients with legend, defects, skips and counts: ``console.print(Matrix(records))``."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.records = tuple(records)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        grid = arrange(self.records)
        yield from _tables(grid, options.max_width)
        yield Text("  ".join(f"{mark}: {meaning}" for mark, meaning in LEGEND.items()))
        yield from _titled("known defects", defect_lines(self.records))
        yield from _titled("as claimed, but by another context than the session's", luck_lines(self.records))
        yield from _titled("skipped", skip_lines(self.records))
        yield Text(f"\n{counts_line(self.records)}", style="bold")


def _titled(title: str, lines: Sequence[str]) -> Iterator[RenderableType]:
    if lines:
        yield Text(f"\n{title}", style="bold")
        yield from (Padding(Text(line), (0, 0, 0, _GAP), expand=False) for line in lines)


def _tables(grid: Grid, width: int) -> Iterator[Table | Text]:
    headings = [_heading(column.heading) for column in grid.columns]
    widths = [max(map(len, [*heading, *MARKS.values()])) for heading in headings]
    longest = max(len(name) for name in [_CORNER, *_names(grid)])
    names = name_width(widths, longest, width)
    for part in split(widths, width - names):
        yield _table(grid, [("\n".join(headings[index]), index) for index in part], names)
        yield Text("")


def name_width(widths: Sequence[int], longest: int, width: int) -> int:
    """The most room for scenario names that costs no further table."""
    least = min(longest, max(len(_CORNER), width * 3 // 8))
    tables = len(split(widths, width - least))
    most = max(least, min(longest, width - max(widths, default=0) - _GAP))
    return max(names for names in range(least, most + 1) if len(split(widths, width - names)) == tables)


def _names(grid: Grid) -> Iterator[str]:
    for section in grid.sections:
        yield section.module
        yield from (" " * _GAP + row.name for row in section.rows)


def split(widths: Sequence[int], width: int) -> list[list[int]]:
    """Which columns go into which table, so that each fits; a column that is too wide stands alone."""
    parts: list[list[int]] = []
    used = width
    for index, column in enumerate(widths):
        used += column + _GAP
        if used > width:
            parts.append([])
            used = column + _GAP
        parts[-1].append(index)
    return parts


def fold(name: str, width: int) -> list[str]:
    """A name in lines of at most this width, broken after underscores; all but the first are indented."""
    lines = [""]
    for part in name.replace("_", "_\n").split("\n"):
        rest = part
        while len(lines[-1]) + len(rest) > width:
            cut = 0 if _GAP + len(rest) <= width else width - len(lines[-1])
            lines[-1] += rest[:cut]
            rest = rest[cut:]
            lines.append(" " * _GAP)
        lines[-1] += rest
    return lines


def _heading(heading: tuple[str, ...]) -> list[str]:
    return [line for part in heading for line in (fold(part, _LABEL_WIDTH) if part.startswith("+") else [part])]


def _table(grid: Grid, columns: list[tuple[str, int]], names: int) -> Table:
    table = Table(box=_HEAD_RULE, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column(_CORNER, width=names, no_wrap=True)
    for heading, _ in columns:
        # As a string it would be read as markup.
        table.add_column(Text(heading), no_wrap=True, justify="left")
    for section in grid.sections:
        table.add_row(Text("\n".join(fold(section.module, names)), style="bold"))
        for row in section.rows:
            name = "\n".join(" " * _GAP + line for line in fold(row.name, names - _GAP))
            table.add_row(Text(name), *(_mark(row, index) for _, index in columns))
    return table


def _mark(row: Row, index: int) -> Text:
    record = row.records[index]
    return Text("") if record is None else Text(MARKS[record.verdict], style=_STYLES[record.verdict])
