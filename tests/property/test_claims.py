"""The properties themselves, on clients that do whatever a test says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import pytest

from harness.model.trust import CORPORATE, PUBLIC, Trust
from harness.model.words import Leg
from harness.sessions.outcomes import StepOutcome
from harness.sessions.run import SessionRunner, SessionsRun
from harness.sessions.words import CONNECT_PROXY, INTERCEPTING_PROXY, SECOND, TLS_PROXY, Session, Step
from properties import claims
from properties.strategies import EVERYBODY, EVERYWHERE, Added, Placed

OK = StepOutcome(accepted=True)
NOT_THE_ORIGIN = StepOutcome(accepted=False, refused=Leg.ORIGIN)
NOT_THE_PROXY = StepOutcome(accepted=False, refused=Leg.PROXY)
#: A client: what becomes of a step where authorities lie as told, after some others.
Client = Callable[[Trust, Step, tuple[Step, ...]], StepOutcome]


@dataclass
class Pretending:
    """Runs sessions on a client that is made up."""

    client: Client

    def run_sessions(self, trust: Trust, *sessions: Session) -> SessionsRun:
        outcomes = tuple(
            tuple(self.client(trust, step, each.steps[:number]) for number, step in enumerate(each.steps))
            for each in sessions
        )
        return SessionsRun(outcomes=outcomes, transcript=(), output="")


def wrong(claim: Callable[[SessionRunner, Any], claims.Violated], client: Client, drawn: Any) -> list[str]:
    return list(claim(cast("SessionRunner", Pretending(client)), drawn))


def yes(_trust: Trust, step: Step, _before: tuple[Step, ...]) -> StepOutcome:
    """A client that accepts everything, and shows and tells what it is meant to."""
    answers = INTERCEPTING_PROXY if step.by is INTERCEPTING_PROXY else step.end
    return StepOutcome(
        accepted=True,
        tunnelled=step.by is TLS_PROXY,
        shown=frozenset({answers.value}) if step.shows else frozenset(),
        credentials=frozenset({(step.to.value, "Authorization")}) if step.login else frozenset(),
    )


PLAIN = Placed(EVERYWHERE, Session((Step(),)))
ADDED = Added(Placed(Trust(), Session((Step(),))), CORPORATE, "system")
TWO = Placed(EVERYWHERE, Session((Step(shows=True), Step(login=True, by=TLS_PROXY))))
EVERY = [
    (claims.check_topology_invariance, PLAIN),
    (claims.check_monotonicity, ADDED),
    (claims.check_leg_trust, ADDED),
    (claims.check_leg_skipping, Placed(Trust(), Session((Step(verify=False),)))),
    (claims.check_leg_presenting, TWO),
    (claims.check_session_memory, TWO),
]


@pytest.mark.parametrize(("claim", "drawn"), EVERY)
def test_a_client_that_always_does_the_same_violates_nothing(claim: Any, drawn: Any) -> None:
    assert wrong(claim, yes, drawn) == []


@pytest.mark.parametrize("way", [CONNECT_PROXY, TLS_PROXY])
def test_an_origin_trusted_directly_and_refused_by_a_proxy_is_told(way: Any) -> None:
    found = wrong(
        claims.check_topology_invariance, lambda _t, step, _b: NOT_THE_ORIGIN if step.by is way else OK, PLAIN
    )
    assert found == [f"directly: accepted; by {way!r}: refuses the origin leg"]


def test_a_refused_proxy_says_nothing_of_the_origin() -> None:
    client: Client = lambda _t, step, _b: NOT_THE_PROXY if step.by is TLS_PROXY else OK  # noqa: E731
    assert wrong(claims.check_topology_invariance, client, PLAIN) == []


def test_an_intercepting_proxy_is_measured_by_the_origin_that_shows_the_same_authority() -> None:
    def trusting_inspection(_trust: Trust, step: Step, _before: tuple[Step, ...]) -> StepOutcome:
        return OK if step.to is SECOND or step.by is INTERCEPTING_PROXY else NOT_THE_ORIGIN

    def of_second_alone(_trust: Trust, step: Step, _before: tuple[Step, ...]) -> StepOutcome:
        return OK if step.to is SECOND else NOT_THE_ORIGIN

    assert not wrong(claims.check_topology_invariance, trusting_inspection, PLAIN)
    assert wrong(claims.check_topology_invariance, of_second_alone, PLAIN) == [
        "directly: accepted; by intercepting_proxy: refuses the origin leg"
    ]


@pytest.mark.parametrize("store", ["system", "shipped", "bundle"])
def test_an_authority_that_turns_acceptance_into_refusal_is_told(store: str) -> None:
    def jealous(trust: Trust, step: Step, _before: tuple[Step, ...]) -> StepOutcome:
        known = trust.vouched | (step.verify if isinstance(step.verify, frozenset) else frozenset())
        return NOT_THE_ORIGIN if CORPORATE in known else OK

    added = Added(Placed(Trust(), Session((Step(verify=frozenset({PUBLIC})),))), CORPORATE, store)
    assert (
        wrong(claims.check_monotonicity, jealous, added)[0]
        == "by None: accepted without corporate, with it: refuses the origin leg"
    )


def test_a_proxy_that_is_accepted_for_the_origins_authority_is_told() -> None:
    def confused(trust: Trust, _step: Step, _before: tuple[Step, ...]) -> StepOutcome:
        return StepOutcome(accepted=True, tunnelled=True) if PUBLIC in trust.vouched else NOT_THE_PROXY

    assert wrong(claims.check_leg_trust, confused, ADDED) == [
        "without public: refuses the proxy leg; with it: accepted"
    ]


def test_a_proxy_that_is_not_verified_because_the_origin_is_not_is_told() -> None:
    def lax(_trust: Trust, step: Step, _before: tuple[Step, ...]) -> StepOutcome:
        return StepOutcome(accepted=True, tunnelled=True) if step.verify is False else NOT_THE_PROXY

    assert wrong(claims.check_leg_skipping, lax, EVERY[3][1]) == [
        "with verify=False: accepts the proxy leg; without: refuses the proxy leg"
    ]


@pytest.mark.parametrize(
    ("step", "outcome", "said"),
    [
        (
            Step(by=TLS_PROXY),
            StepOutcome(True, shown=frozenset({"tls-proxy"})),
            "the proxy is shown the client's certificate",
        ),
        (Step(), StepOutcome(True, shown=frozenset({"origin"})), "origin is shown the client's certificate"),
        (Step(shows=True), OK, "origin is not shown the client's certificate"),
        (
            Step(by=TLS_PROXY),
            StepOutcome(True, credentials=frozenset({("origin", "Proxy-Authorization")})),
            "origin receives the proxy's credentials",
        ),
        (
            Step(by=CONNECT_PROXY, login=True),
            StepOutcome(True, credentials=frozenset({("connect-proxy", "Authorization")})),
            "connect-proxy receives the origin's credentials",
        ),
        (
            Step(login=True, onwards=SECOND),
            StepOutcome(True, credentials=frozenset({("second", "Authorization")})),
            "second receives the credentials of origin",
        ),
    ],
)
def test_what_a_leg_gets_that_is_not_meant_for_it_is_told(step: Step, outcome: StepOutcome, said: str) -> None:
    placed = Placed(EVERYWHERE, Session((step,)))
    assert wrong(claims.check_leg_presenting, lambda *_: outcome, placed) == [f"step 1, {step!r}: {said}"]


def test_a_request_that_ends_otherwise_than_it_would_alone_is_told() -> None:
    session = Session((Step(verify=False), Step(verify=frozenset(EVERYBODY)), Step()))

    def remembering(_trust: Trust, step: Step, before: tuple[Step, ...]) -> StepOutcome:
        return OK if step.verify is not True or any(each.verify is False for each in before) else NOT_THE_ORIGIN

    found = wrong(claims.check_session_memory, remembering, Placed(Trust(), session))
    assert found == ["step 3, Step(): accepted; alone: refuses the origin leg"]
