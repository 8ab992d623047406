from __future__ import annotations

from dataclasses import replace

import pytest

from harness.evidence import testimony as testimonies
from harness.evidence.endings import find_foreign_targets
from harness.evidence.observation import Observation
from harness.evidence.outcome import Outcome, read_outcome
from harness.evidence.statements import PipSession, Process
from harness.evidence.testimony import Account
from harness.model.conditions import Address
from harness.model.expectation import (
    Accepts,
)
from harness.model.topology import Topology
from harness.model.transcript import CLIENT, Event, EventKind
from harness.model.trust import Authority, Trust
from harness.model.words import Leg, Phase
from scenarios.topologies import (
    DIRECT,
    FORWARDED,
    OVER_SOCKS,
    OVER_SOCKS_BY_NAME,
    TUNNELLED_OVER_TLS,
)
from tests.support.outcomes import matched, scenario
from tests.support.wire import FILE, ended
from tests.support.wire_events import fetched, refused


@pytest.mark.parametrize(
    ("answer", "reason"),
    [("404 GET /simple/demo/", "http_404"), ("401 GET /simple/", "http_401"), (None, "nothing_asked")],
)
def test_a_failure_without_a_refusal_tells_the_last_answer(answer: str | None, reason: str) -> None:
    answered = [Event("origin", 1, EventKind.HANDSHAKE), Event("origin", 1, EventKind.REQUEST, "GET /")]
    answered += [
        Event("origin", 1, EventKind.RESPONSE, "200 GET /"),
        Event("origin", 1, EventKind.RESPONSE, answer or ""),
    ]
    assert read_outcome(scenario(DIRECT), ended(1, *(answered if answer else ()))) == Outcome(
        kind="broken", reason=reason
    )


def test_a_client_that_had_to_be_stopped_has_shown_nothing() -> None:
    stopped = ended(None, *fetched(scenario(), FILE))
    assert read_outcome(scenario(), stopped) == Outcome(kind="broken", reason="no_end", through=("connect-proxy",))


def _calls_home(node: str, number: int) -> list[Event]:
    """A connection on which a proxy was asked for a name of another world."""
    target = "home.example:443"
    said = [(EventKind.CONNECTED, CLIENT), (EventKind.HANDSHAKE, ""), (EventKind.CONNECT, target)]
    said += [(EventKind.CALLED_HOME, target), (EventKind.RESPONSE, f"502 CONNECT {target}"), (EventKind.CLOSED, "")]
    return [Event(node, number, kind, detail) for kind, detail in said]


def test_what_a_client_calls_home_for_is_never_what_was_asked() -> None:
    doubtful = scenario(TUNNELLED_OVER_TLS, trust=Trust(system={Authority.PUBLIC}))
    events = (*refused(doubtful, Leg.PROXY, "unknown_ca"), *_calls_home("connect-proxy", 9))
    outcome = read_outcome(doubtful, ended(1, *events))
    assert (outcome.kind, outcome.leg, outcome.reason) == ("rejects", Leg.PROXY, "unknown_ca")
    assert find_foreign_targets(events) == ("home.example:443",)


def test_an_answer_to_a_call_home_is_not_why_a_client_failed() -> None:
    events = _calls_home("connect-proxy", 1)
    assert read_outcome(scenario(TUNNELLED_OVER_TLS), ended(1, *events)).reason == "nothing_asked"


@pytest.mark.parametrize(
    ("topology", "how", "reason"),
    [
        (OVER_SOCKS, "IPv4 address", None),
        (OVER_SOCKS, "name", "resolved_by_the_proxy"),
        (OVER_SOCKS_BY_NAME, "name", None),
        (OVER_SOCKS_BY_NAME, "IPv4 address", "resolved_by_the_client"),
    ],
)
def test_names_are_looked_up_by_whom_the_scheme_of_a_socks_proxy_says(
    topology: Topology, how: str, reason: str | None
) -> None:
    subject = scenario(topology)
    seen = ended(0, *fetched(subject, FILE, how=how))
    assert read_outcome(subject, seen).reason == reason
    assert matched(subject, Accepts(), seen) is (reason is None)


@pytest.mark.parametrize("number", ["::1", "127.0.1.1"])
@pytest.mark.parametrize("topology", [OVER_SOCKS, OVER_SOCKS_BY_NAME])
def test_an_origin_without_a_name_is_looked_up_by_nobody(number: str, topology: Topology) -> None:
    subject = scenario(topology, origin_at=Address(name=number))
    assert matched(subject, Accepts(), ended(0, *fetched(subject, FILE)))
    assert read_outcome(subject, ended(0, *fetched(subject, FILE, how="name"))).reason == (
        "resolved_by_the_proxy" if topology is OVER_SOCKS else None
    )


def test_a_host_without_a_name_has_an_address_whoever_looks_names_up() -> None:
    subject = scenario(OVER_SOCKS_BY_NAME)
    events = [*fetched(subject, FILE), Event("socks-proxy", 2, EventKind.ADDRESSED, "IPv4 address")]
    assert matched(subject, Accepts(), ended(0, *events))


@pytest.mark.parametrize("word", ["login_refused", "host_unreachable CONNECT origin"])
def test_a_socks_proxy_that_refuses_is_told_by_its_word(word: str) -> None:
    refusing = [Event("socks-proxy", 1, EventKind.RESPONSE, word)]
    assert read_outcome(scenario(OVER_SOCKS), ended(1, *refusing)).reason == f"socks_{word.split(maxsplit=1)[0]}"


@pytest.mark.parametrize("kind", [EventKind.REQUEST, EventKind.CONNECT])
def test_a_client_that_asked_and_got_no_answer_has_not_asked_for_nothing(kind: EventKind) -> None:
    asked = Event("connect-proxy", 1, kind, "GET http://origin/simple/" if kind is EventKind.REQUEST else "origin")
    assert read_outcome(scenario(FORWARDED), ended(1, asked)).reason == "no_answer"
    assert read_outcome(scenario(FORWARDED), ended(1, *_calls_home("connect-proxy", 1), asked)).reason == "no_answer"


def test_a_client_that_ended_before_it_had_a_session_shows_nothing() -> None:
    begun = Process(process=1, parent=0, python="3.13.0")
    session = PipSession(process=1, name="PipSession", context=None, adapters={})
    silent, ready = (Account(phase=Phase.MAIN, events=said, proxy_url=None) for said in ((begun,), (begun, session)))
    failed = ended(1)
    for accounts in ((), (silent,)):
        assert _reason(failed, testimonies.Testimony(accounts=accounts)) == "not_begun"
    assert _reason(failed, testimonies.Testimony(accounts=(ready,))) == _reason(failed, None) == "nothing_asked"
    assert _reason(failed, testimonies.Testimony(accounts=(), damage="it is nonsense")) == "nothing_asked"


def _reason(observation: Observation, testimony: testimonies.Testimony | None) -> str | None:
    return read_outcome(scenario(), replace(observation, testimony=testimony)).reason
