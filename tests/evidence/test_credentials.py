from __future__ import annotations

from dataclasses import replace
from typing import Any
from unittest.mock import Mock

import pytest

from harness.evidence.credentials import (
    find_leaks,
    find_received_credentials,
    find_received_secrets,
    may_receive,
    may_see,
)
from harness.evidence.outcome import Outcome, matches_expectation, read_outcome
from harness.model.conditions import Certificate, Index, Login, ProxyLogin
from harness.model.expectation import Accepts, Credential, Leaks, describe_leaks
from harness.model.passwords import (
    NOBODY_HERE,
    OF_INDEX,
    OF_PROXY,
    OF_REDIRECT,
    OF_THIRD_HOST,
    PROXIES,
    SECRETS,
    Secret,
)
from harness.model.scenario import Scenario
from harness.model.topology import Topology
from harness.model.transcript import Event, EventKind
from harness.model.trust import Authority, Trust
from harness.model.words import Leg
from scenarios import topologies
from scenarios.topologies import DIRECT, FORWARDED, INTERCEPTED, TUNNELLED, TUNNELLED_OVER_TLS
from tests.support.wire import FILE, ended
from tests.support.wire_events import fetched

ALL = [each for each in vars(topologies).values() if isinstance(each, Topology)]
NODES = ("connect-proxy", "intercepting-proxy", "socks-proxy", "origin", "files", "elsewhere", "further")
HEADERS = (Credential.AUTHORIZATION, Credential.PROXY_AUTHORIZATION, Credential.COOKIE)


def scenario(topology: Topology, **fields: Any) -> Scenario:
    trusting = Trust(cert_flag=set(Authority) - {Authority.STRANGER})
    return Scenario(claim="It holds.", topology=topology, expect=Accepts(), because="It does.", trust=trusting).but(
        **fields
    )


def told(node: str, credential: Credential = Credential.AUTHORIZATION) -> Event:
    return Event(node, 1, EventKind.CREDENTIAL, f"{credential.value} 01234567")


def seers(topology: Topology, credential: Credential, **fields: Any) -> set[str]:
    return {node for node in NODES if may_see(scenario(topology, **fields), node, credential)}


def test_credentials_are_told_by_node_without_repetition_and_without_their_digests() -> None:
    shown = Event("origin", 1, EventKind.CLIENT_CERTIFICATE, "client.lab")
    seen = [told("origin", Credential.COOKIE), told("origin"), shown, told("origin"), told("connect-proxy")]
    assert find_received_credentials(seen) == {
        "connect-proxy": (Credential.AUTHORIZATION,),
        "origin": (Credential.AUTHORIZATION, Credential.COOKIE, Credential.CLIENT_CERTIFICATE),
    }
    assert find_received_credentials(fetched(scenario(TUNNELLED), FILE)) == {}


@pytest.mark.parametrize("credential", [Credential.AUTHORIZATION, Credential.COOKIE])
@pytest.mark.parametrize("topology", ALL, ids=lambda each: each.name)
def test_what_is_for_the_index_is_for_the_origin_and_an_inspection_alone(
    topology: Topology, credential: Credential
) -> None:
    inspector = {"intercepting-proxy"} if topology.is_intercepted else set()
    assert seers(topology, credential) == {"origin"} | inspector


@pytest.mark.parametrize("topology", ALL, ids=lambda each: each.name)
def test_what_is_for_a_proxy_is_for_the_proxies_on_the_way_alone(topology: Topology) -> None:
    assert seers(topology, Credential.PROXY_AUTHORIZATION) == set(topology.through)


@pytest.mark.parametrize("credential", HEADERS)
def test_nothing_is_for_a_node_that_nobody_can_verify(credential: Credential) -> None:
    odd = {"proxy_certificate": Certificate.BY_STRANGER, "origin_certificate": Certificate.EXPIRED}
    assert seers(TUNNELLED_OVER_TLS, credential, **odd) == set()


def owners(topology: Topology, secret: Secret, **fields: Any) -> set[str]:
    return {node for node in NODES if may_receive(scenario(topology, **fields), node, secret)}


@pytest.mark.parametrize("secret", SECRETS, ids=lambda each: each.name)
def test_a_secret_is_for_its_owner_and_for_an_inspection_in_its_place(secret: Secret) -> None:
    here = {secret.owner} - {PROXIES, NOBODY_HERE} or ({"connect-proxy"} if secret.owner else set())
    assert owners(TUNNELLED, secret) == here
    inspector = {"intercepting-proxy"} if secret.owner else set()
    assert owners(INTERCEPTED, secret) == here - {"connect-proxy"} | inspector


def test_a_secret_is_not_for_an_owner_that_nobody_can_verify() -> None:
    odd = {"proxy_certificate": Certificate.BY_STRANGER, "origin_certificate": Certificate.EXPIRED}
    assert owners(TUNNELLED_OVER_TLS, OF_PROXY, **odd) == owners(TUNNELLED_OVER_TLS, OF_INDEX, **odd) == set()


def carrying(node: str, secret: Secret, value: int = 0) -> Event:
    return Event(node, 1, EventKind.CREDENTIAL, secret.references[value])


def test_a_login_that_a_redirect_names_is_no_leak_where_it_leads_and_the_indexs_own_is() -> None:
    subject = scenario(DIRECT, index=Index.REDIRECTED_WITH_A_LOGIN, login=Login.IN_URL)
    assert find_leaks(subject, [carrying("elsewhere", OF_REDIRECT), carrying("origin", OF_INDEX)]) == ()
    leaked = (Leaks("elsewhere", Credential.AUTHORIZATION),)
    assert find_leaks(subject, [carrying("elsewhere", OF_INDEX)]) == leaked
    assert find_leaks(subject, [carrying("origin", OF_REDIRECT)]) == (Leaks("origin", Credential.AUTHORIZATION),)


