from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from harness.evidence.judge import find_disagreement
from harness.model.conditions import Action
from harness.model.expectation import Accepts, Rejects
from harness.model.scenario import Scenario
from harness.model.topology import Topology
from harness.model.transcript import Event
from harness.model.trust import Authority, Trust
from harness.model.words import Leg, Reason, Whose
from scenarios.topologies import DIRECT, INTERCEPTED, INTERCEPTED_OVER_TLS, TUNNELLED, TUNNELLED_OVER_TLS
from tests.support.wire import BACKEND, FILE, SDIST
from tests.support.wire_events import fetched, refused
from tests.support.witnessing import address, witnessed

if TYPE_CHECKING:
    from harness.evidence.testimony import Testimony

TOPOLOGIES = (DIRECT, TUNNELLED, TUNNELLED_OVER_TLS, INTERCEPTED, INTERCEPTED_OVER_TLS)


def scenario(topology: Topology, action: Action = Action.DOWNLOAD) -> Scenario:
    trusting = Trust(system=set(Authority) - {Authority.STRANGER})
    return Scenario(
        claim="It holds.", topology=topology, expect=Accepts(), because="It does.", trust=trusting, action=action
    )


def of_events(subject: Scenario, events: tuple[Event, ...], reason: Reason | None = None) -> Testimony:
    return witnessed(subject, events, Whose.SESSIONS, reason)


def fetching(subject: Scenario) -> tuple[Event, ...]:
    return tuple(fetched(subject, SDIST, FILE))


@pytest.mark.parametrize("topology", TOPOLOGIES, ids=lambda each: each.name)
def test_a_witness_that_tells_of_every_handshake_agrees_with_the_wire(topology: Topology) -> None:
    subject = scenario(topology)
    assert find_disagreement(subject, fetching(subject), of_events(subject, fetching(subject))) == ""
    for leg in topology.legs:
        gone = tuple(refused(subject, leg, "unknown_ca"))
        assert find_disagreement(subject, gone, of_events(subject, gone, Reason.UNTRUSTED)) == ""


@pytest.mark.parametrize("topology", TOPOLOGIES, ids=lambda each: each.name)
def test_a_witness_that_leaves_a_handshake_out_is_contradicted(topology: Topology) -> None:
    subject = scenario(topology)
    part = of_events(subject, fetching(subject)[: len(fetching(subject)) // 2])
    assert "a node saw 1, and the witness reports 0" in find_disagreement(subject, fetching(subject), part)


@pytest.mark.parametrize("topology", TOPOLOGIES, ids=lambda each: each.name)
def test_a_witness_that_tells_of_a_handshake_twice_is_contradicted(topology: Topology) -> None:
    subject = scenario(topology)
    twice = of_events(subject, (*fetching(subject), *fetching(subject)))
    assert "and the witness reports 2" in find_disagreement(subject, fetching(subject), twice)


def test_a_witness_that_tells_of_a_handshake_nobody_saw_is_contradicted() -> None:
    subject = scenario(TUNNELLED)
    more = of_events(subject, tuple(fetched(subject, SDIST, FILE, BACKEND)))
    expected = "the witness reports a handshake on the origin leg that no node saw"
    assert find_disagreement(subject, fetching(subject), more) == expected


def test_a_handshake_that_failed_may_have_been_seen_by_no_node() -> None:
    subject = scenario(TUNNELLED)
    failed = tuple(refused(subject, Leg.ORIGIN, "unknown_ca"))
    assert find_disagreement(subject, (), of_events(subject, failed, Reason.UNTRUSTED)) == ""


def test_a_witness_that_tells_of_another_address_is_contradicted() -> None:
    subject = scenario(DIRECT)
    moved = tuple(
        replace(each, client=address(each.connection + 1) if each.client else "") for each in fetching(subject)
    )
    assert find_disagreement(subject, moved, of_events(subject, fetching(subject))) != ""


def test_of_the_pip_that_prepares_a_build_alone_there_may_be_no_word() -> None:
    build = scenario(TUNNELLED_OVER_TLS, Action.BUILD)
    events = tuple(fetched(build, SDIST, BACKEND))
    main = of_events(build, tuple(fetched(build, SDIST)))
    assert find_disagreement(build, events, main) == ""
    assert find_disagreement(scenario(TUNNELLED_OVER_TLS), events, main) != ""
    again = of_events(build, (*events, *(each for each in events if each.connection == 2)))
    assert find_disagreement(build, events, again) != ""


def test_a_refusal_of_the_claim_and_one_of_the_build_are_both_told() -> None:
    build = scenario(TUNNELLED, Action.BUILD).but(expect=Rejects(Leg.ORIGIN))
    events = (*fetched(build, SDIST), *refused(build, Leg.ORIGIN, "unknown_ca", connection=2))
    assert find_disagreement(build, events, of_events(build, events, Reason.UNTRUSTED)) == ""


def test_of_a_session_of_gits_there_may_be_no_word_but_one_of_the_clients_must_be_seen() -> None:
    by_git = scenario(TUNNELLED, Action.GIT)
    events = fetching(by_git)
    nothing, all_of_it = of_events(by_git, ()), of_events(by_git, events)
    assert find_disagreement(by_git, events, nothing) == ""
    assert find_disagreement(scenario(TUNNELLED), events, nothing) != ""
    assert find_disagreement(by_git, (), all_of_it) != ""
