"""Compare any two runs, cell by cell: of two machines, days, releases or Pythons.

One rule: pure. The old run is the baseline and the new one the candidate. The kind of a change follows from the
verdicts, because a run is red by its verdicts; whether it is for the worse also from the claim, as in a comparison.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from harness.compare.comparison import Change, ChangeKind, classify_change, has_held, has_run, sort_changes
from harness.compare.pairing import Pairing, pair_clients
from harness.model.cell import Side
from harness.model.record import Record, Results
from harness.model.words import Verdict
from harness.report.grid import Column

#: The records of each cell of a run, each with the commit of the lab that made it.
_Cells = dict[tuple[Column, str], list[tuple[str, Record]]]


@dataclass(frozen=True, kw_only=True)
class RunsCompared:
    """The changes of every cell between two runs, and the clients that were paired for it."""

    changes: tuple[Change, ...]
    pairings: tuple[Pairing, ...]

    @property
    def in_common(self) -> tuple[Change, ...]:
        """The cells that both runs have."""
        return tuple(change for change in self.changes if len(change.records) == len(Side))

    @property
    def in_one(self) -> tuple[Change, ...]:
        """The cells that one of the runs has alone."""
        return tuple(change for change in self.changes if len(change.records) < len(Side))


def compare_runs(old: Iterable[Results], new: Iterable[Results]) -> RunsCompared:
    """Return the changes of every cell between two runs, the most important first; a run may be in several files.

    If both runs are comparisons, baseline stands against baseline and candidate against candidate.
    """
    runs = [[(find_lab(file), record) for file in files for record in file.records] for files in (old, new)]
    by_side = all(record.side for run in runs for _, record in run)
    changes: list[Change] = []
    pairings = []
    for side in Side if by_side else (None,):
        before, after = (_collect_cells(each for each in run if not by_side or each[1].side is side) for run in runs)
        pairings.append(pair_clients((column for column, _ in before), (column for column, _ in after)))
        changes += _compare_cells(before, after, pairings[-1])
    return RunsCompared(changes=sort_changes(changes), pairings=tuple(pairings))


def find_lab(file: Results) -> str:
    """Return the commit of the lab that made a file; empty where it does not say."""
    return file.runs[-1].commit if file.runs else ""


def _collect_cells(records: Iterable[tuple[str, Record]]) -> _Cells:
    cells: _Cells = defaultdict(list)
    for lab, record in records:
        cells[Column.from_client(record.client), record.scenario].append((lab, record))
    return cells


def _compare_cells(old: _Cells, new: _Cells, pairing: Pairing) -> Iterable[Change]:
    left = dict(new)
    for (column, scenario), records in old.items():
        yield _make_change(scenario, records, left.pop((pairing.pairs.get(column, column), scenario), []))
    for (_, scenario), records in left.items():
        yield _make_change(scenario, [], records)


def _make_change(scenario: str, *runs: Sequence[tuple[str, Record]]) -> Change:
    old, new = (
        tuple(msgspec.structs.replace(record, side=side) for _, record in run)
        for side, run in zip(Side, runs, strict=True)
    )
    baseline, candidate = (each[-1] if each else None for each in (old, new))
    flaky = any(records_disagree(run) for run in runs)
    before, after = (Column.from_client(record.client).full for record in ((old or new)[-1], (new or old)[-1]))
    return Change(
        kind=ChangeKind.FLAKY if flaky else classify_cell(baseline, candidate),
        scenario=scenario,
        python=".".join((new or old)[-1].client.python.split(".")[:2]),
        baseline=baseline,
        candidate=candidate,
        client=before if before == after else f"{before} → {after}",
        repeats=(*old, *new) if flaky else (),
    )


def records_disagree(records: Iterable[tuple[str, Record]]) -> bool:
    """Return whether records of one cell differ although client, Python and lab are the same."""
    found: dict[tuple[str, ...], set[object]] = defaultdict(set)
    for lab, record in records:
        if has_run(record) and record.observed is not None:
            seen = record.observed
            same = (lab, record.client.contents, record.client.python)
            found[same].add((record.verdict, seen.outcome, seen.leg, seen.reason))
    return any(len(seen) > 1 for seen in found.values())


def classify_cell(before: Record | None, after: Record | None) -> ChangeKind:
    """Return the kind of change of a cell between two runs."""
    kind = classify_change(before, after)
    if kind is ChangeKind.BROKEN or before is None or after is None or not (has_run(before) and has_run(after)):
        return kind
    if has_failed(after) and not has_failed(before):
        return ChangeKind.NEWLY_FAILING
    if after.verdict is Verdict.KNOWN and (before.verdict, before.defect) != (after.verdict, after.defect):
        return ChangeKind.NEWLY_KNOWN
    if has_held(after) and (before.verdict is Verdict.KNOWN or after.verdict is not before.verdict is Verdict.PASS):
        return ChangeKind.DEFECT_GONE
    return kind


def has_failed(record: Record | None) -> bool:
    """Return whether a cell is red and no defect explains it; a known defect that no longer shows is not counted."""
    return record is not None and record.verdict is Verdict.FAIL and not has_held(record)


def is_worse(change: Change) -> bool:
    """Return whether a cell changed for the worse: it fails or its claim does not hold, and before that was not so."""
    if change.kind is ChangeKind.FLAKY:
        failed = {record.side for record in change.repeats if has_failed(record)}
        return failed == {Side.CANDIDATE}
    if change.kind is ChangeKind.NEWLY_KNOWN:
        return change.baseline is not None and has_held(change.baseline)
    return change.kind is ChangeKind.NEWLY_FAILING or (change.kind is ChangeKind.NEW and has_failed(change.candidate))


def choose_runs_exit_code(compared: RunsCompared) -> int:
    """Return 2 if the lab broke in a cell of the new run or of both, 1 if a cell changed for the worse, else 0."""
    if any(change.kind is ChangeKind.BROKEN and change.candidate is not None for change in compared.changes):
        return 2
    return 1 if any(map(is_worse, compared.changes)) else 0
