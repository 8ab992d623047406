"""Each property on each client: it holds wherever no violation is declared, and is violated wherever one is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from properties.claims import PROPERTIES, Property
from properties.search import Search
from properties.violations import Violation, always, declared

if TYPE_CHECKING:
    from harness.sessions.run import Runner


def test_a_property_holds_but_where_a_violation_is_declared(asked: Property, runner: Runner, search: Search) -> None:
    known = [each.situation for each in declared(runner.client) if each.property == asked.name]
    if always in known:
        pytest.skip("it is declared to be violated whatever is asked")
    found = search.counterexample(asked, runner, lambda drawn: not any(situation(drawn) for situation in known))
    if found:
        pytest.fail(f"{asked.claim}\n\nOn {runner.client.short} not for {found[0]!r}:\n{found[1]}", pytrace=False)


def test_a_declared_violation_is_found(violation: Violation, runner: Runner, search: Search) -> None:
    asked = next(each for each in PROPERTIES if each.name == violation.property)
    found = search.patient.counterexample(asked, runner, violation.situation)
    if not found:
        left = f"it was not found in {search.patient.examples} examples: if it is gone, say so"
        pytest.fail(f"{violation.defect.slug} ({violation.defect.issue}): {left}", pytrace=False)
    pytest.xfail(f"{violation.defect.slug} ({violation.defect.issue}): {found[0]!r}: {found[1]}")
