"""Draw the matrix for a terminal or a plain log.

One rule: nothing is cut short. A long scenario name folds at its underscores, and clients that do not fit beside each
other go into a further table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.box import Box
from rich.table import Table
from rich.text import Text

from harness.model.words import Verdict
from harness.report.evidence import wrap_lines
from harness.report.grid import Column, GridRow
from harness.report.phrases import MARKS

STYLES = {
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


#: The name of a theme, its rows, and a line about those that are left out, which may be empty.
Section = tuple[str, Sequence[GridRow], str]


def draw_tables(columns: Sequence[Column], sections: Sequence[Section], width: int) -> Iterator[Table | Text]:
    """Yield as many tables as it takes for all clients to fit beside the names."""
    headings = [_fold_heading(column.heading) for column in columns]
    widths = [max(map(len, [*heading, *MARKS.values()])) for heading in headings]
    longest = max(len(name) for name in [_CORNER, *_list_names(sections)])
    names = choose_name_width(widths, longest, width)
    for part in split_columns(widths, width - names):
        yield _build_table(sections, [("\n".join(headings[index]), index) for index in part], names)
        yield Text("")


def choose_name_width(widths: Sequence[int], longest: int, width: int) -> int:
    """Return the widest column for scenario names (in characters) that costs no further table."""
    least = min(longest, max(len(_CORNER), width * 3 // 8))
    tables = len(split_columns(widths, width - least))
    most = max(least, min(longest, width - max(widths, default=0) - _GAP))
    return max(names for names in range(least, most + 1) if len(split_columns(widths, width - names)) == tables)


def _list_names(sections: Sequence[Section]) -> Iterator[str]:
    for module, rows, _ in sections:
        yield module
        yield from (" " * _GAP + row.name for row in rows)


def split_columns(widths: Sequence[int], width: int) -> list[list[int]]:
    """Return which columns go into which table, so that each fits; a column that is too wide stands alone."""
    parts: list[list[int]] = []
    used = width
    for index, column in enumerate(widths):
        used += column + _GAP
        if used > width:
            parts.append([])
            used = column + _GAP
        parts[-1].append(index)
    return parts


def fold_name(name: str, width: int) -> list[str]:
    """Return a name in lines of at most this width, broken after underscores; all but the first are indented."""
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


def _fold_heading(heading: tuple[str, ...]) -> list[str]:
    return [line for part in heading for line in (fold_name(part, _LABEL_WIDTH) if part.startswith("+") else [part])]


def _build_table(sections: Sequence[Section], columns: list[tuple[str, int]], names: int) -> Table:
    table = Table(box=_HEAD_RULE, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column(_CORNER, width=names, no_wrap=True)
    for heading, _ in columns:
        # As a string it would be read as markup.
        table.add_column(Text(heading), no_wrap=True, justify="left")
    for module, rows, others in sections:
        table.add_row(Text("\n".join(fold_name(module, names)), style="bold"))
        for row in rows:
            name = "\n".join(" " * _GAP + line for line in fold_name(row.name, names - _GAP))
            table.add_row(Text(name), *(_style_mark(row, index) for _, index in columns))
        if others:
            table.add_row(Text("\n".join(wrap_lines(" " * _GAP + others, names, hang=_GAP)), style="dim"))
    return table


def _style_mark(row: GridRow, index: int) -> Text:
    record = row.records[index]
    return Text("") if record is None else Text(MARKS[record.verdict], style=STYLES[record.verdict])
