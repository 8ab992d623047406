"""Finds scenario constants and gives each its id: module and constant name, written once.

One rule: pure but for :func:`all_scenarios`, which imports the scenarios, and which only the roots call.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from types import ModuleType

from harness.catalogue.pairwise import WIDE, wide
from harness.model.errors import UsageError
from harness.model.scenario import Scenario


def catalogue(modules: Iterable[ModuleType]) -> dict[str, Scenario]:
    """Every scenario by its id, in the order of the modules and within each as written."""
    return {
        f"{module.__name__.rpartition('.')[2]}.{name}": value
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, Scenario) and not name.startswith("_")
    }


@cache
def all_scenarios() -> Mapping[str, Scenario]:
    """Every scenario of the lab, by its id."""
    package = importlib.import_module("scenarios")
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    return catalogue(importlib.import_module(f"scenarios.{name}") for name in names if not name.startswith("test_"))


def find(scenarios: Mapping[str, Scenario], scenario_id: str) -> Scenario:
    """The scenario of this id, curated or generated from these. Raises ``UsageError`` naming what comes near."""
    if scenario_id in scenarios:
        return scenarios[scenario_id]
    if scenario_id.startswith(WIDE) and scenario_id in (generated := wide(scenarios)):
        return generated[scenario_id]
    raise UsageError(f"unknown scenario {scenario_id!r}{_near(scenario_id, scenarios)}")


def _near(wanted: str, known: Iterable[str]) -> str:
    names = list(known)
    nearest = get_close_matches(wanted, names, cutoff=0)
    return f"; there are {len(names)}, the nearest being {', '.join(nearest)}" if names else "; there are none"
