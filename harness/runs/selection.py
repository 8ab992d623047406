"""What was asked for → the cells to run: scenarios, pips and Pythons put together, with everything fetched.

One rule: everything that comes from outside the machine is fetched here, before the first cell runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from harness.catalogue.plan import Planned, choose_releases, plan_cell, plan_cells
from harness.clients.pip import clients
from harness.clients.variant import NO_VARIANT, STRADDLING, Choice, chosen
from harness.clients.variant import clients as variants
from harness.model.cell import Cell, Client, Interpreter, Machine
from harness.model.scenario import Scenario
from harness.provision.libraries import VariantTrees
from harness.provision.places import prepare_cache
from harness.provision.pythons import find_interpreters
from harness.provision.releases import Releases
from harness.provision.sources import name_release


def select(
    scenarios: Mapping[str, Scenario],
    pips: Sequence[str],
    pythons: Sequence[str],
    machine: Machine,
    progress: Callable[[str], None],
    choice: Choice = NO_VARIANT,
) -> tuple[Planned, ...]:
    """The cells for these specifications of pips and Pythons, and for a choice of adapter variants.

    Without any pip or variant, each scenario runs on the newest release and on both sides of every boundary of the
    defects that it exposes. Raises ``UsageError`` for a specification that names nothing.
    """
    cache = prepare_cache()
    releases, interpreters = Releases(cache), find_interpreters(cache)
    chosen(choice)
    trees = VariantTrees(cache)
    try:
        found: tuple[Planned, ...] = ()
        if pips:
            sources = dict.fromkeys(source for spec in pips for source in releases.resolve_spec(spec))
            found = plan_cells(scenarios, clients(sources, pythons, interpreters, releases, progress), machine)
        elif not choice:
            found = _worth_running(scenarios, pythons, interpreters, releases, machine, progress)
        if choice:
            subjects = variants(choice, pythons, interpreters, releases, trees, progress)
            everything = plan_cells(scenarios, subjects, machine)
            found += (
                everything if choice.names_versions else tuple(each for each in everything if _worth(each, subjects[0]))
            )
        return found
    finally:
        # Also where it ends in an error, of which the index may be the reason.
        for warning in (*releases.warnings, *trees.warnings):
            progress(f"warning: {warning}")


def _worth_running(
    scenarios: Mapping[str, Scenario],
    pythons: Sequence[str],
    interpreters: Sequence[Interpreter],
    releases: Releases,
    machine: Machine,
    progress: Callable[[str], None],
) -> tuple[Planned, ...]:
    # What a generated scenario may show is not known beforehand: each meets every boundary of what any may show, but
    # brings no release before those that are usually run.
    explaining = dict.fromkeys(defect for scenario in scenarios.values() for defect in scenario.explained_by)
    explained = choose_releases(explaining, releases.list_usual())
    worth = {
        name: {*choose_releases(scenario.exposes, releases.list_all()), *explained}
        for name, scenario in scenarios.items()
    }
    sources = dict.fromkeys(name_release(version) for version in sorted(set().union(*worth.values())))
    subjects = clients(sources, pythons, interpreters, releases, progress)
    return tuple(
        plan_cell(Cell(scenario_id=name, scenario=scenario, client=client), machine)
        for name, scenario in scenarios.items()
        for client in subjects
        if client.version in map(str, worth[name])
    )


def _worth(each: Planned, newest: Client) -> bool:
    """Whether a variant's cell can tell anything new: older libraries can where a defect depends on them."""
    return each.cell.client.libraries == newest.libraries or any(
        among.libraries.keys() & STRADDLING.keys() for defect in each.cell.scenario.exposes for among in defect.among
    )
