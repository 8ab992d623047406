"""Write a scenario as the lines that belong into ``scenarios/``."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from typing import Any

import harness.model as words
from harness.model.scenario import Scenario
from harness.model.topology import Topology
from harness.model.trust import Authority, Trust

_WIDTH = 116


def write_scenario(name: str, scenario: Scenario, topologies: Mapping[str, Topology]) -> list[str]:
    """Return the lines of a constant of this name, with all that differs from what a scenario is by itself."""
    lines = [f"{name} = Scenario("]
    for field in fields(Scenario):
        value = getattr(scenario, field.name)
        default = field.default_factory() if field.default_factory is not MISSING else field.default
        if value == default and field.name != "trust":
            continue
        lines += _write_field(field.name, _write_value(value, topologies))
    return [*lines, ")"]


def _write_field(name: str, text: str) -> list[str]:
    whole = f"    {name}={text},"
    if len(whole) <= _WIDTH or not text.startswith(("'", '"')):
        return [whole]
    parts = textwrap.wrap(text[1:-1], _WIDTH - 10, drop_whitespace=False)
    return [f"    {name}=(", *(f'        "{part}"' for part in parts), "    ),"]


def _write_value(value: Any, topologies: Mapping[str, Topology]) -> str:
    constant = next((name for name, each in topologies.items() if each is value), "") or _find_constant(value)
    if constant:
        return constant
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, tuple):
        return "({})".format("".join(f"{_write_value(each, topologies)}, " for each in value).strip())
    if isinstance(value, frozenset):
        return "{{{}}}".format(", ".join(sorted(_write_value(each, topologies) for each in value)))
    if is_dataclass(value):
        return f"{type(value).__name__}({', '.join(_write_arguments(value, topologies))})"
    return repr(value)


def _find_constant(value: Any) -> str:
    """Return the name of a constant of the words of scenarios; empty if it is none."""
    if isinstance(value, Authority):
        return value.name
    return next((name for name in words.__all__ if name.isupper() and getattr(words, name) == value), "")


def _write_arguments(value: Any, topologies: Mapping[str, Topology]) -> Iterator[str]:
    only = [each.name for each in fields(value)][:1]
    for field in fields(value):
        given = getattr(value, field.name)
        if field.default is not MISSING and given == field.default:
            continue
        if field.name == "needs" or (isinstance(value, Trust) and not given):
            continue
        named = "" if field.name in only and not isinstance(value, Trust | words.Address) else f"{field.name}="
        yield named + _write_value(given, topologies)
