from __future__ import annotations

from dataclasses import replace

import pytest

from harness.evidence.outcome import matches_expectation, read_outcome
from harness.model.conditions import Action
from harness.model.expectation import (
    Rejects,
)
from harness.model.scenario import Scenario
from harness.model.topology import Topology
from harness.model.transcript import Event, EventKind
from harness.model.words import Leg, Phase, Reason, Whose
from scenarios.topologies import INTERCEPTED_OVER_TLS, TUNNELLED_OVER_TLS
from tests.support.outcomes import LEGS, matched, name_of, scenario
from tests.support.wire import BACKEND, FILE, SDIST, ended, holding
from tests.support.wire_events import fetched, refused
from tests.support.witnessing import witnessed

#: Reasons for which the node refuses, and not the client.
BY_THE_NODE = {
    *(Reason.CLIENT_CERTIFICATE_MISSING, Reason.PLAIN_HTTP),
    *(Reason.NO_COMMON_VERSION, Reason.NO_COMMON_CIPHER),
}


@pytest.mark.parametrize(("topology", "leg"), LEGS, ids=name_of)
@pytest.mark.parametrize("late", [False, True], ids=["before it is done", "after it is done"])
def test_a_hang_up_proves_no_reason_where_no_witness_tells_one(topology: Topology, leg: Leg, late: bool) -> None:
    subject = scenario(topology)
    outcome = read_outcome(subject, ended(1, *hung_up(subject, leg, late=late)))
    assert (outcome.kind, outcome.leg, outcome.reason, outcome.cause) == ("rejects", leg, "hung_up", None)
    assert not [why for why in Reason if matches_expectation(subject, Rejects(leg, why), outcome)]


@pytest.mark.parametrize("topology", [TUNNELLED_OVER_TLS, INTERCEPTED_OVER_TLS], ids=name_of)
@pytest.mark.parametrize("why", [why for why in Reason if why not in BY_THE_NODE])
def test_a_hang_up_inside_tls_is_for_the_reason_that_the_witness_tells(topology: Topology, why: Reason) -> None:
    subject = scenario(topology)
    seen = ended(1, *hung_up(subject, Leg.ORIGIN))
    told = replace(seen, testimony=witnessed(subject, seen.events, Whose.NONE, why))
    assert read_outcome(subject, told).cause is why
    assert [each for each in Reason if matched(subject, Rejects(Leg.ORIGIN, each), told)] == [why]


@pytest.mark.parametrize(("topology", "leg"), LEGS, ids=name_of)
@pytest.mark.parametrize("late", [False, True], ids=["before it is done", "after it is done"])
def test_a_client_that_had_nothing_against_a_leg_has_not_refused_it(topology: Topology, leg: Leg, late: bool) -> None:
    subject = scenario(topology)
    seen = ended(1, *hung_up(subject, leg, late=late))
    outcome = read_outcome(subject, replace(seen, testimony=witnessed(subject, seen.events, Whose.NONE, None)))
    assert (outcome.kind, outcome.reason, outcome.leg) == ("broken", "broke_off", None)


@pytest.mark.parametrize(("why", "other"), [(Reason.WRONG_NAME, Reason.NOT_YET_VALID)] * 2)
def test_a_word_that_stands_for_two_reasons_proves_neither(why: Reason, other: Reason) -> None:
    seen = ended(1, *refused(scenario(), Leg.ORIGIN, "bad_certificate"))
    assert not matched(scenario(), Rejects(Leg.ORIGIN, why), seen)
    told = replace(seen, testimony=witnessed(scenario(), seen.events, Whose.NONE, why))
    assert matched(scenario(), Rejects(Leg.ORIGIN, why), told)
    assert not matched(scenario(), Rejects(Leg.ORIGIN, other), told)


def test_a_witness_that_tells_another_reason_than_the_alert_refutes_it() -> None:
    seen = ended(1, *refused(scenario(), Leg.ORIGIN, "unknown_ca"))
    told = replace(seen, testimony=witnessed(scenario(), seen.events, Whose.NONE, Reason.EXPIRED))
    assert not [why for why in Reason if matched(scenario(), Rejects(Leg.ORIGIN, why), told)]


def hung_up(subject: Scenario, leg: Leg, *, late: bool = False) -> list[Event]:
    """A leg on which the client hangs up, in the handshake or once that is done."""
    events = list(refused(subject, leg, "hung_up"))
    done = {EventKind.REFUSED: EventKind.HANDSHAKE} if late else {}
    return [replace(each, kind=done[each.kind], detail="") if each.kind in done else each for each in events]


@pytest.mark.parametrize(("topology", "leg"), LEGS, ids=name_of)
def test_a_leg_that_was_used_first_is_not_refused_afterwards(topology: Topology, leg: Leg) -> None:
    subject = scenario(topology)
    used = fetched(subject, FILE)
    outcome = read_outcome(subject, ended(1, *used, *refused(subject, leg, "unknown_ca", connection=2)))
    assert (outcome.kind, outcome.reason) == ("broken", "refused_after_use")
    assert not matches_expectation(subject, Rejects(leg), outcome)


def test_a_leg_that_was_used_for_what_was_asked_may_be_refused_by_the_build() -> None:
    build = scenario(TUNNELLED_OVER_TLS, action=Action.BUILD)
    seen = holding(build, Rejects(Leg.PROXY, phase=Phase.BUILD))
    assert matched(build, Rejects(Leg.PROXY, phase=Phase.BUILD), seen)
    again = (*seen.events, *refused(build, Leg.PROXY, "unknown_ca", connection=7))
    used = (*fetched(build, SDIST), *(replace(each, connection=5) for each in fetched(build, BACKEND)), *again)
    assert read_outcome(build, replace(seen, events=used)).reason == "refused_after_use"
