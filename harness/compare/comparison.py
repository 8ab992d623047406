"""Compare the records of two sides, cell by cell.

One rule: pure. A cell is judged by what it showed of its claim, never by its verdict alone: a known defect falls short
of the claim, and one that was expected and does not show means that the claim held.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

import msgspec

from harness.model.cell import Side
from harness.model.record import Observed, Record
from harness.model.words import Verdict, Whose

#: A scenario and the minor version of Python: what a cell has in common with the one on the other side.
CellPlace = tuple[str, str]


class ChangeKind(Enum):
    """The kinds of change of a cell, those that matter most first."""

    BROKEN = "broken"  #: the lab broke on a side, so nothing is known
    NEWLY_FAILING = "newly failing"  #: the claim held on the baseline and does not on the candidate
    NEWLY_KNOWN = "newly known"  #: a catalogued defect shows that did not; of two runs alone
    FLAKY = "flaky"  #: several records of the cell in one run disagree; of two runs alone
    DEFECT_GONE = "known defect no longer shows"  #: and the claim holds; of two runs alone
    NEWLY_PASSING = "newly passing"  #: the other way round
    REASON_CHANGED = "reason changed"  #: the claim holds on both or on neither, and the wire shows something else
    CONTEXT_CHANGED = "context changed"  #: the wire shows the same, and another context decided it
    NEW = "new"  #: run on the candidate alone
    GONE = "gone"  #: run on the baseline alone
    UNCHANGED = "unchanged"


#: The kinds that only a comparison of two runs has.
OF_RUNS = (ChangeKind.NEWLY_KNOWN, ChangeKind.FLAKY, ChangeKind.DEFECT_GONE)


@dataclass(frozen=True, kw_only=True)
class Change:
    """A cell on both sides. A side is None where there is no record of it at all.

    Of two runs, ``client`` names who ran it, both if they differ, and ``repeats`` are all records of a flaky cell.
    """

    kind: ChangeKind
    scenario: str
    python: str
    baseline: Record | None
    candidate: Record | None
    client: str = ""
    repeats: tuple[Record, ...] = ()

    @property
    def records(self) -> tuple[Record, ...]:
        """Its records, the baseline's first."""
        return tuple(record for record in (self.baseline, self.candidate) if record is not None)

    @property
    def compared(self) -> bool:
        """True if the cell was run on both sides."""
        return has_run(self.baseline) and has_run(self.candidate)


@dataclass(frozen=True, kw_only=True)
class Improvement:
    """A known defect that no longer shows in some cells.

    ``cells`` is their number, ``left`` the number of the candidate's cells in which it still shows. ``listed`` says
    that by the catalogue the candidate should have it, so that its entry is wrong.
    """

    defect: str
    issue: str
    cells: int
    left: int
    listed: bool


def compare_records(records: Iterable[Record]) -> tuple[Change, ...]:
    """Return the change of every cell, those that matter most first. Records without a side do not count."""
    sides: dict[Side | None, dict[CellPlace, Record]] = {side: {} for side in (*Side, None)}
    for record in records:
        sides[record.side][_find_place(record)] = record
    baseline, candidate = sides[Side.BASELINE], sides[Side.CANDIDATE]
    found = (_make_change(place, baseline.get(place), candidate.get(place)) for place in {**baseline, **candidate})
    return sort_changes(found)


def sort_changes(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return changes in order, those that matter most first."""
    kinds = list(ChangeKind)
    return tuple(sorted(changes, key=lambda each: (kinds.index(each.kind), each.scenario, each.python, each.client)))


def _find_place(record: Record) -> CellPlace:
    return record.scenario, ".".join(record.client.python.split(".")[:2])


def _make_change(place: CellPlace, baseline: Record | None, candidate: Record | None) -> Change:
    scenario, python = place
    kind = classify_change(baseline, candidate)
    return Change(kind=kind, scenario=scenario, python=python, baseline=baseline, candidate=candidate)


def has_run(record: Record | None) -> bool:
    """Return whether a cell was run to its end; one that was skipped or broke was not."""
    return record is not None and record.verdict not in {Verdict.SKIP, Verdict.INVALID}


def has_held(record: Record) -> bool:
    """Return whether a cell showed what its scenario claims."""
    # The judge names a defect with a FAIL only where the claim held and the defect should have shown instead.
    return record.verdict is Verdict.PASS or (record.verdict is Verdict.FAIL and record.defect is not None)


def classify_change(baseline: Record | None, candidate: Record | None) -> ChangeKind:
    """Return what became of one cell."""
    if any(record is not None and record.verdict is Verdict.INVALID for record in (baseline, candidate)):
        return ChangeKind.BROKEN
    if baseline is None or not has_run(baseline):
        return ChangeKind.NEW if has_run(candidate) else ChangeKind.UNCHANGED
    if candidate is None or not has_run(candidate):
        return ChangeKind.GONE
    if has_held(baseline) != has_held(candidate):
        return ChangeKind.NEWLY_FAILING if has_held(baseline) else ChangeKind.NEWLY_PASSING
    if _without_context(baseline) != _without_context(candidate):
        return ChangeKind.REASON_CHANGED
    contexts = {_find_context(baseline), _find_context(candidate)}
    return ChangeKind.CONTEXT_CHANGED if len(contexts) > 1 and None not in contexts else ChangeKind.UNCHANGED


def _without_context(record: Record) -> Observed | None:
    return msgspec.structs.replace(record.observed, context=None) if record.observed is not None else None


def _find_context(record: Record) -> Whose | None:
    return record.observed.context if record.observed is not None else None


def choose_exit_code(changes: Sequence[Change], *, whole: bool = True) -> int:
    """Return 2 if nothing can be concluded, 1 if a cell is newly failing, else 0.

    Nothing can be concluded if the lab broke, a side of a cell is missing or nothing was compared; but a part of a
    comparison, which is not ``whole``, may compare nothing.
    """
    missing = [change for change in changes if len(change.records) < len(Side)]
    broken = missing or any(change.kind is ChangeKind.BROKEN for change in changes)
    if broken or (whole and not any(change.compared for change in changes)):
        return 2
    return 1 if any(change.kind is ChangeKind.NEWLY_FAILING for change in changes) else 0


def count_kinds(changes: Iterable[Change]) -> Mapping[ChangeKind, int]:
    """Return the number of cells of each kind; those of two runs alone only where there are some."""
    counted = Counter(change.kind for change in changes)
    return {kind: counted[kind] for kind in ChangeKind if counted[kind] or kind not in OF_RUNS}


def find_improvements(changes: Sequence[Change]) -> tuple[Improvement, ...]:
    """Return every known defect of the baseline that newly passing cells no longer show, by name."""
    better = [change for change in changes if change.kind in {ChangeKind.NEWLY_PASSING, ChangeKind.DEFECT_GONE}]
    after = [change.candidate for change in changes if change.candidate is not None]
    entries = {(record.defect, record.issue or "") for change in better for record in change.records if record.defect}
    return tuple(
        Improvement(
            defect=defect,
            issue=issue,
            cells=sum(defect in {record.defect for record in change.records} for change in better),
            left=sum(record.verdict is Verdict.KNOWN and record.defect == defect for record in after),
            listed=any(record.verdict is Verdict.FAIL and record.defect == defect for record in after),
        )
        for defect, issue in sorted((name, issue) for name, issue in entries if name)
    )
