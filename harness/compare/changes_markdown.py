"""The changes of a comparison as Markdown, for the step summary of a CI run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.compare.changes import (
    ChangeGroup,
    describe_improvements,
    describe_trouble,
    format_change_counts,
    format_title,
    group_changes,
    list_compared_clients,
    select_change_evidence,
)
from harness.compare.comparison import Change
from harness.report import markdown


def format_changes_markdown(changes: Sequence[Change], budget: int = markdown.BUDGET) -> str:
    """Return the sums, every changed cell, then the matrix of both sides, in at most ``budget`` bytes of UTF-8.

    What does not fit is left out from the end.
    """
    head = markdown.fit_blocks(list(_format_head(changes)), budget, "lines of the sums")
    left = budget - len(head.encode())
    cells = markdown.fit_blocks(
        [block for group in group_changes(changes) for block in _format_change_blocks(group)], left, "changed cells"
    )
    records = [record for change in changes for record in change.records]
    return head + cells + markdown.format_matrix(records, left - len(cells.encode()))


def _format_head(changes: Sequence[Change]) -> Iterator[str]:
    yield f"## {format_change_counts(changes)}\n\n"
    yield f"{markdown.escape_markdown(' and '.join(list_compared_clients(changes)))}\n\n"
    yield from (f"**{markdown.escape_markdown(line)}**\n\n" for line in describe_trouble(changes))
    yield from (f"* {markdown.escape_markdown(line)}\n" for line in describe_improvements(changes))
    yield "\n"


def _format_change_blocks(group: ChangeGroup) -> Iterator[str]:
    heading = f"### {group.kind.value}: {markdown.escape_markdown(group.reason)}\n\n"
    for first, change in zip([heading, *[""] * len(group.changes)], group.changes, strict=False):
        yield first + _format_change_block(change)


def _format_change_block(change: Change) -> str:
    return markdown.format_details(
        format_title(change), markdown.format_evidence_markdown(select_change_evidence(change))
    )
