"""Write results as Markdown, for the step summary of a CI run.

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
from harness.report.answer import find_answer
from harness.report.causes import SharedCause, describe_gone_defect, find_gone_defects, find_shared_causes
from harness.report.evidence import Evidence, TextKind, select_evidence
from harness.report.grid import Grid, arrange_grid, list_ran_cells, select_latest
from harness.report.phrases import LEGEND, MARKS
from harness.report.tally import format_shown_defects, format_skips
from harness.report.themes import is_rectangular

BUDGET = 1_000_000  #: bytes

_LOUD = {Verdict.FAIL, Verdict.INVALID}


def format_markdown(records: Iterable[Record], budget: int = BUDGET, gaps: Sequence[str] = ()) -> str:
    """Return the answer, what went wrong, what is known, and the matrix, in at most ``budget`` bytes of UTF-8.

    ``gaps`` say what is missing of the records.
    """
    records = tuple(records)
    answer = fit_blocks(list(_format_answer(records, gaps)), budget, "lines of the answer")
    known = fit_blocks(list(_format_known(records)), (budget - _count_bytes(answer)) // 2, "lists of what is known")
    rows = list(_format_rows(arrange_grid(records)))
    left = budget - _count_bytes(answer + known)
    # Failures are why the page is read, yet a flood of them must leave room for the matrix.
    failed = fit_blocks(
        list(_format_failure_blocks(records)),
        max(left // 2, left - _count_bytes("".join(rows))),
        "failed or broken cells",
    )
    return answer + failed + known + fit_blocks(rows, left - _count_bytes(failed), "scenarios")


def format_matrix(records: Iterable[Record], budget: int) -> str:
    """Return the matrix alone, in at most ``budget`` bytes of UTF-8."""
    return fit_blocks(list(_format_rows(arrange_grid(records))), budget, "scenarios")


def fit_blocks(blocks: Sequence[str], budget: int, what: str) -> str:
    """Return the leading blocks that fit into ``budget`` bytes, and a line that says how many were left out.

    ``what`` names the blocks. The result is empty if not even that line fits.
    """
    if _count_bytes("".join(blocks)) <= budget:
        return "".join(blocks)
    reserve = _count_bytes(_format_left_out(len(blocks), what))
    if reserve > budget:
        return ""
    kept, used = 0, reserve
    while (used := used + _count_bytes(blocks[kept])) <= budget:
        kept += 1
    return "".join(blocks[:kept]) + _format_left_out(len(blocks) - kept, what)


def _format_left_out(number: int, what: str) -> str:
    return f"\n_{number} {what} left out to keep this page within its size limit._\n\n"


def _count_bytes(text: str) -> int:
    return len(text.encode())


def _format_answer(records: tuple[Record, ...], gaps: Sequence[str]) -> Iterator[str]:
    answer = find_answer(select_latest(records), complete=not gaps)
    yield f"## {escape_markdown(answer.headline)}\n\n{escape_markdown(answer.detail)}\n\n"
    yield f"{_format_list(gaps)}\n" if gaps else ""
    if gone := [describe_gone_defect(each) for each in find_gone_defects(records)]:
        yield f"**Known defects that no longer show**\n\n{_format_list(gone)}\n"


def _format_known(records: tuple[Record, ...]) -> Iterator[str]:
    """Yield the lists of what is no news: known defects and skips, each folded."""
    for title, lines in (("Known defects", format_shown_defects(records)), ("Skipped", format_skips(records))):
        if lines:
            yield format_details(f"{title}: {len(lines)}", _format_list(lines))


def _format_list(lines: Sequence[str]) -> str:
    return "".join(f"* {escape_markdown(line)}\n" for line in lines)


def _format_failure_blocks(records: tuple[Record, ...]) -> Iterator[str]:
    for cause in find_shared_causes(records):
        yield from _format_cause_blocks(cause)


def _format_cause_blocks(cause: SharedCause) -> Iterator[str]:
    heading = f"### {cause.verdict.value} {escape_markdown(cause.heading)}\n\n{escape_markdown(cause.clients)}\n\n"
    for first, record in zip([heading, *[""] * len(cause.records)], cause.records, strict=False):
        yield first + format_details(record.cell, format_evidence_markdown(select_evidence(record)))


def format_evidence_markdown(evidence: Sequence[Evidence]) -> str:
    """Return evidence as a list of what is said in words, then a code block for each of the others."""
    words = [each for each in evidence if each.kind is TextKind.WORDS]
    blocks = [each for each in evidence if each.kind is not TextKind.WORDS]
    lines = "".join(f"* {each.name}: {escape_markdown(each.text)}\n" for each in words)
    return f"{lines}\n" + "\n".join(_format_block(each) for each in blocks)


def _format_block(evidence: Evidence) -> str:
    language = {TextKind.DIFF: "diff", TextKind.COMMAND: "sh"}.get(evidence.kind, "text")
    title = "" if evidence.kind in {TextKind.DIFF, TextKind.COMMAND} else f"{evidence.name}:\n\n"
    return title + format_code_block(language, evidence.lines)


def format_details(summary: str, body: str) -> str:
    """Return a section that a reader opens by a click on its summary."""
    return f"<details><summary>{escape(_join_lines(summary))}</summary>\n\n{body}\n</details>\n\n"


def _format_rows(grid: Grid) -> Iterator[str]:
    if not grid.columns:
        return
    if not is_rectangular(grid):
        yield from _format_boundaries(grid)
        return
    titles = ["scenario", *("<br>".join(map(escape_markdown, column.heading)) for column in grid.columns)]
    first = f"{_format_legend()}\n\n{_format_row(titles)}{_format_row(['---'] * len(titles))}"
    for section in grid.sections:
        first += _format_row([f"**{escape_markdown(section.module)}**"])
        for row in section.rows:
            yield first + _format_row([escape_markdown(row.name), *map(_format_mark, row.records)])
            first = ""


def _format_boundaries(grid: Grid) -> Iterator[str]:
    """Yield a row per scenario with its clients, for a run in which scenarios have different clients."""
    first = f"{_format_legend()}\n\n{_format_row(['scenario', 'clients'])}{_format_row(['---'] * 2)}"
    for section in grid.sections:
        first += _format_row([f"**{escape_markdown(section.module)}**"])
        for row in section.rows:
            ran = list_ran_cells(grid.columns, row)
            marks = [f"{escape_markdown(client)} {_format_mark(record)}" for client, record in ran]
            yield first + _format_row([escape_markdown(row.name), ", ".join(marks)])
            first = ""


def _format_legend() -> str:
    return ", ".join(f"{escape_markdown(mark)} {meaning}" for mark, meaning in LEGEND.items())


def _format_row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _format_mark(record: Record | None) -> str:
    if record is None:
        return ""
    mark = escape_markdown(MARKS[record.verdict])
    return f"**{mark}**" if record.verdict in _LOUD else mark


def format_code_block(language: str, lines: Sequence[str]) -> str:
    """Return a code block whose fence is longer than any run of backticks in it; empty without lines."""
    ticks = max((len(list(run)) for line in lines for tick, run in groupby(line) if tick == "`"), default=0)
    fence = "`" * max(3, ticks + 1)
    return "\n".join([fence + language, *lines, fence, ""]) if lines else ""


def _join_lines(text: str) -> str:
    return " ".join(text.split())


def escape_markdown(text: str) -> str:
    """Return a text on one line in which nothing is Markdown or HTML."""
    return re.sub(r"[\\`*_\[\]<>|#&~$]|^[-+]", r"\\\g<0>", _join_lines(text))
