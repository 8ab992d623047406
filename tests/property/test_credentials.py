from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from harness.evidence.credentials import find_leaks, find_received_credentials, may_receive, may_see
from harness.evidence.observation import Observation
from harness.evidence.outcome import read_outcome
from harness.model.expectation import Credential
from harness.model.scenario import Scenario
from harness.model.transcript import Event, EventKind
from tests.property.observations import EVENTS, NODES, OBSERVATIONS, SCENARIOS


@given(SCENARIOS, EVENTS)
def test_a_leak_is_what_was_received_and_may_not_be_seen(scenario: Scenario, events: Sequence[Event]) -> None:
    pairs = {(node, each) for node, credentials in find_received_credentials(events).items() for each in credentials}
    wrong = {(each.node, each.credential) for each in find_leaks(scenario, events)}
    assert wrong == {(node, each) for node, each in pairs if not may_see(scenario, node, each)}


@given(SCENARIOS, EVENTS, st.randoms(use_true_random=False))
def test_order_does_not_matter(scenario: Scenario, events: list[Event], random: object) -> None:
    mixed = list(events)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert find_leaks(scenario, mixed) == find_leaks(scenario, events)


@given(SCENARIOS, EVENTS, EVENTS)
def test_seeing_more_takes_no_leak_back(scenario: Scenario, events: list[Event], more: list[Event]) -> None:
    assert set(find_leaks(scenario, events)) <= set(find_leaks(scenario, events + more))


@given(SCENARIOS, OBSERVATIONS)
def test_no_leak_goes_unnoticed_in_a_client_that_ended(scenario: Scenario, seen: Observation) -> None:
    if seen.exit.code is not None:
        assert (read_outcome(scenario, seen).kind == "leaks") == bool(find_leaks(scenario, seen.events))


@given(SCENARIOS, st.sampled_from(Credential))
def test_a_header_of_nobody_known_is_not_for_a_place_that_a_redirect_leads_to(
    scenario: Scenario, credential: Credential
) -> None:
    assert may_see(scenario, "elsewhere", credential) is (credential is Credential.CLIENT_CERTIFICATE)


@given(SCENARIOS, st.sampled_from(NODES))
def test_a_secret_that_reaches_whom_it_is_for_is_no_leak_and_any_other_is(scenario: Scenario, node: str) -> None:
    for secret in scenario.secrets:
        for reference in secret.references:
            leaked = find_leaks(scenario, [Event(node, 1, EventKind.CREDENTIAL, reference)])
            assert bool(leaked) is not may_receive(scenario, node, secret)


@given(SCENARIOS)
def test_no_two_secrets_of_a_scenario_have_a_digest_in_common(scenario: Scenario) -> None:
    digests = [digest for secret in scenario.secrets for digest in set(secret.digests)]
    assert len(digests) == len(set(digests))
