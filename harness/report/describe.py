"""A scenario in words, for a terminal.

One rule: only what differs from the defaults is told, as in the scenario itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, fields
from enum import Enum

from harness.evidence.judge import describe_expectation
from harness.model.defect import NO_PIP, Among, Defect
from harness.model.scenario import Scenario
from harness.model.trust import Trust

_TOLD = ("claim", "topology", "expect", "because", "trust", "by_design", "exposes", "explained_by")


def describe(scenario_id: str, scenario: Scenario) -> Iterator[str]:
    """Lines of a name and a value."""
    yield scenario_id
    yield f"claim:    {scenario.claim}"
    yield f"because:  {scenario.because}"
    yield f"expect:   {describe_expectation(scenario.expect)}"
    through = " → ".join(("client", *scenario.topology.through, "origin"))
    yield f"topology: {scenario.topology.name} ({through})"
    yield from (f"trust:    {line}" for line in _trust(scenario.trust) or ["every store is empty"])
    for field in fields(Scenario):
        value = getattr(scenario, field.name)
        if field.name not in _TOLD and field.default is not MISSING and value is not field.default:
            yield f"{field.name.replace('_', ' ')}: {_named(value)}"
    if scenario.by_design:
        yield f"meant:    {scenario.by_design}"
    for defect in scenario.exposes:
        yield f"exposes:  {defect.slug} ({defect.issue}) on {_affected(defect)}: {describe_expectation(defect.shows)}"


def _named(value: Enum | frozenset[Enum]) -> str:
    """What a condition is called; of several, in order."""
    return value.value if isinstance(value, Enum) else ", ".join(sorted(each.value for each in value))


def _affected(defect: Defect) -> str:
    """``pip >=24.2,<25.2; pool_only on requests <2.32``."""
    pips = [f"pip {defect.affects}"] if defect.affects != NO_PIP else []
    return "; ".join(pips + [_variants(among) for among in defect.among])


def _variants(among: Among) -> str:
    names = ", ".join(sorted(variant.value for variant in among.variants))
    upon = ", ".join(f"{name} {versions}" for name, versions in among.libraries.items())
    return f"{names} upon {upon}" if upon else names


def _trust(trust: Trust) -> list[str]:
    stores = ((store, getattr(trust, store.name)) for store in fields(Trust))
    return [
        f"{store.name} holds {', '.join(sorted(authority.value for authority in held)) or 'nobody'}"
        for store, held in stores
        if held != store.default
    ]
