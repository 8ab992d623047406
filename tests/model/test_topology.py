from __future__ import annotations

from typing import Any

import pytest

from harness.model.expectation import Accepts
from harness.model.scenario import Scenario
from harness.model.topology import Topology
from harness.model.trust import CORPORATE, INSPECTION, PUBLIC, Authority
from harness.model.words import Leg, Reason
from scenarios.topologies import (
    DIRECT,
    FORWARDED,
    FORWARDED_OVER_TLS,
    INTERCEPTED,
    INTERCEPTED_OVER_TLS,
    TUNNELLED,
    TUNNELLED_OVER_TLS,
)

ORIGIN = frozenset({Leg.ORIGIN})
BOTH = frozenset({Leg.PROXY, Leg.ORIGIN})
DRAWN: dict[str, tuple[Topology, frozenset[Leg], tuple[str, ...]]] = {
    "direct": (DIRECT, ORIGIN, ()),
    "forwarded": (FORWARDED, frozenset(), ("connect-proxy",)),
    "forwarded over TLS": (FORWARDED_OVER_TLS, frozenset({Leg.PROXY}), ("connect-proxy",)),
    "tunnelled": (TUNNELLED, ORIGIN, ("connect-proxy",)),
    "tunnelled over TLS": (TUNNELLED_OVER_TLS, BOTH, ("connect-proxy",)),
    "intercepted": (INTERCEPTED, ORIGIN, ("intercepting-proxy",)),
    "intercepted over TLS": (INTERCEPTED_OVER_TLS, BOTH, ("connect-proxy", "intercepting-proxy")),
}


def scenario(topology: Topology = TUNNELLED_OVER_TLS, **fields: Any) -> Scenario:
    return Scenario(claim="It holds.", topology=topology, expect=Accepts(), because="It does.").but(**fields)


@pytest.mark.parametrize("name", DRAWN)
def test_a_topology_has_the_legs_and_proxies_of_its_drawing(name: str) -> None:
    topology, legs, through = DRAWN[name]
    assert (topology.name, topology.legs, topology.through) == (name, legs, through)


@pytest.mark.parametrize(
    ("topology", "leg", "node", "authority"),
    [
        (DIRECT, Leg.ORIGIN, "origin", PUBLIC),
        (TUNNELLED, Leg.ORIGIN, "origin", PUBLIC),
        (TUNNELLED_OVER_TLS, Leg.PROXY, "connect-proxy", CORPORATE),
        (TUNNELLED_OVER_TLS, Leg.ORIGIN, "origin", PUBLIC),
        (INTERCEPTED, Leg.ORIGIN, "intercepting-proxy", INSPECTION),
        (INTERCEPTED_OVER_TLS, Leg.PROXY, "connect-proxy", CORPORATE),
        (INTERCEPTED_OVER_TLS, Leg.ORIGIN, "intercepting-proxy", INSPECTION),
    ],
)
def test_a_leg_is_answered_by_its_node_with_a_certificate_of_its_authority(
    topology: Topology, leg: Leg, node: str, authority: Authority
) -> None:
    assert (topology.find_answering_node(leg), topology.find_signer(leg)) == (node, authority)


@pytest.mark.parametrize("topology", [TUNNELLED_OVER_TLS, INTERCEPTED_OVER_TLS])
def test_two_legs_never_share_an_authority(topology: Topology) -> None:
    assert topology.find_signer(Leg.PROXY) is not topology.find_signer(Leg.ORIGIN)


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (Reason.UNTRUSTED, {"unknown_ca"}),
        (Reason.EXPIRED, {"certificate_expired"}),
        (Reason.NOT_YET_VALID, {"bad_certificate"}),
        (Reason.WRONG_NAME, {"bad_certificate", "hung_up"}),
        (Reason.WRONG_USE, {"unsupported_certificate"}),
        (Reason.RULE_BROKEN, {"certificate_unknown"}),
        (Reason.CLIENT_CERTIFICATE_MISSING, {"peer_did_not_return_a_certificate"}),
        (Reason.WRONG_FINGERPRINT, {"hung_up"}),
    ],
)
def test_a_reason_has_its_words_on_the_wire(reason: Reason, words: set[str]) -> None:
    assert DIRECT.list_words(Leg.ORIGIN, reason) == words


def test_every_reason_has_a_word_and_no_alert_stands_for_two_but_openssls_own() -> None:
    # Whoever breaks off sends no alert.
    # OpenSSL says bad_certificate of a certificate that is not yet valid, as Python does of a wrong name.
    distinct = [reason for reason in Reason if reason not in (Reason.NOT_YET_VALID, Reason.WRONG_FINGERPRINT)]
    alerts = [word for reason in distinct for word in DIRECT.list_words(Leg.ORIGIN, reason) - {"hung_up"}]
    # And a client that offers an old version of TLS with an OpenSSL that does not support it says so in its own way.
    assert len(alerts) == len(set(alerts)) == len(distinct) + 1


@pytest.mark.parametrize("topology", [TUNNELLED_OVER_TLS, INTERCEPTED_OVER_TLS])
def test_a_hang_up_refuses_a_leg_inside_tls_alone(topology: Topology) -> None:
    assert "hung_up" in topology.list_words(Leg.ORIGIN, Reason.UNTRUSTED)
    assert "hung_up" not in topology.list_words(Leg.PROXY, Reason.UNTRUSTED)
    assert "hung_up" not in TUNNELLED.list_words(Leg.ORIGIN, Reason.UNTRUSTED)
