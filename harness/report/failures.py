"""What went wrong, for a terminal: cells that failed or broke, grouped by reason.

One rule: plain text, never wrapped, so that a replay line can be copied.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from harness.model.record import Record
from harness.model.words import Verdict
from harness.report.grid import columns_of, latest
from harness.report.phrases import difference, headline, outcome, seen
from harness.report.tally import counted


@dataclass(frozen=True)
class Group:
    """Cells with one verdict that fell short of their claims in one way."""

    verdict: Verdict
    reason: str
    records: tuple[Record, ...]

    @property
    def clients(self) -> str:
        """The clients that are concerned, in version order."""
        return ", ".join(column.full for column in columns_of(self.records))


def groups(records: Iterable[Record]) -> tuple[Group, ...]:
    """Failures before what the lab broke, larger groups first."""
    found: dict[tuple[Verdict, str], list[Record]] = defaultdict(list)
    for record in latest(records):
        if record.verdict in {Verdict.FAIL, Verdict.INVALID}:
            found[record.verdict, headline(record)].append(record)
    ordered = (Group(verdict, reason, tuple(cells)) for (verdict, reason), cells in found.items())
    return tuple(sorted(ordered, key=lambda group: (group.verdict is Verdict.INVALID, -len(group.records))))


def text(records: Iterable[Record]) -> str:
    """Every group with its cells; empty if nothing went wrong."""
    return "\n".join(line for group in groups(records) for line in _group(group))


def _group(group: Group) -> Iterator[str]:
    yield f"{group.verdict.value} {group.reason}"
    yield f"  {counted(len(group.records), 'cell')}; {group.clients}"
    alike: dict[tuple[str, ...], list[Record]] = defaultdict(list)
    for record in group.records:
        alike[difference(record)].append(record)
    for first, *others in alike.values():
        yield ""
        yield from (f"  {line}" for line in cell_lines(first))
        if others:
            yield f"  and {counted(len(others), 'cell')} with the same transcript:"
            yield from (line for other in others for line in _in_short(other))
    yield ""


def _in_short(record: Record) -> Iterator[str]:
    yield f"    {record.cell}"
    yield f"      claim:    {record.claim}"
    yield f"      replay:   {record.replay}"


def cell_lines(record: Record) -> Iterator[str]:
    """One cell in full, as the failure of a single test shows it too."""
    yield record.cell
    yield f"  claim:    {record.claim}"
    if record.because:
        yield f"  because:  {record.because}"
    yield f"  expected: {outcome(record.expected)}"
    yield f"  seen:     {seen(record.observed)}"
    if record.why:
        yield f"  why:      {record.why}"
    if record.verdict is not Verdict.PASS:
        yield from (f"  client:   {line}" for line in record.said)
    if lines := difference(record):
        yield "  transcript:"
        yield from (f"    {line}" for line in lines)
    if record.witness:
        yield "  witness:"
        yield from (f"    {line}" for line in record.witness)
    yield f"  replay:   {record.replay}"
