"""The failures for a terminal: cells that failed or broke, grouped by reason.

Lines are never wrapped, so that a replay line can be copied.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from harness.model.record import Record
from harness.model.words import Verdict
from harness.report.grid import find_columns, select_latest
from harness.report.phrases import describe_failure, describe_observed, describe_recorded, diff_transcripts
from harness.report.tally import format_count


@dataclass(frozen=True)
class FailureGroup:
    """Cells with one verdict that missed their claims in the same way."""

    verdict: Verdict
    reason: str
    records: tuple[Record, ...]

    @property
    def clients(self) -> str:
        """The clients of its cells, in version order."""
        return ", ".join(column.full for column in find_columns(self.records))


def group_failures(records: Iterable[Record]) -> tuple[FailureGroup, ...]:
    """Return the groups: failures before what the lab broke, larger groups first."""
    found: dict[tuple[Verdict, str], list[Record]] = defaultdict(list)
    for record in select_latest(records):
        if record.verdict in {Verdict.FAIL, Verdict.INVALID}:
            found[record.verdict, describe_failure(record)].append(record)
    ordered = (FailureGroup(verdict, reason, tuple(cells)) for (verdict, reason), cells in found.items())
    return tuple(sorted(ordered, key=lambda group: (group.verdict is Verdict.INVALID, -len(group.records))))


def format_failures(records: Iterable[Record]) -> str:
    """Return every group with its cells; empty if nothing went wrong."""
    return "\n".join(line for group in group_failures(records) for line in _format_group(group))


def _format_group(group: FailureGroup) -> Iterator[str]:
    yield f"{group.verdict.value} {group.reason}"
    yield f"  {format_count(len(group.records), 'cell')}; {group.clients}"
    alike: dict[tuple[str, ...], list[Record]] = defaultdict(list)
    for record in group.records:
        alike[diff_transcripts(record)].append(record)
    for first, *others in alike.values():
        yield ""
        yield from (f"  {line}" for line in format_cell(first))
        if others:
            yield f"  and {format_count(len(others), 'cell')} with the same transcript:"
            yield from (line for other in others for line in _format_cell_briefly(other))
    yield ""


def _format_cell_briefly(record: Record) -> Iterator[str]:
    yield f"    {record.cell}"
    yield f"      claim:    {record.claim}"
    yield f"      replay:   {record.replay}"


def format_cell(record: Record) -> Iterator[str]:
    """Yield the lines about one cell, which a single failing test shows too."""
    yield record.cell
    yield f"  claim:    {record.claim}"
    if record.because:
        yield f"  because:  {record.because}"
    yield f"  expected: {describe_recorded(record.expected)}"
    yield f"  seen:     {describe_observed(record.observed)}"
    if record.why:
        yield f"  why:      {record.why}"
    if record.verdict is not Verdict.PASS:
        yield from (f"  client:   {line}" for line in record.said)
    if lines := diff_transcripts(record):
        yield "  transcript:"
        yield from (f"    {line}" for line in lines)
    if record.witness:
        yield "  witness:"
        yield from (f"    {line}" for line in record.witness)
    yield f"  replay:   {record.replay}"
