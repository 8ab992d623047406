"""The matrix as Markdown, for the step summary of a CI run.

One rule: never over the budget, and never cut inside a row. A forge drops a summary over 1024 KiB whole:
https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from markupsafe import escape

from harness.model.record import Record
from harness.model.words import Verdict
from harness.report.failures import Group, groups
from harness.report.grid import Grid, arrange
from harness.report.phrases import LEGEND, MARKS, difference, outcome, seen
from harness.report.tally import counts_line, defect_lines, skip_lines

BUDGET = 1_000_000  #: bytes

_LOUD = {Verdict.FAIL, Verdict.INVALID}


def page(records: Iterable[Record], budget: int = BUDGET) -> str:
    """What went wrong, then the sums, then the matrix, in at most ``budget`` bytes of UTF-8."""
    records = tuple(records)
    sums = within(list(_sums(records)), budget, "lines of the sums")
    rows = list(_rows(arrange(records)))
    left = budget - _size(sums)
    # Failures are why the page is read, yet a flood of them must leave room for the matrix.
    failed = within(list(_failures(records)), max(left // 2, left - _size("".join(rows))), "failed or broken cells")
    return sums + failed + within(rows, left - _size(failed), "scenarios")


def matrix(records: Iterable[Record], budget: int) -> str:
    """The matrix alone, in at most ``budget`` bytes."""
    return within(list(_rows(arrange(records))), budget, "scenarios")


def within(blocks: Sequence[str], budget: int, what: str) -> str:
    """As many leading blocks as fit, and a line that says how many were left out; empty if not even that fits."""
    if _size("".join(blocks)) <= budget:
        return "".join(blocks)
    reserve = _size(_left_out(len(blocks), what))
    if reserve > budget:
        return ""
    kept, used = 0, reserve
    while (used := used + _size(blocks[kept])) <= budget:
        kept += 1
    return "".join(blocks[:kept]) + _left_out(len(blocks) - kept, what)


def _left_out(number: int, what: str) -> str:
    return f"\n_{number} {what} left out: this page has a limit of bytes._\n\n"


def _size(text: str) -> int:
    return len(text.encode())


def _sums(records: tuple[Record, ...]) -> Iterator[str]:
    yield f"## {counts_line(records)}\n\n"
    yield from _list("Known defects", defect_lines(records))
    yield from _list("Skipped", skip_lines(records))


def _list(title: str, lines: Sequence[str]) -> Iterator[str]:
    for first, line in zip([f"**{title}**\n\n", *[""] * len(lines)], lines, strict=False):
        yield f"{first}* {plain(line)}\n"
    if lines:
        yield "\n"


def _failures(records: tuple[Record, ...]) -> Iterator[str]:
    for group in groups(records):
        yield from _group(group)


def _group(group: Group) -> Iterator[str]:
    heading = f"### {group.verdict.value} {plain(group.reason)}\n\n{plain(group.clients)}\n\n"
    for first, record in zip([heading, *[""] * len(group.records)], group.records, strict=False):
        yield first + _cell(record)


def _cell(record: Record) -> str:
    facts = {
        "claim": record.claim,
        "expected": outcome(record.expected),
        "seen": seen(record.observed),
        "why": record.why,
    }
    told = "".join(f"* {name}: {plain(value)}\n" for name, value in facts.items() if value)
    body = f"{told}\n{fenced('diff', difference(record))}\n{fenced('sh', [record.replay])}"
    return details(record.cell, body)


def details(summary: str, body: str) -> str:
    """Something that a reader opens by a click on its summary."""
    return f"<details><summary>{escape(_one_line(summary))}</summary>\n\n{body}\n</details>\n\n"


def _rows(grid: Grid) -> Iterator[str]:
    if not grid.columns:
        return
    titles = ["scenario", *("<br>".join(map(plain, column.heading)) for column in grid.columns)]
    legend = ", ".join(f"{plain(mark)} {meaning}" for mark, meaning in LEGEND.items())
    first = f"{legend}\n\n{_row(titles)}{_row(['---'] * len(titles))}"
    for section in grid.sections:
        first += _row([f"**{plain(section.module)}**"])
        for row in section.rows:
            yield first + _row([plain(row.name), *map(_mark, row.records)])
            first = ""


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _mark(record: Record | None) -> str:
    if record is None:
        return ""
    mark = plain(MARKS[record.verdict])
    return f"**{mark}**" if record.verdict in _LOUD else mark


def fenced(language: str, lines: Sequence[str]) -> str:
    """A code block whose fence is longer than any run of backticks in it."""
    ticks = max((len(list(run)) for line in lines for tick, run in groupby(line) if tick == "`"), default=0)
    fence = "`" * max(3, ticks + 1)
    return "\n".join([fence + language, *lines, fence, ""]) if lines else ""


def _one_line(text: str) -> str:
    return " ".join(text.split())


def plain(text: str) -> str:
    """Text on one line in which nothing is Markdown or HTML."""
    return re.sub(r"[\\`*_\[\]<>|#&~$]|^[-+]", r"\\\g<0>", _one_line(text))
