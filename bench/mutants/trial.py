"""Compare a mutant with the release that it was made of, cell by cell, until one shows it for the right reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from bench.mutants.kept import Fate, Kill, Trial
from bench.mutants.mutant import RELEASE, Mutant
from bench.mutants.trees import alter_text, make_mutated_tree
from harness.catalogue.find import load_scenarios
from harness.catalogue.plan import Planned, plan_cell
from harness.clients.registry import AskedClients
from harness.compare.changes import describe_turn
from harness.compare.comparison import Change, ChangeKind, compare_records
from harness.lab.host import inspect_machine
from harness.model.cell import Cell, Side
from harness.model.record import Record
from harness.provision.stock import Stock
from harness.runs.cell_runner import CellRunner
from harness.runs.recording import record_run
from harness.runs.removal import remove_folder
from harness.runs.selection import select_cells

#: What becomes of a cell that says nothing about a mutant.
_SILENT = (ChangeKind.UNCHANGED, ChangeKind.BROKEN, ChangeKind.NEW, ChangeKind.GONE)


def plan_baseline(stock: Stock) -> tuple[Planned, ...]:
    """Return every scenario on the release, on the newest Python that runs it, without those that cannot be run."""
    asked = AskedClients(specs=(("pip", RELEASE),), pythons=())
    return tuple(each for each in select_cells(load_scenarios(), asked, inspect_machine(), stock) if not each.skip)


class Bench:
    """Tries mutants on cells of the release, each of which is run once and shared by all of them."""

    def __init__(
        self,
        cells: Iterable[Planned],
        runner: CellRunner,
        folder: Path,
        select: Callable[[str], Callable[[Cell], bool]],
        say: Callable[[str], None],
    ) -> None:
        """Take cells of one client; ``select`` returns the filter of words, ``say`` gets a line about each cell."""
        self._cells = [each.cell for each in cells]
        self._runner, self._folder, self._select, self._say = runner, folder, select, say
        self._baseline = cache(self._run_baseline)

    @property
    def _tree(self) -> Path:
        return Path(self._cells[0].client.tree)

    def check_mutants(self, mutants: Iterable[Mutant]) -> None:
        """Raise ``UsageError`` for a mutant whose place is not in the release just once."""
        for mutant in mutants:
            alter_text(mutant, self._tree)

    def try_mutant(self, mutant: Mutant, *, near: bool) -> Trial:
        """Return what came of a mutant on the scenarios that should notice, and then unless ``near`` on all others."""
        tree = make_mutated_tree(mutant, self._tree, self._folder, self._cells[0].client.interpreter)
        try:
            wanted = self._select(mutant.words)
            first = [each for each in self._cells if wanted(each)]
            trial = self._compare(mutant, tree, first, everywhere=False)
            if near or trial.fate is Fate.KILLED:
                return trial
            return _add_trials(trial, self._compare(mutant, tree, [each for each in self._cells if each not in first]))
        finally:
            remove_folder(tree)

    def _compare(self, mutant: Mutant, tree: Path, cells: Iterable[Cell], *, everywhere: bool = True) -> Trial:
        """Return what came of a mutant on these cells, of which the first that shows it as it must is the last."""
        changes: list[Change] = []
        for change in self._list_changes(mutant, tree, cells):
            changes.append(change)
            if is_right(mutant, change):
                break
        told = [change for change in changes if change.kind not in _SILENT]
        kills = tuple(_make_kill(each) for each in told if is_right(mutant, each))
        mistaken = tuple(_make_kill(each) for each in told if not is_right(mutant, each))
        return Trial(
            mutant=mutant.name,
            digest=mutant.digest,
            fate=_choose_fate(mutant, kills, mistaken),
            compared=sum(change.compared for change in changes),
            everywhere=everywhere,
            kills=kills,
            mistaken=mistaken,
            broken=tuple(each.scenario for each in changes if each.kind is ChangeKind.BROKEN),
        )

    def _list_changes(self, mutant: Mutant, tree: Path, cells: Iterable[Cell]) -> Iterator[Change]:
        for cell in cells:
            label = f"mutant-{mutant.name}"
            client = replace(cell.client, tree=str(tree), source="tree", label=label, spec=f"--pip {label}")
            candidate = replace(cell, client=client, side=Side.CANDIDATE)
            assert not plan_cell(candidate, inspect_machine()).skip
            after = record_run(self._runner.run_cell(candidate))
            (change,) = compare_records([self._baseline(cell), after])
            self._say(f"{mutant.name}: {cell.scenario_id}: {change.kind.value}")
            yield change

    def _run_baseline(self, cell: Cell) -> Record:
        return record_run(self._runner.run_cell(replace(cell, side=Side.BASELINE)))


def is_right(mutant: Mutant, change: Change) -> bool:
    """Return whether a change shows a mutant as it must: now, and not before."""
    if change.kind in _SILENT or change.baseline is None or change.candidate is None:
        return False
    before, now = change.baseline.observed, change.candidate.observed
    return now is not None and any(
        sign.is_shown(now) and not (before and sign.is_shown(before)) for sign in mutant.signs
    )


def _choose_fate(mutant: Mutant, kills: tuple[Kill, ...], mistaken: tuple[Kill, ...]) -> Fate:
    if kills:
        return Fate.KILLED
    if mistaken:
        return Fate.MISTAKEN
    return Fate.EQUIVALENT if mutant.equivalent else Fate.LIVES


def _make_kill(change: Change) -> Kill:
    return Kill(cell=change.scenario, kind=change.kind.value, turn=describe_turn(change))


def _add_trials(first: Trial, then: Trial) -> Trial:
    order = (Fate.KILLED, Fate.MISTAKEN, Fate.EQUIVALENT, Fate.LIVES)
    return Trial(
        mutant=first.mutant,
        digest=first.digest,
        fate=min(first.fate, then.fate, key=order.index),
        compared=first.compared + then.compared,
        everywhere=True,
        kills=first.kills + then.kills,
        mistaken=first.mistaken + then.mistaken,
        broken=first.broken + then.broken,
    )
