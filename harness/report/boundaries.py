"""Draw a line per scenario with the clients that it ran on: for a run in which scenarios have different clients.

``claim_of_a_scenario   26.3 ok  25.2 ok  25.1.1 known  24.2 known  24.1.2 -``, the newest client first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.text import Text

from harness.report.grid import Column, GridRow, list_ran_cells
from harness.report.phrases import MARKS
from harness.report.table import STYLES, fold_name

_GAP = 2


def draw_boundaries(columns: Sequence[Column], rows: Sequence[GridRow], width: int) -> Iterator[Text]:
    """Yield lines of at most this width; a name that leaves no room for clients stands on a line of its own."""
    names = choose_boundary_width(rows, width)
    for row in rows:
        folded = fold_name(row.name, width - _GAP)
        entries = list(_list_entries(columns, row))
        lines = list(_fill_lines(entries, width - names - 2 * _GAP))
        if len(folded) > 1 or len(row.name) > names:
            yield from (Text(" " * _GAP + line) for line in folded)
        else:
            first = lines.pop(0) if lines else Text()
            yield Text(" " * _GAP + row.name.ljust(names) + " " * _GAP).append_text(first)
        yield from (Text(" " * (names + 2 * _GAP)).append_text(line) for line in lines)


def choose_boundary_width(rows: Sequence[GridRow], width: int) -> int:
    """Return the width of the names: of the longest that leaves at least half of a line to the clients."""
    return max((len(row.name) for row in rows if len(row.name) <= width // 2), default=8)


def _list_entries(columns: Sequence[Column], row: GridRow) -> Iterator[Text]:
    for name, record in list_ran_cells(columns, row):
        yield Text(f"{name} ").append(MARKS[record.verdict], style=STYLES[record.verdict])


def _fill_lines(entries: Iterable[Text], width: int) -> Iterator[Text]:
    line = Text()
    for entry in entries:
        if line and len(line) + _GAP + len(entry) > width:
            yield line
            line = Text()
        line = line.append(" " * _GAP).append_text(entry) if line else entry
        while len(line) > width:
            yield line[:width]
            line = line[width:]
    if line:
        yield line
