"""What was asked for → the cells to run: scenarios, pips and Pythons put together, with everything fetched.

One rule: everything that comes from outside the machine is fetched here, before the first cell runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from harness.cell import Cell, Machine
from harness.clients.pips import clients
from harness.interpreters import discover
from harness.model import Scenario
from harness.pip_sources import release
from harness.plan import Planned, plan, planned, releases_worth_running
from harness.releases import Releases, default_cache


def select(
    scenarios: Mapping[str, Scenario],
    pips: Sequence[str],
    pythons: Sequence[str],
    machine: Machine,
    progress: Callable[[str], None],
) -> tuple[Planned, ...]:
    """The cells for these specifications of pips and Pythons.

    Without any pip, each scenario runs on the newest release and on both sides of every boundary of the defects that it
    exposes. Raises ``UsageError`` for a specification that names nothing.
    """
    cache = default_cache()
    cache.mkdir(parents=True, exist_ok=True)
    releases, interpreters = Releases(cache), discover(cache)
    if pips:
        sources = dict.fromkeys(source for spec in pips for source in releases.resolve(spec))
        found = plan(scenarios, clients(sources, pythons, interpreters, releases, progress), machine)
    else:
        worth = {name: releases_worth_running(scenario, releases.known()) for name, scenario in scenarios.items()}
        sources = dict.fromkeys(release(version) for version in sorted(set().union(*worth.values())))
        subjects = clients(sources, pythons, interpreters, releases, progress)
        found = tuple(
            planned(Cell(scenario_id=name, scenario=scenario, client=client), machine)
            for name, scenario in scenarios.items()
            for client in subjects
            if client.version in map(str, worth[name])
        )
    for warning in releases.warnings:
        progress(f"warning: {warning}")
    return found
