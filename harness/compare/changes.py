"""The changes of a comparison in words, and as text for a terminal.

Every cell that changed is named; only those that did not change are merely counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff

import msgspec

from harness.compare.comparison import Change, ChangeKind, Improvement, count_kinds, find_improvements
from harness.evidence.wording import CONTEXTS
from harness.model.cell import Side
from harness.model.record import Observed, Record
from harness.model.words import Verdict
from harness.report.evidence import Evidence, TextKind, explain_seen, format_evidence, select_evidence
from harness.report.grid import Column
from harness.report.phrases import describe_observed, describe_recorded
from harness.report.tally import format_count


@dataclass(frozen=True)
class ChangeGroup:
    """Changes of one kind that most likely have one cause."""

    kind: ChangeKind
    reason: str
    changes: tuple[Change, ...]


def format_title(change: Change) -> str:
    """Return the name of a cell: ``tunnelled.system_store_vouches_for_the_origin py3.13``; of runs with its client."""
    return f"{change.scenario} {change.client or f'py{change.python}'}"


def describe_turn(change: Change) -> str:
    """Return both sides: ``accepts → rejects the origin leg (unknown_ca)``; for a side that was not run the reason."""
    return " → ".join(_describe_side(change, side) for side in Side)


def _describe_side(change: Change, side: Side) -> str:
    record = _get_record(change, side)
    if record is None:
        return "no record"
    if record.observed is None:
        return f"{record.verdict.value.lower()}: {record.why}"
    if change.kind is ChangeKind.CONTEXT_CHANGED:
        return (
            describe_recorded(msgspec.structs.replace(record.observed, context=None))
            + CONTEXTS[record.observed.context]
        )
    if change.kind is not ChangeKind.REASON_CHANGED:
        return describe_recorded(record.observed)
    return (
        describe_recorded(record.observed) + f", exit {record.observed.exit}" + _describe_shown(change, record.observed)
    )


def _describe_shown(change: Change, seen: Observed) -> str:
    """Return whom a client showed which credential and whom it called home, where the two sides differ in that."""
    both = [record.observed for record in change.records if record.observed is not None]
    text = ""
    if len({msgspec.json.encode((each.secrets or each.credentials), order="sorted") for each in both}) > 1:
        shown: Mapping[str, Sequence[object]] = seen.secrets or seen.credentials
        nodes = [f"{node} is shown {' and '.join(map(_name_shown, each))}" for node, each in sorted(shown.items())]
        text += f", {'; '.join(nodes) or 'nobody is shown a credential'}"
    if len({each.called_home for each in both}) > 1:
        text += f", {' and '.join(seen.called_home) or 'nobody'} is called home for"
    return text


def _name_shown(shown: object) -> str:
    return str(getattr(shown, "value", shown))


def _get_record(change: Change, side: Side) -> Record | None:
    return change.baseline if side is Side.BASELINE else change.candidate


def group_changes(changes: Iterable[Change]) -> tuple[ChangeGroup, ...]:
    """Return every change in groups, those that matter most first; unchanged cells are in none."""
    found: dict[tuple[ChangeKind, str], list[Change]] = defaultdict(list)
    for change in changes:
        if change.kind is not ChangeKind.UNCHANGED:
            found[change.kind, f"{change.records[0].topology}, {describe_turn(change)}"].append(change)
    return tuple(ChangeGroup(kind, reason, tuple(alike)) for (kind, reason), alike in found.items())


def format_change_counts(changes: Sequence[Change]) -> str:
    """Return ``40 cells compared: 2 newly failing, …``, with how many were skipped on both sides."""
    number = format_count(sum(change.compared for change in changes), "cell")
    parts = ", ".join(f"{times} {kind.value}" for kind, times in count_kinds(changes).items())
    skipped = sum(change.kind is ChangeKind.UNCHANGED and not change.compared for change in changes)
    return f"{number} compared: {parts}" + (f" ({skipped} of them skipped on both sides)" if skipped else "")


def describe_improvements(changes: Sequence[Change]) -> tuple[str, ...]:
    """Return a line per improvement: what it means for the catalogue of defects."""
    return tuple(f"{each.defect} ({each.issue}): {_describe_improvement(each)}" for each in find_improvements(changes))


def _describe_improvement(improvement: Improvement) -> str:
    gone = f"no longer shows in {format_count(improvement.cells, 'cell')}"
    if improvement.left:
        return f"{gone}, but still in {improvement.left}"
    if improvement.listed:
        return f"{gone}: close its entry in scenarios/defects/ with the release that brings this"
    return f"{gone}: closed, as scenarios/defects/ says"


def describe_trouble(changes: Sequence[Change]) -> tuple[str, ...]:
    """Return why nothing can be concluded, one line per reason; empty if something can."""
    missing = [change for change in changes if len(change.records) < len(Side)]
    lines = [f"{format_count(len(missing), 'cell')} ran on one side alone: the run ended early, or -k chose one side"]
    nothing = ["nothing was compared: no cell was run on both sides"]
    return (*(lines if missing else []), *([] if any(change.compared for change in changes) else nothing))


def list_compared_clients(changes: Iterable[Change]) -> tuple[str, ...]:
    """Return ``26.3 py3.13 (baseline)`` and the like, each once."""
    found = ((record, record.side) for change in changes for record in change.records)
    return tuple(
        dict.fromkeys(f"{Column.from_client(record.client).full} ({side.value})" for record, side in found if side)
    )


def format_changes(changes: Sequence[Change]) -> str:
    """Return every group with its cells, then the improvements and the counts."""
    lines = [line for group in group_changes(changes) for line in _format_change_group(group)]
    better = describe_improvements(changes)
    lines += ["known defects that are gone", *(f"  {line}" for line in better), ""] if better else []
    return "\n".join([*lines, *describe_trouble(changes), format_change_counts(changes)])


def _format_change_group(group: ChangeGroup) -> Iterator[str]:
    yield f"{group.kind.value}: {group.reason}"
    yield f"  {format_count(len(group.changes), 'cell')}"
    alike: dict[tuple[str, ...], list[Change]] = defaultdict(list)
    for change in group.changes:
        alike[diff_sides(change)].append(change)
    for first, *others in alike.values():
        yield ""
        yield from (f"  {line}" for line in _format_change(first))
        if others:
            yield f"  and {format_count(len(others), 'cell')} with the same transcripts:"
            yield from (f"    {line}" for other in others for line in _format_change_briefly(other))
    yield ""


def _format_change_briefly(change: Change) -> Iterator[str]:
    yield format_title(change)
    yield f"  claim:     {change.records[-1].claim}"
    yield f"  replay:    {change.records[-1].replay}"


def _format_change(change: Change) -> Iterator[str]:
    yield format_title(change)
    yield from (f"  {line}" for line in format_evidence(select_change_evidence(change)))


def select_change_evidence(change: Change) -> tuple[Evidence, ...]:
    """Return the evidence of a changed cell: what was seen and what nodes saw of both sides, the rest of the last."""
    known = change.records[-1]
    both = {
        "seen": tuple(_list_sides(change)),
        "transcript": (Evidence("transcript", diff_sides(change), TextKind.DIFF),),
    }
    in_full = change.kind is ChangeKind.NEWLY_FAILING
    left_out = {"why", "defect"} | (set() if in_full else {"client said", "witness saw"})
    kept = (each for each in select_evidence(known) if each.name not in left_out)
    return tuple(each for piece in kept for each in both.get(piece.name, (piece,)) if each.lines)


def _list_sides(change: Change) -> Iterator[Evidence]:
    for record in change.repeats or change.records:
        seen = describe_observed(record.observed) if record.observed else f"{record.verdict.value}: {record.why}"
        defect = f"; as known: {record.defect} ({record.issue})" if record.verdict is Verdict.KNOWN else ""
        line = f"{Column.from_client(record.client).short}: {seen}{defect}"
        yield Evidence(record.side.value if record.side else "seen", (line, *explain_seen(record.observed)))


def diff_sides(change: Change) -> tuple[str, ...]:
    """Return the transcripts of both sides as a unified diff; empty where a side has none."""
    before, after = (record.transcript if record else () for record in (change.baseline, change.candidate))
    if not before or not after:
        return ()
    return tuple(unified_diff(before, after, Side.BASELINE.value, Side.CANDIDATE.value, lineterm=""))
