"""Each property on each client: it holds wherever no violation is declared, and is violated wherever one is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from properties.claims import PROPERTIES, Property
from properties.search import Search
from properties.violations import Violation, find_declared, is_always

if TYPE_CHECKING:
    from harness.sessions.run import SessionRunner


def test_a_property_holds_but_where_a_violation_is_declared(
    asked: Property, session_runner: SessionRunner, search: Search
) -> None:
    known = [each.situation for each in find_declared(session_runner.client) if each.property == asked.name]
    if is_always in known:
        pytest.skip("it is declared to be violated by every session")
    found = search.find_counterexample(
        asked, session_runner, lambda drawn: not any(situation(drawn) for situation in known)
    )
    if found:
        pytest.fail(
            f"{asked.claim}\n\nOn {session_runner.client.short} not for {found[0]!r}:\n{found[1]}", pytrace=False
        )


def test_a_declared_violation_is_found(violation: Violation, session_runner: SessionRunner, search: Search) -> None:
    asked = next(each for each in PROPERTIES if each.name == violation.property)
    found = search.patient.find_counterexample(asked, session_runner, violation.situation)
    if not found:
        left = f"not found in {search.patient.examples} examples: if it is gone, remove its declaration"
        pytest.fail(f"{violation.defect.slug} ({violation.defect.issue}): {left}", pytrace=False)
    pytest.xfail(f"{violation.defect.slug} ({violation.defect.issue}): {found[0]!r}: {found[1]}")
