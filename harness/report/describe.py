"""A scenario in words, for a terminal. Like the scenario itself, it names only what differs from the defaults."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, fields
from enum import Enum
from typing import Any

from harness.evidence.wording import describe_expectation
from harness.model.conditions import File
from harness.model.defect import Affected, Defect
from harness.model.scenario import Scenario
from harness.model.trust import Trust

#: Fields that have a line of their own, whatever their value.
_OWN_LINES = ("claim", "topology", "expect", "because", "trust", "by_design", "exposes", "explained_by")


def describe_scenario(scenario_id: str, scenario: Scenario) -> Iterator[str]:
    """Yield the lines about a scenario, each a name and a value."""
    yield scenario_id
    yield f"claim:    {scenario.claim}"
    yield f"because:  {scenario.because}"
    yield f"expect:   {describe_expectation(scenario.expect)}"
    through = " → ".join(("client", *scenario.topology.through, "origin"))
    yield f"topology: {scenario.topology.name} ({through})"
    yield from (f"trust:    {line}" for line in _describe_stores(scenario.trust) or ["nobody who signs anything here"])
    for field in fields(Scenario):
        value = getattr(scenario, field.name)
        if field.name not in _OWN_LINES and field.default is not MISSING and value is not field.default:
            yield f"{field.name.replace('_', ' ')}: {_describe_condition(value)}"
    if scenario.by_design:
        yield f"by design: {scenario.by_design}"
    for defect in scenario.exposes:
        shows = describe_expectation(defect.shows)
        yield f"exposes:  {defect.slug} ({defect.issue}) on {describe_affected(defect)}: {shows}"


def _describe_condition(value: object) -> str:
    """Return the value of a condition in words; of what is said to a client literally, just that."""
    if isinstance(value, tuple):
        return ", ".join(_say_literal(each) for each in value)
    return str(getattr(value.value, "words", value.value) if isinstance(value, Enum) else value)


def _say_literal(literal: Any) -> str:
    """Return what a client is given literally; of a file its name and its lines."""
    if not isinstance(literal, File):
        return str(literal.text)
    return f"{literal.name} ({'; '.join(literal.text.splitlines()) or 'empty'})"


def describe_affected(defect: Defect, kind: str = "") -> str:
    """Return ``pip >=24.2,<25.2; pool_only on requests <2.32``; with a kind only the clients of that kind."""
    return "; ".join(_describe_clients(each) for each in defect.affected if kind in ("", each.kind))


def _describe_clients(affected: Affected) -> str:
    names = ", ".join(sorted(affected.names)) or affected.kind
    libraries = ", ".join(f"{name} {versions}" for name, versions in affected.libraries.items())
    return " on ".join(filter(None, (f"{names} {affected.versions}".strip(), libraries)))


def _describe_stores(trust: Trust) -> list[str]:
    stores = ((store, getattr(trust, store.name)) for store in fields(Trust))
    return [
        f"{store.name} holds {', '.join(sorted(authority.value for authority in held)) or 'nobody'}"
        for store, held in stores
        if held != store.default
    ]
