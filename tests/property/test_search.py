"""The search, and what is made of its findings, on clients that are made up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import strategies as st

from harness.model.trust import PUBLIC, Trust
from harness.sessions.run import SessionRunner
from harness.sessions.words import Session, Step
from properties.claims import PROPERTIES, Property
from properties.search import Search
from properties.strategies import Placed
from properties.test_properties import test_a_declared_violation_is_found as find_declared
from properties.test_properties import test_a_property_holds_but_where_a_violation_is_declared as hold_elsewhere
from properties.violations import VIOLATIONS, Violation, is_asked
from tests.support.cells import client

SEARCH = Search(examples=50)


class Pretending(SessionRunner):
    """A runner of a client that is never run."""

    def __init__(self, version: str = "26.3") -> None:
        self.client = client(version)


def of_lengths(broken: int) -> Property:
    """A property of sessions that those from some length on violate."""

    def violated(_runner: SessionRunner, placed: Placed) -> Iterator[str]:
        if len(placed.session.steps) >= broken:
            yield f"{len(placed.session.steps)} steps"

    steps = st.lists(st.builds(Step, verify=st.sampled_from([True, False])), min_size=1).map(tuple)
    placed = st.builds(Placed, st.just(Trust()), st.builds(Session, steps))
    return Property("session-memory", "Sessions are short.", placed, violated)


def test_what_is_found_is_the_smallest() -> None:
    found = SEARCH.find_counterexample(of_lengths(3), Pretending())
    assert found == (Placed(Trust(), Session((Step(),) * 3)), "3 steps")


def test_the_same_is_found_again() -> None:
    unshrunk = Search(examples=50, shrinks=False)
    assert len({repr(unshrunk.find_counterexample(of_lengths(2), Pretending())) for _ in range(3)}) == 1


def test_nothing_is_found_where_nothing_violates() -> None:
    assert SEARCH.find_counterexample(of_lengths(1000), Pretending()) is None


def test_nothing_is_found_that_is_not_looked_at() -> None:
    assert (
        SEARCH.find_counterexample(of_lengths(2), Pretending(), lambda placed: len(placed.session.steps) == 1) is None
    )


def test_a_violation_that_is_not_declared_fails_and_shows_its_example() -> None:
    shown = re.escape("Session(steps=(Step(), Step())) where no authority anywhere:\n2 steps")
    with pytest.raises(pytest.fail.Exception, match=shown):
        hold_elsewhere(of_lengths(2), Pretending(), SEARCH)


def test_a_property_without_a_violation_passes() -> None:
    hold_elsewhere(of_lengths(1000), Pretending(), SEARCH)


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that replaces the real property by another."""

    def of(asked: Property) -> Violation:
        monkeypatch.setattr("properties.test_properties.PROPERTIES", (asked,))
        return next(each for each in VIOLATIONS if each.property == "session-memory")

    return of


def test_a_declared_violation_that_is_found_is_expected_with_its_example(memory: Any) -> None:
    with pytest.raises(pytest.xfail.Exception, match=r"CVE-2024-35195.*Session\(steps="):
        find_declared(memory(of_lengths(2)), Pretending("24.0"), SEARCH)


def test_a_declared_violation_that_is_gone_fails(memory: Any) -> None:
    with pytest.raises(pytest.fail.Exception, match="if it is gone, remove its declaration"):
        find_declared(memory(of_lengths(1000)), Pretending("24.0"), SEARCH)


@pytest.mark.parametrize("violation", VIOLATIONS, ids=lambda each: f"{each.property}-{each.defect.slug}")
def test_a_declaration_names_a_property_and_an_example_of_its_situation(violation: Violation) -> None:
    assert violation.property in {each.name for each in PROPERTIES}
    assert violation.situation(violation.example)
    assert violation.defect.because.endswith(".")
    assert re.fullmatch(r"[\w.-]+/[\w.-]+#\d+|CVE-\d{4}-\d{4,}", violation.defect.issue)


def test_a_session_with_a_context_is_asked_with_one_bundle_and_no_certificate() -> None:
    with_context, without = client("26.3"), client("24.0", has=frozenset())
    bundle = Step(verify=frozenset({PUBLIC}))
    asked = {
        steps: Placed(Trust(), Session(steps)) for steps in ((bundle, bundle), (bundle, Step()), (Step(shows=True),))
    }
    assert [is_asked(with_context, each) for each in asked.values()] == [True, False, False]
    assert all(is_asked(without, each) for each in asked.values())
    assert is_asked(with_context, Placed(Trust(), Session((Step(verify=False), Step()))))


def test_a_client_is_searched_for_nothing_that_it_is_not_asked() -> None:
    def violated(_runner: SessionRunner, placed: Placed) -> Iterator[str]:
        if placed.session.steps[0].shows:
            yield "it shows"

    placed = st.booleans().map(lambda shows: Placed(Trust(), Session((Step(shows=shows),))))
    shown, without_context = Property("leg-presenting", "Nobody shows.", placed, violated), Pretending()
    without_context.client = client("26.3", has=frozenset())
    assert SEARCH.find_counterexample(shown, Pretending()) is None
    assert SEARCH.find_counterexample(shown, without_context)
