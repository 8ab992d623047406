from __future__ import annotations

from typing import Any

import pytest

from harness.catalogue.find import load_scenarios
from harness.evidence.landmarks import expect_landmarks, find_landmarks
from harness.model.conditions import Action, Address
from harness.model.expectation import Accepts, Breaks, Rejects, Unverified
from harness.model.scenario import Scenario
from harness.model.topology import Topology
from harness.model.transcript import CLIENT, Event, EventKind
from harness.model.words import Leg, Reason
from scenarios.topologies import (
    DIRECT,
    FORWARDED,
    INTERCEPTED,
    INTERCEPTED_OVER_TLS,
    OVER_SOCKS,
    OVER_SOCKS_BY_NAME,
    PLAIN_OVER_SOCKS,
    TUNNELLED,
    TUNNELLED_OVER_TLS,
)
from tests.support.wire import FILE
from tests.support.wire_events import fetched, refused


def scenario(topology: Topology, **fields: Any) -> Scenario:
    return Scenario(claim="It holds.", topology=topology, expect=Accepts(), because="It does.").but(**fields)


@pytest.mark.parametrize(
    "topology", [DIRECT, FORWARDED, TUNNELLED, TUNNELLED_OVER_TLS, INTERCEPTED, INTERCEPTED_OVER_TLS]
)
def test_what_is_seen_of_a_fetched_file_is_what_is_expected_of_it(topology: Topology) -> None:
    subject = scenario(topology)
    assert find_landmarks(fetched(subject, FILE), FILE) == expect_landmarks(subject, Accepts())
    assert expect_landmarks(subject, Unverified(Leg.ORIGIN)) == expect_landmarks(subject, Accepts())


@pytest.mark.parametrize(
    ("topology", "at", "way"),
    [
        (OVER_SOCKS, Address(name="index.test", ip="127.0.1.1"), "IPv4 address"),
        (OVER_SOCKS, Address(name="index.test", ip="::1"), "IPv6 address"),
        (OVER_SOCKS_BY_NAME, Address(name="index.test", ip="::1"), "name"),
        (PLAIN_OVER_SOCKS, Address(name="::1"), "IPv6 address"),
    ],
)
def test_a_socks_proxy_is_to_be_told_where_the_origin_is(topology: Topology, at: Address, way: str) -> None:
    expected = expect_landmarks(scenario(topology, origin_at=at), Accepts())
    assert expected[:2] == ("socks-proxy: CONNECT origin", f"socks-proxy: addressed by {way}")


def test_what_is_seen_and_expected_agree_for_every_scenario_that_accepts() -> None:
    accepting = {name: each for name, each in load_scenarios().items() if isinstance(each.expect, Accepts)}
    differing = [
        name
        for name, each in accepting.items()
        if find_landmarks(fetched(each, FILE), FILE) != expect_landmarks(each, each.expect)
    ]
    assert differing == []


def test_what_is_seen_and_expected_agree_for_every_scenario_that_rejects() -> None:
    differing = []
    for name, each in load_scenarios().items():
        if isinstance(each.expect, Rejects):
            words = each.topology.list_words(each.expect.leg, each.expect.reason)
            wanted = expect_landmarks(each, each.expect)
            for word in words:
                told = [line.replace(" or ".join(sorted(words)), word) for line in wanted]
                if list(find_landmarks(refused(each, each.expect.leg, word), FILE)) != told:
                    differing.append((name, word))
    assert differing == []


def test_the_landmarks_of_an_interception_over_tls_read_like_this() -> None:
    assert expect_landmarks(scenario(INTERCEPTED_OVER_TLS), Accepts()) == (
        "connect-proxy: hello localhost",
        "connect-proxy: handshake done",
        "connect-proxy: CONNECT origin",
        "intercepting-proxy: CONNECT origin",
        "intercepting-proxy: hello localhost",
        "intercepting-proxy: handshake done",
        "origin: hello localhost",
        "origin: handshake done",
        "origin: delivered",
    )


def test_nothing_is_expected_after_the_leg_that_is_refused() -> None:
    assert expect_landmarks(scenario(TUNNELLED_OVER_TLS), Rejects(Leg.PROXY, Reason.EXPIRED)) == (
        "connect-proxy: hello localhost",
        "connect-proxy: refused certificate_expired",
    )


def test_a_refusal_is_expected_in_any_word_that_stands_for_it() -> None:
    assert (
        expect_landmarks(scenario(TUNNELLED_OVER_TLS), Rejects(Leg.ORIGIN))[-1]
        == "origin: refused hung_up or unknown_ca"
    )


def test_nothing_is_expected_of_what_is_not_about_a_leg() -> None:
    assert expect_landmarks(scenario(TUNNELLED), Breaks("no_hello")) == ()


def test_a_retry_is_no_landmark() -> None:
    subject = scenario(TUNNELLED)
    once, twice = (
        [event for number in range(1, times + 1) for event in refused(subject, Leg.ORIGIN, "unknown_ca", number)]
        for times in (1, 2)
    )
    assert find_landmarks(twice, FILE) == find_landmarks(once, FILE) == expect_landmarks(subject, Rejects(Leg.ORIGIN))


def test_ordinary_requests_and_credentials_are_no_landmarks_and_errors_are() -> None:
    events = [
        Event("origin", 1, EventKind.CONNECTED, CLIENT),
        Event("origin", 1, EventKind.HANDSHAKE),
        Event("origin", 1, EventKind.REQUEST, "GET /simple/demo/"),
        Event("origin", 1, EventKind.CREDENTIAL, "Authorization 01234567"),
        Event("origin", 1, EventKind.RESPONSE, "302 GET /simple/demo/"),
        Event("origin", 1, EventKind.RESPONSE, "401 GET /moved/simple/demo/"),
        Event("origin", 1, EventKind.RESPONSE, f"200 GET {FILE}.metadata"),
        Event("origin", 1, EventKind.RESPONSE, f"200 GET {FILE}"),
    ]
    assert find_landmarks(events, FILE) == (
        "origin: handshake done",
        "origin: response 401 GET /moved/simple/demo/",
        "origin: delivered",
    )


def test_a_connection_on_which_nothing_was_said_is_a_landmark() -> None:
    silent = [Event("connect-proxy", 1, EventKind.CONNECTED, CLIENT), Event("connect-proxy", 1, EventKind.CLOSED)]
    assert find_landmarks(silent, FILE) == ("connect-proxy: connected, nothing said",)


def test_only_the_origin_delivers() -> None:
    subject = scenario(INTERCEPTED)
    assert [line for line in find_landmarks(fetched(subject, FILE), FILE) if "delivered" in line] == [
        "origin: delivered"
    ]


def test_a_build_is_expected_to_deliver_like_a_download() -> None:
    assert expect_landmarks(scenario(TUNNELLED, action=Action.BUILD), Accepts()) == expect_landmarks(
        scenario(TUNNELLED), Accepts()
    )
