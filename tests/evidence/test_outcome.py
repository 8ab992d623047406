from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from harness.evidence.outcome import Outcome, matches_expectation, read_outcome
from harness.model.conditions import Action, Certificate, Index
from harness.model.expectation import (
    Accepts,
    Breaks,
    Rejects,
    Unverified,
)
from harness.model.topology import Topology
from harness.model.transcript import CLIENT, NO_HELLO, Event, EventKind
from harness.model.trust import CORPORATE, PUBLIC, Authority, Trust
from harness.model.words import Leg, Phase, Reason
from scenarios.topologies import (
    DIRECT,
    INTERCEPTED_OVER_TLS,
    TUNNELLED,
    TUNNELLED_OVER_TLS,
)
from tests.support.outcomes import LEGS, TOPOLOGIES, matched, name_of, scenario
from tests.support.wire import BACKEND, FILE, SDIST, ended, holding, yes_man
from tests.support.wire_events import bypassing, fetched, refused


@pytest.mark.parametrize("topology", TOPOLOGIES, ids=name_of)
def test_a_file_fetched_by_the_declared_route_is_accepted(topology: Topology) -> None:
    outcome = read_outcome(scenario(topology), holding(scenario(topology), Accepts()))
    assert outcome == Outcome(kind="accepts", through=topology.through)


@pytest.mark.parametrize(("topology", "leg"), LEGS, ids=name_of)
def test_a_refused_leg_is_told_with_its_word_and_its_route(topology: Topology, leg: Leg) -> None:
    outcome = read_outcome(scenario(topology), holding(scenario(topology), Rejects(leg)))
    through = topology.through[:1] if leg is Leg.PROXY else topology.through
    assert outcome == Outcome(
        kind="rejects",
        leg=leg,
        reason="unknown_ca",
        cause=Reason.UNTRUSTED,
        phase=Phase.MAIN,
        through=through,
        node=topology.find_answering_node(leg),
    )


@pytest.mark.parametrize(("topology", "leg"), LEGS, ids=name_of)
def test_a_leg_that_is_used_although_nobody_vouches_for_it_is_unverified(topology: Topology, leg: Leg) -> None:
    others = set(Authority) - {topology.find_signer(leg)}
    doubtful = scenario(topology, trust=Trust(system=others))
    assert read_outcome(doubtful, yes_man(doubtful)) == Outcome(kind="unverified", leg=leg, through=topology.through)


def test_of_two_unverified_legs_the_one_nearer_the_client_is_told() -> None:
    doubtful = scenario(TUNNELLED_OVER_TLS, trust=Trust())
    assert read_outcome(doubtful, yes_man(doubtful)).leg is Leg.PROXY


def test_an_odd_certificate_is_unverified_whatever_is_trusted() -> None:
    odd = scenario(origin_certificate=Certificate.WRONG_NAME)
    assert read_outcome(odd, yes_man(odd)).kind == "unverified"


def test_the_second_host_for_files_is_the_origins_leg_too() -> None:
    events = [replace(each, node="files") if each.node == "origin" else each for each in fetched(scenario(), FILE)]
    assert read_outcome(scenario(trust=Trust()), ended(0, *events)).leg is Leg.ORIGIN
    away = [
        replace(e, node="files") if e.node == "origin" else e for e in refused(scenario(), Leg.ORIGIN, "unknown_ca")
    ]
    assert read_outcome(scenario(), ended(1, *away)).leg is Leg.ORIGIN


def at_the_further_index(events: Iterable[Event]) -> list[Event]:
    return [replace(each, node="further", connection=each.connection + 100) for each in events]


def test_of_two_indexes_the_one_with_the_files_decides_which_refusal_is_told() -> None:
    first = scenario(DIRECT, index=Index.BESIDE_AN_EMPTY_ONE)
    both = [*refused(first, Leg.ORIGIN, "unknown_ca"), *at_the_further_index(refused(first, Leg.ORIGIN, "unknown_ca"))]
    for index, node in ((Index.BESIDE_AN_EMPTY_ONE, "origin"), (Index.EMPTY_BESIDE_ANOTHER, "further")):
        outcome = read_outcome(first.but(index=index), ended(1, *both))
        assert outcome.node == node
        assert matches_expectation(first.but(index=index), Rejects(Leg.ORIGIN), outcome)


