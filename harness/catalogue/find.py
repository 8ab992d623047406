"""Find scenario constants and give each its id: the names of its module and of the constant, written once.

One rule: only :func:`load_scenarios` imports the scenarios, and only the rooms that answer a question call it.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import fields
from difflib import get_close_matches
from enum import EnumMeta
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from harness import model
from harness.catalogue.wide.matrix import generate_one, generate_wide
from harness.catalogue.wide.rows import WIDE
from harness.model.contradictions import find_contradictions
from harness.model.errors import UsageError
from harness.model.scenario import Scenario

#: The folders that hold what somebody says in a scenario or a defect.
_OWN = ("scenarios", "defects")


def collect_scenarios(modules: Iterable[ModuleType]) -> dict[str, Scenario]:
    """Return every scenario by its id, in the order of the modules and within each as written.

    Raises ``UsageError`` for one that speaks of what it has not; see :mod:`harness.model.contradictions`.
    """
    found = {
        f"{module.__name__.rpartition('.')[2]}.{name}": value
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, Scenario) and not name.startswith("_")
    }
    for scenario_id, scenario in found.items():
        if why := "; ".join(find_contradictions(scenario)):
            raise UsageError(f"scenario {scenario_id}: {why}")
    return found


@cache
def load_scenarios() -> Mapping[str, Scenario]:
    """Return every scenario of the lab, by its id. Raises ``UsageError`` for one that is no Python."""
    package = importlib.import_module("scenarios")
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    return collect_scenarios(
        _import_theme(f"{package.__name__}.{name}") for name in names if not name.startswith("test_")
    )


def _import_theme(name: str) -> ModuleType:
    """Return a module of scenarios. Raises ``UsageError`` that says where in it a mistake is."""
    try:
        return importlib.import_module(name)
    except Exception as error:
        own = [each for each in traceback.extract_tb(error.__traceback__) if Path(each.filename).parent.name in _OWN]
        if isinstance(error, SyntaxError):
            where = f"{error.filename}:{error.lineno}"
        else:
            where = f"{own[-1].filename}:{own[-1].lineno}" if own else name
        raise UsageError(f"{where}: {type(error).__name__}: {error}{_suggest_words(error)}") from error


def _suggest_words(error: Exception) -> str:
    """Return the words of scenarios that are nearest to the one that an error names, empty for none."""
    values = {name: f"{kind}.{name}" for kind in model.__all__ for name in _list_members(getattr(model, kind))}
    known = values | {name: name for name in (*model.__all__, *(field.name for field in fields(Scenario)))}
    if not isinstance(error, AttributeError | ImportError | NameError | TypeError):
        return ""
    named = re.findall(r"\w+", str(error)) if isinstance(error, AttributeError) else re.findall(r"'(\w+)'", str(error))
    nearest = [known[each] for word in named[:1] for each in get_close_matches(word, known, cutoff=0.7)]
    return f" (is it {', '.join(nearest)}?)" if nearest else ""


def _list_members(kind: Any) -> tuple[str, ...]:
    return tuple(kind.__members__) if isinstance(kind, EnumMeta) else ()


def find_scenario(scenarios: Mapping[str, Scenario], scenario_id: str) -> Scenario:
    """Return the scenario of this id, curated or generated. Raises ``UsageError`` naming the nearest ids.

    A generated one need not be a row of the wide matrix: its words make it, see :func:`generate_one`.
    """
    if scenario_id in scenarios:
        return scenarios[scenario_id]
    if scenario_id.startswith(WIDE) and scenario_id in (generated := generate_wide(scenarios)):
        return generated[scenario_id]
    if scenario_id.startswith(WIDE) and (made := generate_one(scenario_id, scenarios)) is not None:
        return made
    raise UsageError(f"unknown scenario {scenario_id!r}{_name_nearest(scenario_id, scenarios)}")


def _name_nearest(wanted: str, known: Iterable[str]) -> str:
    names = list(known)
    nearest = get_close_matches(wanted, names, cutoff=0)
    return f"; the nearest of {len(names)}: {', '.join(nearest)}" if names else "; there are none"
