from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from harness.evidence.observation import Observation
from harness.evidence.outcome import Outcome, matches_expectation, read_outcome
from harness.evidence.refusals import find_used_legs
from harness.model.cell import Arrival
from harness.model.expectation import Accepts, Expectation, Rejects
from harness.model.scenario import Scenario
from harness.model.transcript import CLIENT, Event, EventKind, group_by_connection
from tests.property.observations import EXPECTATIONS, OBSERVATIONS, OUTCOMES, SCENARIOS
from tests.support.wire import holding
from tests.support.wire_events import fetched

ORDINARY = st.sampled_from(
    [
        (EventKind.REQUEST, "GET /simple/other/"),
        (EventKind.RESPONSE, "200 GET /simple/other/"),
        (EventKind.RESPONSE, "404 GET /files/other.whl.metadata"),
    ]
)
CLAIMED = SCENARIOS.filter(lambda scenario: isinstance(scenario.expect, Accepts | Rejects))
PLAIN = CLAIMED.filter(lambda scenario: not scenario.action.builds)


@given(CLAIMED, st.lists(ORDINARY, min_size=1, max_size=6), st.data())
def test_further_requests_on_a_used_connection_change_nothing(
    scenario: Scenario, further: list[tuple[EventKind, str]], data: st.DataObject
) -> None:
    seen = holding(scenario, scenario.expect)
    events = list(seen.events)
    for kind, detail in further:
        after = [at for at, each in enumerate(events) if each.kind in {EventKind.REQUEST, EventKind.CONNECT}]
        if after:
            at = data.draw(st.sampled_from(after))
            events.insert(at + 1, Event(events[at].node, events[at].connection, kind, detail))
    assert read_outcome(scenario, replace(seen, events=tuple(events))) == read_outcome(scenario, seen)


@given(PLAIN, st.sampled_from(["/simple/other/", "/files/other-1.0-py3-none-any.whl"]), st.booleans())
def test_whatever_else_is_fetched_by_the_declared_route_changes_nothing(
    scenario: Scenario, path: str, first: bool
) -> None:
    # Of two indexes one may be unverifiable, and what is asked of it is not what the other is asked.
    assume(not scenario.unverifiable_legs and isinstance(scenario.expect, Accepts) and not scenario.index.value.further)
    seen = holding(scenario, scenario.expect)
    other = tuple(replace(each, connection=each.connection + 10) for each in fetched(scenario, path))
    events = other + seen.events if first else seen.events + other
    outcome = read_outcome(scenario, replace(seen, events=events))
    assert replace(outcome, through=()) == replace(read_outcome(scenario, seen), through=())


@given(CLAIMED, st.randoms(use_true_random=False))
def test_the_order_of_the_nodes_among_themselves_does_not_matter(scenario: Scenario, random: object) -> None:
    seen = holding(scenario, scenario.expect)
    left = [list(group) for group in group_by_connection(seen.events).values()]
    mixed: list[Event] = []
    while left := [group for group in left if group]:
        mixed.append(random.choice(left).pop(0))  # type: ignore[attr-defined]
    assert read_outcome(scenario, replace(seen, events=tuple(mixed))) == read_outcome(scenario, seen)


@given(SCENARIOS, OBSERVATIONS, st.text(), st.floats(0, 100))
def test_what_a_client_says_and_how_long_it_takes_do_not_count(
    scenario: Scenario, seen: Observation, output: str, seconds: float
) -> None:
    other = replace(seen, exit=replace(seen.exit, output=output, seconds=seconds))
    assert read_outcome(scenario, other) == read_outcome(scenario, seen)


@given(SCENARIOS, OBSERVATIONS)
def test_every_observation_shows_something_that_fits_how_the_client_ended(
    scenario: Scenario, seen: Observation
) -> None:
    outcome = read_outcome(scenario, seen)
    if seen.exit.code is None:
        assert outcome.must_never_be or outcome.reason == "no_end"
    elif seen.exit.code:
        assert outcome.kind in {"rejects", "broken", "crosses", "leaks", "prints"}
    else:
        assert outcome.kind in {"accepts", "unverified", "crosses", "altered", "broken", "leaks", "prints"}
    assert (outcome.leg is not None) == (outcome.kind in {"rejects", "unverified", "crosses"})
    assert (outcome.phase is None) == (outcome.kind != "rejects")


@given(SCENARIOS, OBSERVATIONS)
def test_a_refused_leg_carried_nothing_in_the_phase_of_its_refusal(scenario: Scenario, seen: Observation) -> None:
    outcome = read_outcome(scenario, seen)
    assert outcome.kind != "rejects" or (outcome.leg, outcome.phase) not in set(find_used_legs(scenario, seen.events))


@given(SCENARIOS, OBSERVATIONS)
def test_a_file_counts_as_got_only_where_it_is_on_disk(scenario: Scenario, seen: Observation) -> None:
    assert read_outcome(scenario, replace(seen, arrival=Arrival.NOTHING)).kind not in {
        "accepts",
        "unverified",
        "altered",
    }
    assert read_outcome(scenario, replace(seen, arrival=Arrival.ALTERED)).kind != "accepts"


@given(SCENARIOS, OBSERVATIONS)
def test_a_leg_is_refused_only_where_there_is_one_and_a_proxy_is_passed_only_if_it_was_reached(
    scenario: Scenario, seen: Observation
) -> None:
    outcome = read_outcome(scenario, seen)
    assert outcome.leg is None or outcome.leg in scenario.topology.legs
    assert set(outcome.through) <= {event.node for event in seen.events} - {CLIENT, "origin", "files", "elsewhere"}


@given(SCENARIOS, EXPECTATIONS, EXPECTATIONS, OUTCOMES)
def test_no_outcome_matches_two_kinds_of_expectation(
    scenario: Scenario, one: Expectation, other: Expectation, outcome: Outcome
) -> None:
    if matches_expectation(scenario, one, outcome) and matches_expectation(scenario, other, outcome):
        assert type(one) is type(other)


@given(SCENARIOS, OUTCOMES)
def test_an_acceptance_is_by_the_whole_declared_route(scenario: Scenario, outcome: Outcome) -> None:
    if matches_expectation(scenario, Accepts(), outcome):
        assert (outcome.kind, outcome.through) == ("accepts", scenario.topology.through)
