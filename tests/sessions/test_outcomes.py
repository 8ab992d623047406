from __future__ import annotations

from collections.abc import Iterator

import pytest

from harness.model.transcript import NO_HELLO, Event, EventKind
from harness.model.words import Leg
from harness.sessions.outcomes import StepOutcome, read_outcomes
from harness.sessions.words import INTERCEPTING_PROXY, SECOND, TLS_PROXY, Step


def rung(step: int) -> Iterator[Event]:
    yield Event("bell", step + 1, EventKind.CONNECTED, "client")
    yield Event("bell", step + 1, EventKind.REQUEST, f"GET /0/{step}")
    yield Event("bell", step + 1, EventKind.CLOSED)


def opened(node: str, *kinds: tuple[EventKind, str], connection: int = 1) -> list[Event]:
    return [Event(node, connection, kind, detail) for kind, detail in ((EventKind.CONNECTED, "client"), *kinds)]


SHAKEN = (EventKind.HANDSHAKE, "")
REFUSED = (EventKind.REFUSED, "unknown_ca")
ASKED = (EventKind.REQUEST, "GET /0/0")


def of_one(step: Step, *events: Event) -> StepOutcome:
    return read_outcomes(0, (step,), [*rung(0), *events])[0]


def test_a_step_whose_path_is_asked_for_is_accepted() -> None:
    assert of_one(Step(), *opened("origin", SHAKEN, ASKED)) == StepOutcome(accepted=True)


def test_a_path_asked_for_elsewhere_than_where_the_step_ends_is_no_acceptance() -> None:
    assert not of_one(Step(onwards=SECOND), *opened("origin", SHAKEN, ASKED)).accepted
    assert of_one(Step(onwards=SECOND), *opened("second", SHAKEN, ASKED)).accepted


@pytest.mark.parametrize(
    ("node", "leg"),
    [("origin", Leg.ORIGIN), ("second", Leg.ORIGIN), ("intercepting-proxy", Leg.ORIGIN), ("tls-proxy", Leg.PROXY)],
)
def test_a_refused_handshake_names_the_leg_of_its_node(node: str, leg: Leg) -> None:
    assert of_one(Step(), *opened(node, REFUSED)).refused is leg


def test_silence_after_a_handshake_is_a_refusal_and_an_end_before_one_is_none() -> None:
    assert of_one(Step(), *opened("origin", SHAKEN, (EventKind.CLOSED, ""))).verdict == "refuses the origin leg"
    unheard = of_one(Step(), *opened("origin", (EventKind.REFUSED, NO_HELLO)))
    assert unheard.verdict == "refuses before any handshake"


def test_a_refused_origin_behind_the_proxy_is_the_origins_leg_though_the_tunnel_was_opened() -> None:
    proxy = opened("tls-proxy", SHAKEN, (EventKind.CONNECT, "origin"))
    found = of_one(Step(by=TLS_PROXY), *proxy, *opened("origin", REFUSED))
    assert (found.tunnelled, found.refused) == (True, Leg.ORIGIN)


def test_a_handshake_belongs_to_the_step_that_opened_its_connection_however_late_it_is_told() -> None:
    connected, told = opened("origin", REFUSED)
    one, other = read_outcomes(0, (Step(), Step()), [*rung(0), connected, *rung(1), told])
    assert (one.refused, other.refused) == (Leg.ORIGIN, None)


def test_a_step_on_a_kept_connection_is_accepted_with_what_that_connection_was_shown() -> None:
    certificate = (EventKind.CLIENT_CERTIFICATE, "client@lab")
    first = opened("origin", SHAKEN, certificate, ASKED)
    again = Event("origin", 1, EventKind.REQUEST, "GET /0/1")
    one, other = read_outcomes(0, (Step(), Step()), [*rung(0), *first, *rung(1), again])
    assert other == StepOutcome(accepted=True, shown=frozenset({"origin"})) == one


def test_credentials_belong_to_the_step_in_which_they_are_told() -> None:
    told = (EventKind.CREDENTIAL, "Authorization 12345678")
    found = of_one(Step(by=INTERCEPTING_PROXY), *opened("intercepting-proxy", SHAKEN, told))
    assert found.credentials == {("intercepting-proxy", "Authorization")}


def test_the_steps_of_another_session_are_not_this_ones() -> None:
    events = [*rung(0), *opened("origin", SHAKEN, ASKED)]
    assert not read_outcomes(1, (Step(),), events)[0].accepted
