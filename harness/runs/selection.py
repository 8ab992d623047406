"""Select the cells to run: put scenarios and clients together, and make every client ready.

One rule: everything that comes from outside the machine is fetched here, before the first cell runs, and only for cells
that will be run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from harness.catalogue.dating import find_dating
from harness.catalogue.plan import Planned, plan_cell
from harness.clients.kind import FoundClient
from harness.clients.registry import KINDS, AskedClients
from harness.model.cell import Cell, Machine
from harness.model.client import Client
from harness.model.defect import Defect
from harness.model.scenario import Scenario
from harness.provision.stock import Stock


def select_cells(
    scenarios: Mapping[str, Scenario],
    asked: AskedClients,
    machine: Machine,
    stock: Stock,
    wanted: Callable[[Cell], bool] | None = None,
) -> tuple[Planned, ...]:
    """Return the cells of these scenarios for the clients asked for: those that are wanted, or with None all of them.

    Where no client is asked for, each scenario meets the usual ones of each kind: the newest pip, and those on both
    sides of every boundary of the defects that it exposes; in a run of all of them one scenario does that for the
    others that expose the same, see :mod:`harness.catalogue.dating`. Raises ``UsageError`` for a specification without
    a client.
    """
    dating = find_dating(scenarios) if wanted is None else {name: each.exposes for name, each in scenarios.items()}
    cells = [
        (Cell(scenario_id=name, scenario=scenarios[name], client=each.client), each)
        for name, each in _choose_pairs(scenarios, asked, stock, dating)
    ]
    return plan_ready(cells, machine, stock, wanted or _want_all)


def _want_all(_cell: Cell) -> bool:
    return True


def plan_ready(
    cells: Iterable[tuple[Cell, FoundClient[Any]]], machine: Machine, stock: Stock, wanted: Callable[[Cell], bool]
) -> tuple[Planned, ...]:
    """Return the cells that are wanted, each with its client ready or with the reason to skip it."""
    kept = [(plan_cell(cell, machine), found) for cell, found in cells if wanted(cell)]
    run = dict.fromkeys(found for each, found in kept if not each.skip)
    ready = make_ready(run, stock)
    stock.fetch_beside(each.cell.scenario.beside for each, _ in kept if not each.skip)
    return tuple(
        plan_cell(replace(each.cell, client=ready[found]), machine) if found in ready else each for each, found in kept
    )


def find_clients(asked: AskedClients, stock: Stock) -> tuple[Client, ...]:
    """Return the clients that were asked for, ready to run or with the reason why they cannot."""
    found = [
        each
        for name in KINDS
        if asked.list_specs(name)
        for each in KINDS[name].find_clients(asked.list_specs(name), asked.pythons, stock)
    ]
    return tuple(make_ready(found, stock).values())


def make_ready(found: Iterable[FoundClient[Any]], stock: Stock) -> dict[FoundClient[Any], Client]:
    """Return each client that was found with the one that is ready to run."""
    by_kind: dict[str, list[FoundClient[Any]]] = {}
    for each in found:
        by_kind.setdefault(each.client.kind, []).append(each)
    return {
        each: client
        for name, same in by_kind.items()
        for each, client in zip(same, KINDS[name].make_ready(same, stock), strict=True)
    }


def _choose_pairs(
    scenarios: Mapping[str, Scenario], asked: AskedClients, stock: Stock, dating: Mapping[str, Sequence[Defect]]
) -> Iterator[tuple[str, FoundClient[Any]]]:
    for name, kind in KINDS.items():
        if asked.list_specs(name):
            yield from kind.choose_pairs(scenarios, asked.list_specs(name), asked.pythons, stock)
        elif not asked.specs:
            yield from kind.choose_usual_pairs(scenarios, asked.pythons, stock, dating)
