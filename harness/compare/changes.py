"""The changes of a comparison in words, and as text for a terminal.

One rule: whatever changed is named, cell by cell; only what did not change is merely counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff

import msgspec

from harness.compare.comparison import Change, Improvement, Kind, counts, improvements
from harness.evidence.judge import CONTEXTS
from harness.model.cell import Side
from harness.model.record import Record
from harness.model.words import Verdict
from harness.report.grid import Column
from harness.report.phrases import describe_observed, describe_recorded
from harness.report.tally import format_count


@dataclass(frozen=True)
class Group:
    """Changes of one kind that most likely have one cause."""

    kind: Kind
    reason: str
    changes: tuple[Change, ...]


def title(change: Change) -> str:
    """``tunnelled.system_store_vouches_for_the_origin py3.13``: a cell without its client."""
    return f"{change.scenario} py{change.python}"


def turn(change: Change) -> str:
    """``accepts → rejects the origin leg (unknown_ca)``; what is not there in words of why."""
    return " → ".join(_shown(change, side) for side in Side)


def _shown(change: Change, side: Side) -> str:
    record = _record(change, side)
    if record is None:
        return "no record"
    if record.observed is None:
        return f"{record.verdict.value.lower()}: {record.why}"
    if change.kind is Kind.CONTEXT_CHANGED:
        return (
            describe_recorded(msgspec.structs.replace(record.observed, context=None))
            + CONTEXTS[record.observed.context]
        )
    ending = f", exit {record.observed.exit}" if change.kind is Kind.REASON_CHANGED else ""
    return describe_recorded(record.observed) + ending


def _record(change: Change, side: Side) -> Record | None:
    return change.baseline if side is Side.BASELINE else change.candidate


def groups(changes: Iterable[Change]) -> tuple[Group, ...]:
    """Everything but the unchanged, those that matter most first."""
    found: dict[tuple[Kind, str], list[Change]] = defaultdict(list)
    for change in changes:
        if change.kind is not Kind.UNCHANGED:
            found[change.kind, f"{change.records[0].topology}, {turn(change)}"].append(change)
    return tuple(Group(kind, reason, tuple(alike)) for (kind, reason), alike in found.items())


def counts_line(changes: Sequence[Change]) -> str:
    """``40 cells compared: 2 newly failing, …``, with what kept a cell from being compared."""
    number = format_count(sum(change.compared for change in changes), "cell")
    parts = ", ".join(f"{times} {kind.value}" for kind, times in counts(changes).items())
    skipped = sum(change.kind is Kind.UNCHANGED and not change.compared for change in changes)
    return f"{number} compared: {parts}" + (f" ({skipped} of them skipped on both sides)" if skipped else "")


def improvement_lines(changes: Sequence[Change]) -> tuple[str, ...]:
    """What each improvement means for the catalogue of defects."""
    return tuple(f"{each.defect} ({each.issue}): {_meaning(each)}" for each in improvements(changes))


def _meaning(improvement: Improvement) -> str:
    gone = f"no longer shows in {format_count(improvement.cells, 'cell')}"
    if improvement.left:
        return f"{gone}, but still in {improvement.left}"
    if improvement.listed:
        return f"{gone}: close its entry in scenarios/defects/ with the release that brings this"
    return f"{gone}: closed, as scenarios/defects/ says"


def trouble_lines(changes: Sequence[Change]) -> tuple[str, ...]:
    """Why nothing can be concluded, if so."""
    missing = [change for change in changes if len(change.records) < len(Side)]
    lines = [f"{format_count(len(missing), 'cell')} ran on one side alone: the run ended early, or -k chose one side"]
    nothing = ["nothing was compared: no cell was run on both sides"]
    return (*(lines if missing else []), *([] if any(change.compared for change in changes) else nothing))


def clients(changes: Iterable[Change]) -> tuple[str, ...]:
    """``26.3 py3.13 (baseline)`` and the like, each once."""
    found = ((record, record.side) for change in changes for record in change.records)
    return tuple(
        dict.fromkeys(f"{Column.from_client(record.client).full} ({side.value})" for record, side in found if side)
    )


def text(changes: Sequence[Change]) -> str:
    """Every group with its cells, then what it means and the counts."""
    told = [line for group in groups(changes) for line in _group(group)]
    better = improvement_lines(changes)
    told += ["known defects that are gone", *(f"  {line}" for line in better), ""] if better else []
    return "\n".join([*told, *trouble_lines(changes), counts_line(changes)])


def _group(group: Group) -> Iterator[str]:
    yield f"{group.kind.value}: {group.reason}"
    yield f"  {format_count(len(group.changes), 'cell')}"
    alike: dict[tuple[str, ...], list[Change]] = defaultdict(list)
    for change in group.changes:
        alike[difference(change)].append(change)
    for first, *others in alike.values():
        yield ""
        yield from (f"  {line}" for line in _cell_lines(first))
        if others:
            yield f"  and {format_count(len(others), 'cell')} with the same transcripts:"
            yield from (f"    {line}" for other in others for line in _in_short(other))
    yield ""


def _in_short(change: Change) -> Iterator[str]:
    yield title(change)
    yield f"  claim:     {change.records[-1].claim}"
    yield f"  replay:    {change.records[-1].replay}"


def _cell_lines(change: Change) -> Iterator[str]:
    yield title(change)
    yield from (f"  {name + ':':<11}{value}" for name, value in facts(change))
    if lines := difference(change):
        yield "  transcript:"
        yield from (f"    {line}" for line in lines)
    yield f"  replay:    {change.records[-1].replay}"


def facts(change: Change) -> Iterator[tuple[str, str]]:
    """What there is to know of a changed cell, as names and values."""
    known = change.records[-1]
    yield "claim", known.claim
    if known.because:
        yield "because", known.because
    yield "expected", describe_recorded(known.expected)
    for record in change.records:
        told = describe_observed(record.observed) if record.observed else f"{record.verdict.value}: {record.why}"
        defect = f"; as known: {record.defect} ({record.issue})" if record.verdict is Verdict.KNOWN else ""
        yield record.side.value if record.side else "seen", f"{Column.from_client(record.client).short}: {told}{defect}"
    if change.kind is Kind.NEWLY_FAILING:
        yield from (("client", line) for line in known.said)
        yield from (("witness", line) for line in known.witness)


def difference(change: Change) -> tuple[str, ...]:
    """The transcripts of both sides as a unified diff, or nothing where one has none."""
    before, after = (record.transcript if record else () for record in (change.baseline, change.candidate))
    if not before or not after:
        return ()
    return tuple(unified_diff(before, after, Side.BASELINE.value, Side.CANDIDATE.value, lineterm=""))
