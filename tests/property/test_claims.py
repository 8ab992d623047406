"""The properties themselves, on clients that do whatever a test says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import pytest

from harness.model.trust import CORPORATE, PUBLIC, Trust
from harness.model.words import Leg
from harness.sessions.heard import Heard
from harness.sessions.run import Run, Runner
from harness.sessions.words import CONNECT_PROXY, INTERCEPTING_PROXY, SECOND, TLS_PROXY, Session, Step
from properties import claims
from properties.strategies import EVERYBODY, EVERYWHERE, Added, Placed

OK = Heard(accepted=True)
NOT_THE_ORIGIN = Heard(accepted=False, refused=Leg.ORIGIN)
NOT_THE_PROXY = Heard(accepted=False, refused=Leg.PROXY)
#: A client: what becomes of a step where authorities lie as told, after some others.
Client = Callable[[Trust, Step, tuple[Step, ...]], Heard]


@dataclass
class Pretending:
    """Runs sessions on a client that is made up."""

    client: Client

    def run(self, trust: Trust, *sessions: Session) -> Run:
        heard = tuple(
            tuple(self.client(trust, step, each.steps[:number]) for number, step in enumerate(each.steps))
            for each in sessions
        )
        return Run(heard=heard, transcript=(), output="")


def wrong(claim: Callable[[Runner, Any], claims.Violated], client: Client, drawn: Any) -> list[str]:
    return list(claim(cast("Runner", Pretending(client)), drawn))


def yes(_trust: Trust, step: Step, _before: tuple[Step, ...]) -> Heard:
    """A client that accepts everything, and shows and tells what it is meant to."""
    answers = INTERCEPTING_PROXY if step.by is INTERCEPTING_PROXY else step.end
    return Heard(
        accepted=True,
        tunnelled=step.by is TLS_PROXY,
        shown=frozenset({answers.value}) if step.shows else frozenset(),
        credentials=frozenset({(step.to.value, "Authorization")}) if step.login else frozenset(),
    )


PLAIN = Placed(EVERYWHERE, Session((Step(),)))
ADDED = Added(Placed(Trust(), Session((Step(),))), CORPORATE, "system")
TWO = Placed(EVERYWHERE, Session((Step(shows=True), Step(login=True, by=TLS_PROXY))))
EVERY = [
    (claims.topology_invariance, PLAIN),
    (claims.monotonicity, ADDED),
    (claims.leg_trust, ADDED),
    (claims.leg_skipping, Placed(Trust(), Session((Step(verify=False),)))),
    (claims.leg_presenting, TWO),
    (claims.session_memory, TWO),
]


@pytest.mark.parametrize(("claim", "drawn"), EVERY)
def test_a_client_that_always_does_the_same_violates_nothing(claim: Any, drawn: Any) -> None:
    assert wrong(claim, yes, drawn) == []


@pytest.mark.parametrize("way", [CONNECT_PROXY, TLS_PROXY])
def test_an_origin_trusted_directly_and_refused_by_a_proxy_is_told(way: Any) -> None:
    found = wrong(claims.topology_invariance, lambda _t, step, _b: NOT_THE_ORIGIN if step.by is way else OK, PLAIN)
    assert found == [f"directly: accepted; by {way!r}: refuses the origin leg"]


def test_a_refused_proxy_says_nothing_of_the_origin() -> None:
    client: Client = lambda _t, step, _b: NOT_THE_PROXY if step.by is TLS_PROXY else OK  # noqa: E731
    assert wrong(claims.topology_invariance, client, PLAIN) == []


def test_an_intercepting_proxy_is_measured_by_the_origin_that_shows_the_same_authority() -> None:
    def trusting_inspection(_trust: Trust, step: Step, _before: tuple[Step, ...]) -> Heard:
        return OK if step.to is SECOND or step.by is INTERCEPTING_PROXY else NOT_THE_ORIGIN

    def of_second_alone(_trust: Trust, step: Step, _before: tuple[Step, ...]) -> Heard:
        return OK if step.to is SECOND else NOT_THE_ORIGIN

    assert not wrong(claims.topology_invariance, trusting_inspection, PLAIN)
    assert wrong(claims.topology_invariance, of_second_alone, PLAIN) == [
        "directly: accepted; by intercepting_proxy: refuses the origin leg"
    ]


@pytest.mark.parametrize("store", ["system", "shipped", "bundle"])
def test_an_authority_that_turns_acceptance_into_refusal_is_told(store: str) -> None:
    def jealous(trust: Trust, step: Step, _before: tuple[Step, ...]) -> Heard:
        known = trust.vouched | (step.verify if isinstance(step.verify, frozenset) else frozenset())
        return NOT_THE_ORIGIN if CORPORATE in known else OK

    added = Added(Placed(Trust(), Session((Step(verify=frozenset({PUBLIC})),))), CORPORATE, store)
    assert (
        wrong(claims.monotonicity, jealous, added)[0]
        == "by None: accepted without corporate, with it: refuses the origin leg"
    )


def test_a_proxy_that_is_accepted_for_the_origins_authority_is_told() -> None:
    def confused(trust: Trust, _step: Step, _before: tuple[Step, ...]) -> Heard:
        return Heard(accepted=True, tunnelled=True) if PUBLIC in trust.vouched else NOT_THE_PROXY

    assert wrong(claims.leg_trust, confused, ADDED) == ["without public: refuses the proxy leg; with it: accepted"]


def test_a_proxy_that_is_not_verified_because_the_origin_is_not_is_told() -> None:
    def lax(_trust: Trust, step: Step, _before: tuple[Step, ...]) -> Heard:
        return Heard(accepted=True, tunnelled=True) if step.verify is False else NOT_THE_PROXY

    assert wrong(claims.leg_skipping, lax, EVERY[3][1]) == [
        "with verify=False: accepts the proxy leg; without: refuses the proxy leg"
    ]


@pytest.mark.parametrize(
    ("step", "heard", "said"),
    [
        (
            Step(by=TLS_PROXY),
            Heard(True, shown=frozenset({"tls-proxy"})),
            "the proxy is shown the client's certificate",
        ),
        (Step(), Heard(True, shown=frozenset({"origin"})), "origin is shown the client's certificate"),
        (Step(shows=True), OK, "origin is not shown the client's certificate"),
        (
            Step(by=TLS_PROXY),
            Heard(True, credentials=frozenset({("origin", "Proxy-Authorization")})),
            "origin is told the proxy's credentials",
        ),
        (
            Step(by=CONNECT_PROXY, login=True),
            Heard(True, credentials=frozenset({("connect-proxy", "Authorization")})),
            "connect-proxy is told the origin's credentials",
        ),
        (
            Step(login=True, onwards=SECOND),
            Heard(True, credentials=frozenset({("second", "Authorization")})),
            "second is told the credentials of origin",
        ),
    ],
)
def test_what_a_leg_gets_that_is_not_meant_for_it_is_told(step: Step, heard: Heard, said: str) -> None:
    placed = Placed(EVERYWHERE, Session((step,)))
    assert wrong(claims.leg_presenting, lambda *_: heard, placed) == [f"step 1, {step!r}: {said}"]


def test_a_request_that_ends_otherwise_than_it_would_alone_is_told() -> None:
    session = Session((Step(verify=False), Step(verify=frozenset(EVERYBODY)), Step()))

    def remembering(_trust: Trust, step: Step, before: tuple[Step, ...]) -> Heard:
        return OK if step.verify is not True or any(each.verify is False for each in before) else NOT_THE_ORIGIN

    found = wrong(claims.session_memory, remembering, Placed(Trust(), session))
    assert found == ["step 3, Step(): accepted; alone: refuses the origin leg"]