def test_the_refusal_of_an_index_without_the_file_is_not_the_one_that_is_claimed() -> None:
    first = scenario(DIRECT, index=Index.BESIDE_AN_EMPTY_ONE)
    outcome = read_outcome(first, ended(1, *at_the_further_index(refused(first, Leg.ORIGIN, "unknown_ca"))))
    assert (outcome.kind, outcome.node) == ("rejects", "further")
    assert not matches_expectation(first, Rejects(Leg.ORIGIN), outcome)


@pytest.mark.parametrize(("vouched", "unverified"), [(PUBLIC, True), (CORPORATE, False)])
def test_a_request_to_an_index_that_nobody_vouches_for_is_unverified(vouched: Authority, unverified: bool) -> None:
    other = scenario(DIRECT, index=Index.EMPTY_BESIDE_ANOTHER, trust=Trust(system={vouched}))
    outcome = read_outcome(other, ended(0, *at_the_further_index(fetched(other, FILE))))
    assert (outcome.kind == "unverified") is unverified


@pytest.mark.parametrize("events", [(), tuple(fetched(scenario(), "/files/other-1.0-py3-none-any.whl"))])
def test_a_success_that_fetched_something_else_or_nothing_is_broken(events: tuple[Event, ...]) -> None:
    assert read_outcome(scenario(), ended(0, *events)).reason == "nothing_fetched"


@pytest.mark.parametrize("said", [f"404 GET {FILE}", f"304 GET {FILE}", f"200 HEAD {FILE}", f"200 GET {FILE}.metadata"])
def test_only_the_whole_file_counts_as_delivered(said: str) -> None:
    answers = {f"200 GET {FILE}": said}
    events = [replace(each, detail=answers.get(each.detail, each.detail)) for each in fetched(scenario(), FILE)]
    assert read_outcome(scenario(), ended(0, *events)).reason == "nothing_fetched"


@pytest.mark.parametrize("topology", [each for each in TOPOLOGIES if each.through], ids=name_of)
def test_a_success_past_the_proxy_is_no_acceptance(topology: Topology) -> None:
    past = ended(0, *bypassing(FILE))
    assert read_outcome(scenario(topology), past) == Outcome(kind="broken", reason="proxy_bypassed")
    mixed = ended(0, *fetched(scenario(topology), SDIST), *bypassing(FILE, connection=2))
    assert read_outcome(scenario(topology), mixed).reason == "proxy_bypassed"
    assert not matched(scenario(topology), Accepts(), mixed)


@pytest.mark.parametrize("topology", [TUNNELLED, TUNNELLED_OVER_TLS], ids=name_of)
def test_a_refusal_past_the_proxy_is_no_refusal_of_the_declared_route(topology: Topology) -> None:
    past = tuple(refused(scenario(DIRECT), Leg.ORIGIN, "unknown_ca", connection=2))
    build = scenario(topology, action=Action.BUILD)
    assert not matched(scenario(topology), Rejects(Leg.ORIGIN), ended(1, *past))
    assert not matched(build, Rejects(Leg.ORIGIN, phase=Phase.BUILD), ended(1, *fetched(build, SDIST), *past))


def test_a_proxy_that_is_passed_over_is_no_acceptance() -> None:
    inner_only = [each for each in fetched(scenario(INTERCEPTED_OVER_TLS), FILE) if each.node != "connect-proxy"]
    outcome = read_outcome(scenario(INTERCEPTED_OVER_TLS), ended(0, *inner_only))
    assert outcome.through == ("intercepting-proxy",)
    assert not matches_expectation(scenario(INTERCEPTED_OVER_TLS), Accepts(), outcome)


