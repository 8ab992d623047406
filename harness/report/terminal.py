"""Draw the report for a terminal or a log: the answer first, then the causes, what is news, and the matrix in short.

One rule: nothing is cut short. What would not fit beside something else folds or goes below it; a command on a terminal
is continued with a backslash, and only an id or a word that is longer than the line is left to the terminal to fold.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rich.columns import Columns
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.padding import Padding
from rich.text import Text

from harness.model.record import Record
from harness.report.answer import INCOMPLETE, count_causes, find_answer
from harness.report.boundaries import draw_boundaries
from harness.report.causes import GoneDefect, SharedCause, describe_gone_defect, find_gone_defects, find_shared_causes
from harness.report.evidence import wrap_lines
from harness.report.failures import format_cause
from harness.report.grid import Grid, arrange_grid, select_latest
from harness.report.phrases import LEGEND
from harness.report.table import STYLES, draw_tables
from harness.report.tally import (
    format_count,
    format_counts,
    format_lucky_passes,
    format_shown_defects,
    format_skips,
)
from harness.report.themes import Theme, choose_themes, count_marks, drop_empty_columns, is_rectangular

#: The width of a report in a log, which no terminal says.
_LOG_WIDTH = 100
#: At most so many causes are listed in the answer, and so many have a cell in full, without being asked for more.
_LISTED, _IN_FULL = 15, 10
_TONES = {"good": "bold green", "bad": "bold red", "broken": "bold magenta"}
#: A list of at most so many lines is shown without being asked for.
_SHORT = 8
#: How to see what is not listed.
_ALL = "To list them: report FILE --all, or matrix --report all."
_LUCK = (
    "as claimed, but by luck: another ssl_context than the session's own decided, and happened to know the authority"
)


class Report:
    """The report of a run; with ``everything`` what went as expected is listed one by one, too.

    ``complete`` says whether every planned cell has a record.
    """

    def __init__(self, records: Iterable[Record], *, everything: bool = False, complete: bool = True) -> None:
        self.records, self.everything, self.complete = tuple(records), everything, complete
        self._grid = arrange_grid(self.records)
        self._themes = choose_themes(self._grid, everything=everything)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = options.max_width
        causes, gone = find_shared_causes(self.records), find_gone_defects(self.records)
        # A log has no end of the line, and is searched for a command.
        whole = not options.is_terminal
        yield from self._answer(causes, gone, width)
        for number, cause in enumerate(causes):
            yield Text()
            full = self.everything or number < _IN_FULL
            yield from (
                _style_line(cause, line) for line in format_cause(cause, width, full=full, whole_commands=whole)
            )
        yield Text()
        yield from self._matrix(width)
        yield from self._lists(width)
        yield Text()
        yield from _fold([format_counts(self.records)], width, style="bold")

    def _answer(self, causes: Sequence[SharedCause], gone: Sequence[GoneDefect], width: int) -> Iterator[Text]:
        if not causes:
            held = find_answer(select_latest(self.records), complete=self.complete)
            yield from _fold([f"{held.headline}."], width, style=_TONES[held.tone])
        elif not self.complete:
            yield from _fold([f"{INCOMPLETE}."], width, style=_TONES["broken"])
        for verdict, words in count_causes(causes).items():
            here = [cause for cause in causes if cause.verdict is verdict]
            yield from _fold([words], width, style="bold red")
            yield from _fold(self._list_causes(here), width, hang=6, style=STYLES[verdict])
        if gone:
            yield from _fold(["News: known defects that no longer show"], width, style="bold")
            yield from _fold((f"{len(each.records):>4}  {describe_gone_defect(each)}" for each in gone), width, hang=6)

    def _list_causes(self, causes: Sequence[SharedCause]) -> Iterator[str]:
        most = len(causes) if self.everything or len(causes) <= _LISTED else _LISTED - 1
        yield from (f"{len(cause.records):>4}  {cause.heading}" for cause in causes[:most])
        if rest := causes[most:]:
            cells = sum(len(cause.records) for cause in rest)
            yield f"{cells:>4}  for {len(rest)} other causes, each named below"

    def _matrix(self, width: int) -> Iterator[RenderableType]:
        rows = [row for theme in self._themes for row in theme.rows]
        yield from _draw_rows(self._grid, self._themes, width)
        quiet = [theme for theme in self._themes if theme.others and not theme.rows]
        for title, expected in (("not all as expected", False), ("as expected", True)):
            sums = [Text(f"{theme.name}  {theme.sums}") for theme in quiet if theme.is_as_expected is expected]
            if sums:
                yield Text(title, style="bold")
                yield Padding(Columns(sums, padding=(0, 3), column_first=True), (0, 0, 0, 2))
        if rows:
            marks = [mark for mark, _ in count_marks(record for row in rows for record in row.records if record)]
            yield from _fold(["  ".join(f"{mark}: {LEGEND[mark]}" for mark in marks)], width)

    def _lists(self, width: int) -> Iterator[Text]:
        lists = {
            "known defects": format_shown_defects(self.records),
            _LUCK: format_lucky_passes(self.records),
            "skipped": format_skips(self.records),
        }
        hidden = {title: lines for title, lines in lists.items() if len(lines) > _SHORT and not self.everything}
        for title, lines in lists.items():
            if lines and title not in hidden:
                yield Text()
                yield from _fold([title], width, style="bold")
                yield from _fold((f"  {line}" for line in lines), width, hang=4)
        yield from self._more(hidden, width)

    def _more(self, hidden: Mapping[str, Sequence[str]], width: int) -> Iterator[Text]:
        names = {"known defects": "known defects", _LUCK: "claims that held by luck", "skipped": "reasons of skips"}
        parts = [f"{len(lines)} {names[title]}" for title, lines in hidden.items()]
        quiet = sum(theme.others for theme in self._themes)
        parts += [format_count(quiet, "scenario")] if quiet else []
        if parts:
            yield Text()
            yield from _fold([f"Not listed: {', '.join(parts)}. {_ALL}"], width)


def choose_log_width() -> int:
    """Return the columns of a report that goes to no terminal: those that the variable COLUMNS names, else 100."""
    said = os.environ.get("COLUMNS", "")
    return int(said) if said.isdecimal() and int(said) else _LOG_WIDTH


def print_report(console: Console, report: Report) -> None:
    """Print a report; an id that is longer than a line stays whole."""
    console.print(report, crop=False)


def _draw_rows(grid: Grid, themes: Sequence[Theme], width: int) -> Iterator[RenderableType]:
    shown = [theme for theme in themes if theme.rows]
    if not shown:
        return
    fewer, rows = drop_empty_columns(grid, [row for theme in shown for row in theme.rows])
    found = iter(rows)
    sections = [(theme, tuple(next(found) for _ in theme.rows)) for theme in shown]
    if is_rectangular(grid):
        drawn = [(theme.name, kept, _sum_others(theme)) for theme, kept in sections]
        yield from draw_tables(fewer.columns, drawn, width)
        return
    for theme, kept in sections:
        yield Text(theme.name, style="bold", overflow="fold")
        yield from draw_boundaries(fewer.columns, kept, width)
        yield from _fold([f"  {_sum_others(theme)}"] if theme.others else [], width, hang=4)
    yield Text()


def _sum_others(theme: Theme) -> str:
    return f"and {format_count(theme.others, 'scenario')} as expected: {theme.sums}" if theme.others else ""


def _fold(lines: Iterable[str], width: int, hang: int = 0, style: str = "") -> Iterator[Text]:
    for line in lines:
        for folded in wrap_lines(line, width, hang):
            yield Text(folded, style=style, no_wrap=True, overflow="ignore")


def _style_line(cause: SharedCause, line: str) -> Text:
    style = STYLES[cause.verdict] if line.startswith(cause.verdict.value) else ""
    plain = line.strip()
    style = "green" if plain.startswith(("+", "ok  ")) else "red" if plain.startswith(("-", "LOST")) else style
    return Text(line, style=style, no_wrap=True, overflow="ignore")