def test_what_netrc_holds_for_a_third_host_is_a_leak_anywhere() -> None:
    subject = scenario(INTERCEPTED, index=Index.REDIRECTED_IN_DISGUISE, login=Login.OF_A_THIRD_HOST)
    for node in ("origin", "elsewhere", "intercepting-proxy"):
        assert find_leaks(subject, [carrying(node, OF_THIRD_HOST)]) == (Leaks(node, Credential.AUTHORIZATION),)


def test_a_secret_is_known_in_whatever_encoding_and_header_it_comes() -> None:
    odd = replace(OF_PROXY, word="ü:@")
    login = replace(ProxyLogin.IN_URL.value, asked=odd, given=odd)
    subject = scenario(TUNNELLED, proxy_login=Mock(value=login))
    assert len(odd.references) > 2
    for number in range(len(odd.references)):
        seen = [carrying("origin", odd, number)]
        assert find_received_secrets(subject, seen) == {"origin": ("login of the proxy",)}
        assert find_leaks(subject, seen) == (Leaks("origin", Credential.PROXY_AUTHORIZATION),)
    digest = odd.references[0].rpartition(" ")[2]
    wrong_header = Event("connect-proxy", 1, EventKind.CREDENTIAL, f"Authorization {digest}")
    assert find_received_secrets(subject, [wrong_header]) == {"connect-proxy": ("login of the proxy",)}
    assert find_leaks(subject, [wrong_header]) == ()


def test_what_is_nobodys_is_named_for_its_header_and_judged_by_it() -> None:
    subject = scenario(TUNNELLED)
    shown = Event("origin", 1, EventKind.CLIENT_CERTIFICATE, "client.lab")
    seen = [told("origin"), told("elsewhere"), carrying("origin", OF_INDEX), shown, told("origin")]
    assert find_received_secrets(subject, seen) == {
        "elsewhere": ("Authorization of nobody known",),
        "origin": ("Authorization of nobody known", "client certificate", "login of the index"),
    }
    assert find_leaks(subject, seen) == (Leaks("elsewhere", Credential.AUTHORIZATION),)


def test_a_client_certificate_is_for_whoever_asks() -> None:
    assert seers(DIRECT, Credential.CLIENT_CERTIFICATE) == set(NODES)


def test_what_reaches_whom_it_is_for_is_no_leak() -> None:
    good = [told("connect-proxy", Credential.PROXY_AUTHORIZATION), told("origin"), told("origin", Credential.COOKIE)]
    assert find_leaks(scenario(TUNNELLED), good) == ()
    assert find_leaks(scenario(INTERCEPTED), [told("intercepting-proxy")]) == ()


def test_what_reaches_anybody_else_is_a_leak_and_all_are_told() -> None:
    bad = [told("origin", Credential.PROXY_AUTHORIZATION), told("elsewhere"), told("origin")]
    found = find_leaks(scenario(TUNNELLED), bad)
    assert found == (
        Leaks("elsewhere", Credential.AUTHORIZATION),
        Leaks("origin", Credential.PROXY_AUTHORIZATION),
    )
    assert describe_leaks(found) == "Authorization at elsewhere and Proxy-Authorization at origin"


@pytest.mark.parametrize("code", [0, 1])
def test_a_leak_is_the_outcome_however_the_client_ends(code: int) -> None:
    subject = scenario(FORWARDED)
    seen = read_outcome(subject, ended(code, *fetched(subject, FILE), told("connect-proxy")))
    assert seen == Outcome(kind="leaks", reason="Authorization at connect-proxy", through=("connect-proxy",))
    assert matches_expectation(subject, Leaks("connect-proxy", Credential.AUTHORIZATION), seen)
    assert not matches_expectation(subject, Accepts(), seen)
    assert not matches_expectation(subject, Leaks("origin", Credential.AUTHORIZATION), seen)


def test_a_second_leak_is_not_the_expected_one() -> None:
    subject = scenario(FORWARDED)
    both = ended(0, *fetched(subject, FILE), told("connect-proxy"), told("origin", Credential.PROXY_AUTHORIZATION))
    assert not matches_expectation(
        subject, Leaks("connect-proxy", Credential.AUTHORIZATION), read_outcome(subject, both)
    )


def test_a_leak_to_an_unverified_node_outweighs_that_it_is_unverified() -> None:
    subject = scenario(TUNNELLED, origin_certificate=Certificate.BY_STRANGER)
    assert read_outcome(subject, ended(0, *fetched(subject, FILE))).leg is Leg.ORIGIN
    assert read_outcome(subject, ended(0, *fetched(subject, FILE), told("origin"))).reason == "Authorization at origin"


def test_a_leak_behind_an_inspection_is_one_leak() -> None:
    events = [carrying("elsewhere", OF_THIRD_HOST), carrying("intercepting-proxy", OF_THIRD_HOST)]
    subject = scenario(INTERCEPTED, index=Index.REDIRECTED_IN_DISGUISE, login=Login.OF_A_THIRD_HOST)
    assert find_leaks(subject, events) == (Leaks("elsewhere", Credential.AUTHORIZATION),)
    assert find_leaks(subject, events[1:]) == (Leaks("intercepting-proxy", Credential.AUTHORIZATION),)


def test_an_unexpected_route_hides_no_leak() -> None:
    subject = scenario(TUNNELLED)
    outcome = Outcome(kind="leaks", reason=describe_leaks([Leaks("elsewhere", Credential.AUTHORIZATION)]))
    assert matches_expectation(subject, Leaks("elsewhere", Credential.AUTHORIZATION), outcome)
