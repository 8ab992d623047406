"""Describe the comparison of two runs: the clients that were paired, what changed, and what one run has alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from harness.compare.changes import format_change_counts, format_changes
from harness.compare.comparison import Change, ChangeKind
from harness.compare.pairing import Pairing
from harness.compare.runs import RunsCompared, has_failed, is_worse
from harness.model.cell import Side
from harness.report.grid import Column
from harness.report.phrases import MARKS
from harness.report.tally import format_count

#: The number of cells named that one run has alone and that are not red.
_NAMED = 10
_NAMES = {Side.BASELINE: "old", Side.CANDIDATE: "new"}


def describe_pairings(compared: RunsCompared) -> tuple[str, ...]:
    """Return a line per way in which clients were paired, and one per run with clients of its own."""
    return tuple(dict.fromkeys(line for each in compared.pairings for line in _describe_pairing(each)))


def _describe_pairing(pairing: Pairing) -> Iterator[str]:
    same = len(pairing.pairs) - len(pairing.crossed)
    if same:
        each = "" if same == 1 else ", each"
        yield f"paired: {format_count(same, 'client')}{each} with itself on the same Python"
    for old, new in pairing.crossed:
        yield f"paired: {old.full} (old) with {new.full} (new), {_explain_pair(old, new)}"
    for columns, which in ((pairing.old, "old"), (pairing.new, "new")):
        if columns:
            yield f"not paired, in the {which} run alone: {', '.join(column.full for column in columns)}"


def _explain_pair(old: Column, new: Column) -> str:
    if (old.version, old.label, old.name) == (new.version, new.label, new.name):
        return "the only Python of it that each run has left"
    return "the only version that each run has" if old.name == new.name else "the only client that each run has"


def describe_rebuilt(compared: RunsCompared) -> tuple[str, ...]:
    """Return a line per client that has the same name in both runs and other files."""
    found: dict[str, None] = {}
    for change in compared.in_common:
        before, after = (record.client for record in change.records)
        same = Column.from_client(before) == Column.from_client(after)
        if same and before.contents and after.contents and before.contents != after.contents:
            found[f"{Column.from_client(after).short} is not the same: its files have changed between the runs"] = None
    return tuple(found)


def format_runs_counts(compared: RunsCompared) -> str:
    """Return the numbers of cells by kind of change, and of those that one of the runs has alone."""
    alone = Counter(change.records[0].side for change in compared.in_one)
    parts = [f"{format_count(alone[side], 'cell')} in the {_NAMES[side]} run alone" for side in Side if alone[side]]
    return "; ".join([format_change_counts(compared.in_common), *parts])


def format_runs(compared: RunsCompared) -> str:
    """Return all of it for a terminal: who was paired, every cell that changed, those in one run alone, the counts."""
    head = [*describe_pairings(compared), *describe_rebuilt(compared), ""]
    changed = format_changes(compared.in_common).splitlines()[:-1]
    alone = [line for block in list_alone(compared) for line in (*block, "")]
    return "\n".join([*head, *changed, *alone, format_runs_counts(compared)])


def list_alone(compared: RunsCompared) -> Iterator[tuple[str, ...]]:
    """Yield the cells that one run has alone, per client: a heading, then the cells that a reader must know.

    Those that are red are named, and some of the others if the other run has the client too.
    """
    unpaired = {column for each in compared.pairings for column in (*each.old, *each.new)}
    found: dict[tuple[Side | None, Column], list[Change]] = defaultdict(list)
    for change in compared.in_one:
        found[change.records[0].side, Column.from_client(change.records[0].client)].append(change)
    for (side, column), changes in found.items():
        red = [each for each in changes if is_worse(each) or each.kind is ChangeKind.BROKEN]
        others = [each for each in changes if each not in red] if column not in unpaired else []
        yield (
            f"in the {_NAMES[side or Side.CANDIDATE]} run alone: {_count_marks(changes)} of {column.full}",
            *(f"  {MARKS[each.records[0].verdict]:<6} {each.scenario}" for each in (*red, *others[:_NAMED])),
            *([f"  and {len(others) - _NAMED} more, which --json names"] if len(others) > _NAMED else []),
        )


def _count_marks(changes: Sequence[Change]) -> str:
    marks = Counter(MARKS[change.records[0].verdict] for change in changes)
    return f"{format_count(len(changes), 'cell')} ({', '.join(f'{number} {mark}' for mark, number in marks.items())})"


def list_worse(compared: RunsCompared) -> tuple[Change, ...]:
    """Return the cells that fail and are in the new run alone: no kind of change says that they are worse."""
    return tuple(each for each in compared.in_one if has_failed(each.candidate))