def test_a_proxy_that_nobody_declared_is_no_acceptance() -> None:
    strange = Event("intercepting-proxy", 1, EventKind.CONNECTED, CLIENT)
    assert not matched(scenario(), Accepts(), ended(0, *fetched(scenario(), FILE), strange))
    assert not matched(
        scenario(), Rejects(Leg.ORIGIN), ended(1, *refused(scenario(), Leg.ORIGIN, "unknown_ca"), strange)
    )


@pytest.mark.parametrize(("topology", "leg"), LEGS, ids=name_of)
def test_a_refusal_matches_neither_another_leg_nor_another_reason(topology: Topology, leg: Leg) -> None:
    subject = scenario(topology)
    seen = holding(subject, Rejects(leg))
    assert matched(subject, Rejects(leg), seen)
    assert not [other for other in Leg if other is not leg and matched(subject, Rejects(other), seen)]
    assert not [why for why in Reason if why is not Reason.UNTRUSTED and matched(subject, Rejects(leg, why), seen)]
    assert not [each for each in (Accepts(), Unverified(leg), Breaks("unknown_ca")) if matched(subject, each, seen)]


def test_a_word_that_stands_for_no_reason_matches_none() -> None:
    seen = ended(1, *refused(scenario(), Leg.ORIGIN, "handshake_failure"))
    assert read_outcome(scenario(), seen).reason == "handshake_failure"
    assert not [why for why in Reason if matched(scenario(), Rejects(Leg.ORIGIN, why), seen)]


def test_the_last_of_several_refusals_counts() -> None:
    subject = scenario(TUNNELLED_OVER_TLS)
    first = refused(subject, Leg.PROXY, "unknown_ca")
    last = refused(subject, Leg.ORIGIN, "certificate_expired", connection=2)
    assert (found := read_outcome(subject, ended(1, *first, *last))).leg is Leg.ORIGIN
    assert found.reason == "certificate_expired"


def test_a_client_that_ends_before_its_first_byte_has_refused_nobody() -> None:
    seen = ended(1, *refused(scenario(), Leg.ORIGIN, NO_HELLO))
    assert read_outcome(scenario(), seen) == Outcome(kind="broken", reason=NO_HELLO, through=("connect-proxy",))
    assert matched(scenario(), Breaks(NO_HELLO), seen)
    assert not matched(scenario(), Rejects(Leg.ORIGIN), seen)


def test_a_refusal_after_the_sdist_is_of_the_pip_that_prepares_the_build() -> None:
    build = scenario(action=Action.BUILD)
    main, second = holding(build, Rejects(Leg.ORIGIN)), holding(build, Rejects(Leg.ORIGIN, phase=Phase.BUILD))
    assert (read_outcome(build, main).phase, read_outcome(build, second).phase) == (Phase.MAIN, Phase.BUILD)
    assert not matched(build, Rejects(Leg.ORIGIN), second)
    assert not matched(build, Rejects(Leg.ORIGIN, phase=Phase.BUILD), main)


def test_where_a_local_sdist_is_built_every_refusal_is_of_what_prepares_the_build() -> None:
    build = scenario(action=Action.BUILD_LOCAL)
    assert read_outcome(build, holding(build, Rejects(Leg.ORIGIN))).phase is Phase.BUILD
    assert matched(build, Rejects(Leg.ORIGIN, phase=Phase.BUILD), holding(build, Rejects(Leg.ORIGIN)))
    assert read_outcome(build, holding(build, Accepts())).kind == "accepts"


def test_there_is_no_build_where_none_is_asked_for() -> None:
    events = (*fetched(scenario(), SDIST), *refused(scenario(), Leg.ORIGIN, "unknown_ca", connection=2))
    assert read_outcome(scenario(), ended(1, *events)).reason == "refused_after_use"


def test_a_build_without_its_backend_has_fetched_nothing() -> None:
    build = scenario(action=Action.BUILD)
    assert read_outcome(build, ended(0, *fetched(build, SDIST), path=BACKEND)).reason == "nothing_fetched"
    assert read_outcome(build, holding(build, Accepts())).kind == "accepts"
