"""The cell that a person names → what the plan says of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from harness.catalogue.find import find_scenario
from harness.catalogue.plan import Planned
from harness.clients.variant import NO_VARIANT, Choice
from harness.model.cell import Machine
from harness.model.errors import UsageError
from harness.model.scenario import Scenario
from harness.provision.libraries import LIBRARIES
from harness.runs.selection import select

_CELL = re.compile(r"(?P<scenario>[\w.]+)-pip(?P<pip>[^-+=]+)-py(?P<python>[\d.]+)")
_OF_A_VARIANT = re.compile(
    r"(?P<scenario>[\w.]+)-(?P<variant>\w+)=(?P<requests>[^-+=]+)(?P<others>(\+\w+=[^-+=]+)+)-py(?P<python>[\d.]+)"
)


def request(
    scenarios: Mapping[str, Scenario],
    cell: str,
    pips: Sequence[str],
    pythons: Sequence[str],
    machine: Machine,
    progress: Callable[[str], None],
    choice: Choice = NO_VARIANT,
) -> tuple[Planned, ...]:
    """The cell of this id, or a scenario on the clients given, or else on the newest pip. Raises ``UsageError``."""
    named = _CELL.fullmatch(cell) or _OF_A_VARIANT.fullmatch(cell)
    if named and (pips or pythons or choice.variants or choice.names_versions):
        raise UsageError(f"{cell} names a client and a Python already: give others with a scenario alone")
    if named:
        cell, pythons = named["scenario"], [named["python"]]
        pips, choice = _clients(named)
    scenario = find_scenario(scenarios, cell)
    if choice.variants and not choice.names_versions:
        choice = replace(choice, requests=("latest",))
    if not pips and not choice.variants and not choice.names_versions:
        pips = ["latest"]
    return select({cell: scenario}, pips, pythons, machine, progress, choice)


def _clients(named: re.Match[str]) -> tuple[list[str], Choice]:
    """The pip or the variant in a cell's id."""
    parts = named.groupdict()
    if "pip" in parts:
        return [parts["pip"]], NO_VARIANT
    others = dict(each.split("=") for each in parts["others"].strip("+").split("+"))
    if "pip" in others:
        return [], Choice(variants=(parts["variant"],), vendored=(others["pip"],))
    if unknown := others.keys() - set(LIBRARIES):
        raise UsageError(f"{named[0]}: there is no library {min(unknown)!r} to choose, but {', '.join(LIBRARIES)}")
    chosen = {library: (version,) for library, version in others.items()}
    return [], Choice(variants=(parts["variant"],), requests=(parts["requests"],), **chosen)
