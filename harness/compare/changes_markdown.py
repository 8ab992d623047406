"""The changes of a comparison as Markdown, for the step summary of a CI run.

One rule: changed cells come first, and what does not fit the budget is left out from the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.compare.changes import (
    Group,
    clients,
    counts_line,
    difference,
    facts,
    groups,
    improvement_lines,
    title,
    trouble_lines,
)
from harness.compare.comparison import Change
from harness.report import markdown


def page(changes: Sequence[Change], budget: int = markdown.BUDGET) -> str:
    """The sums, every changed cell, then the matrix of both sides, in at most ``budget`` bytes of UTF-8."""
    head = markdown.fit_blocks(list(_head(changes)), budget, "lines of the sums")
    left = budget - len(head.encode())
    cells = markdown.fit_blocks([block for group in groups(changes) for block in _group(group)], left, "changed cells")
    records = [record for change in changes for record in change.records]
    return head + cells + markdown.format_matrix(records, left - len(cells.encode()))


def _head(changes: Sequence[Change]) -> Iterator[str]:
    yield f"## {counts_line(changes)}\n\n"
    yield f"{markdown.escape_markdown(' and '.join(clients(changes)))}\n\n"
    yield from (f"**{markdown.escape_markdown(line)}**\n\n" for line in trouble_lines(changes))
    yield from (f"* {markdown.escape_markdown(line)}\n" for line in improvement_lines(changes))
    yield "\n"


def _group(group: Group) -> Iterator[str]:
    heading = f"### {group.kind.value}: {markdown.escape_markdown(group.reason)}\n\n"
    for first, change in zip([heading, *[""] * len(group.changes)], group.changes, strict=False):
        yield first + _cell(change)


def _cell(change: Change) -> str:
    told = "".join(f"* {name}: {markdown.escape_markdown(value)}\n" for name, value in facts(change))
    replay = markdown.format_code_block("sh", [change.records[-1].replay])
    return markdown.format_details(
        title(change), f"{told}\n{markdown.format_code_block('diff', difference(change))}\n{replay}"
    )
