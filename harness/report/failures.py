"""Format what failed or broke as plain text: by its causes, with one cell of each in full.

Lines are never wrapped, so that a replay line can be copied.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from harness.model.record import Record
from harness.report.causes import SharedCause, describe_gone_defect, find_gone_defects, find_shared_causes
from harness.report.evidence import format_evidence, select_evidence, wrap_lines
from harness.report.tally import format_count


def format_failures(records: Iterable[Record]) -> str:
    """Return every cause with its cells, then the known defects that are gone; empty if nothing went wrong."""
    records = tuple(records)
    lines = [line for cause in find_shared_causes(records) for line in format_cause(cause)]
    gone = [f"  {describe_gone_defect(each)}" for each in find_gone_defects(records)]
    return "\n".join([*lines, *(["KNOWN DEFECTS THAT NO LONGER SHOW", *gone, ""] if gone else [])])


def format_cause(
    cause: SharedCause, width: int | None = None, *, full: bool = True, whole_commands: bool = False
) -> Iterator[str]:
    """Yield the lines about a cause: its first cell, if wanted in ``full``, and the others by their ids."""
    first, *others = cause.records
    yield from wrap_lines(f"{cause.verdict.value} {cause.heading}", width, hang=2)
    yield from wrap_lines(f"  {format_count(len(cause.records), 'cell')}; {cause.clients}", width, hang=2)
    if not full:
        yield from (f"    {record.cell}" for record in cause.records)
        return
    yield ""
    yield from (f"  {line}" for line in format_cell(first, width and width - 2, whole_commands=whole_commands))
    if others:
        yield f"  and {format_count(len(others), 'cell')} more:"
        yield from (f"    {other.cell}" for other in others)
    yield ""


def format_cell(record: Record, width: int | None = None, *, whole_commands: bool = False) -> Iterator[str]:
    """Yield the lines about one cell, which a single failing test shows too."""
    yield record.cell
    lines = format_evidence(select_evidence(record), width and width - 2, whole_commands=whole_commands)
    yield from (f"  {line}" for line in lines)
