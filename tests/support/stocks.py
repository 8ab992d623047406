"""Stocks of just these Pythons and releases, and clients from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from harness.catalogue.plan import Planned
from harness.clients.pip import find_pips
from harness.clients.registry import AskedClients
from harness.lab.host import inspect_machine
from harness.model.cell import Cell, Machine
from harness.model.client import Client, Interpreter
from harness.model.scenario import Scenario
from harness.provision.releases import Releases
from harness.provision.sources import Source
from harness.provision.stock import Stock, open_stock
from harness.runs.selection import make_ready, select_cells


def stock_of(
    cache: Path,
    interpreters: Sequence[Interpreter] | None = None,
    releases: Releases | None = None,
    progress: Callable[[str], None] = print,
) -> Stock:
    """Return a stock that has these, and looks for the rest."""
    stock = Stock(cache, progress)
    if interpreters is not None:
        stock.interpreters = tuple(interpreters)
    if releases is not None:
        stock.releases = releases
    return stock


def clients(
    sources: Iterable[Source],
    pythons: Sequence[str],
    interpreters: Sequence[Interpreter],
    releases: Releases,
    progress: Callable[[str], None],
) -> tuple[Client, ...]:
    """Return the clients of sources, made ready."""
    stock = stock_of(Path(), interpreters, releases, progress)
    return tuple(make_ready(find_pips(sources, pythons, stock), stock).values())


def select_from_stock(
    scenarios: Mapping[str, Scenario],
    *specs: tuple[str, str],
    pythons: Sequence[str] = (),
    on: Machine | None = None,
    progress: Callable[[str], None] = print,
    wanted: Callable[[Cell], bool] | None = None,
) -> tuple[Planned, ...]:
    """Return the cells for specifications by kind, as ``("pip", "25.2")``, from the stock of the user's cache."""
    with open_stock(progress) as stock:
        return select_cells(
            scenarios, AskedClients(specs=specs, pythons=tuple(pythons)), on or inspect_machine(), stock, wanted
        )
