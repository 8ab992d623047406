from __future__ import annotations

from typing import Any

import pytest

from harness.catalogue.rule import expect_outcome
from harness.model.conditions import (
    Action,
    Beside,
    Certificate,
    ClientCertificate,
    Demand,
    Index,
    Login,
    OriginFault,
    ProxyFault,
    ProxyLogin,
    Tls,
)
from harness.model.expectation import Accepts, Breaks, Credential, Expectation, Leaks, Rejects
from harness.model.scenario import Scenario
from harness.model.topology import HTTP_ORIGIN, Topology
from harness.model.trust import CORPORATE, PUBLIC, Authority, Trust
from harness.model.words import Leg, Phase, Reason
from scenarios.topologies import DIRECT, FORWARDED, OVER_SOCKS, PLAIN_OVER_SOCKS, TUNNELLED_OVER_TLS

SCENARIO = Scenario(claim="It holds.", topology=TUNNELLED_OVER_TLS, expect=Accepts(), because="It does.")
DIRECT_HTTP = Topology(name="direct", path=(HTTP_ORIGIN,))
BOTH = {CORPORATE, PUBLIC}


@pytest.mark.parametrize(
    ("trusted", "claim"),
    [
        (BOTH, Accepts()),
        ({PUBLIC}, Rejects(Leg.PROXY)),
        ({CORPORATE}, Rejects(Leg.ORIGIN)),
        (set[Authority](), Rejects(Leg.PROXY)),
    ],
)
def test_the_first_leg_that_nobody_vouches_for_is_refused(trusted: set[Authority], claim: Expectation) -> None:
    assert expect_outcome(SCENARIO, trusted) == claim


def test_an_odd_certificate_is_refused_for_what_is_odd() -> None:
    assert expect_outcome(SCENARIO.but(origin_certificate=Certificate.EXPIRED), BOTH) == Rejects(
        Leg.ORIGIN, Reason.EXPIRED
    )
    named = SCENARIO.but(proxy_certificate=Certificate.WRONG_NAME)
    assert expect_outcome(named, BOTH) == Rejects(Leg.PROXY, Reason.WRONG_NAME)


def test_the_proxy_comes_before_the_origin() -> None:
    both = SCENARIO.but(proxy_certificate=Certificate.EXPIRED, origin_certificate=Certificate.EXPIRED)
    assert expect_outcome(both, BOTH) == Rejects(Leg.PROXY, Reason.EXPIRED)


def test_who_is_not_trusted_is_not_looked_at_further() -> None:
    assert expect_outcome(SCENARIO.but(origin_certificate=Certificate.EXPIRED), {CORPORATE}) == Rejects(Leg.ORIGIN)


def test_without_a_leg_nothing_can_be_refused() -> None:
    assert expect_outcome(SCENARIO.but(topology=FORWARDED), set()) == Accepts()


@pytest.mark.parametrize("certificate", Certificate)
def test_what_is_tolerable_is_accepted_and_nothing_else(certificate: Certificate) -> None:
    accepted = expect_outcome(SCENARIO.but(origin_certificate=certificate), BOTH) == Accepts()
    assert accepted is certificate.is_tolerable


@pytest.mark.parametrize(
    ("index", "told"),
    [
        (Index.BASIC_AUTH, Credential.AUTHORIZATION),
        (Index.REDIRECTED_TO_ANOTHER_HOST, Credential.COOKIE),
        (Index.REDIRECTED_TO_PLAIN_HTTP, Credential.COOKIE),
    ],
)
def test_what_an_http_origin_is_told_the_proxy_reads(index: Index, told: Credential) -> None:
    assert expect_outcome(SCENARIO.but(topology=FORWARDED, index=index), BOTH) == Leaks("connect-proxy", told)
    assert expect_outcome(SCENARIO.but(topology=DIRECT_HTTP, index=index), BOTH) == Accepts()
    assert expect_outcome(SCENARIO.but(index=index), BOTH) == Accepts()


def test_a_password_in_the_url_of_a_plain_index_is_read_by_the_proxy_too() -> None:
    plain = SCENARIO.but(topology=FORWARDED, login=Login.IN_URL)
    assert expect_outcome(plain, BOTH) == Leaks("connect-proxy", Credential.AUTHORIZATION)


@pytest.mark.parametrize(
    ("changes", "leg"),
    [
        ({"client_certificate": ClientCertificate.DEMANDED_AND_MISSING}, Leg.ORIGIN),
        ({"proxy_client_certificate": ClientCertificate.DEMANDED_AND_MISSING}, Leg.PROXY),
    ],
)
def test_a_client_without_the_certificate_that_is_demanded_is_refused(changes: dict[str, Any], leg: Leg) -> None:
    assert expect_outcome(SCENARIO.but(**changes), BOTH) == Rejects(leg, Reason.CLIENT_CERTIFICATE_MISSING)


@pytest.mark.parametrize("wrong", [ProxyLogin.MISSING, ProxyLogin.WRONG])
def test_a_proxy_that_is_not_told_its_login_lets_nobody_reach_the_origin(wrong: ProxyLogin) -> None:
    asking = SCENARIO.but(proxy_login=wrong)
    assert expect_outcome(asking, {CORPORATE}) == Breaks("http_407")
    assert expect_outcome(asking, {PUBLIC}) == Rejects(Leg.PROXY)
    assert expect_outcome(asking.but(topology=FORWARDED), set()) == Breaks("http_407")
    assert expect_outcome(asking.but(topology=DIRECT), BOTH) == Accepts()


@pytest.mark.parametrize("login", Login)
def test_an_index_that_asks_serves_whom_its_login_is_found_first_by(login: Login) -> None:
    asking = SCENARIO.but(index=Index.BASIC_AUTH, login=login)
    if login.value.in_url is not None and login.value.in_url.breaks_urls:
        assert expect_outcome(asking, set()) == Breaks("nothing_asked")
    else:
        wrong = (Login.MISSING, Login.WRONG_IN_URL, Login.OF_A_THIRD_HOST)
        assert expect_outcome(asking, BOTH) == (Breaks("http_401") if login in wrong else Accepts())
        assert expect_outcome(asking, set()) == Rejects(Leg.PROXY)


@pytest.mark.parametrize("demand", [each for each in Demand if each.value.asks])
@pytest.mark.parametrize("index", [Index.PLAIN, Index.REDIRECTED, Index.FILES_ON_SECOND_HOST])
def test_whoever_has_no_login_is_answered_what_the_index_says(demand: Demand, index: Index) -> None:
    asking = SCENARIO.but(demand=demand, index=index)
    assert expect_outcome(asking, BOTH) == Accepts()
    ends = Breaks(f"http_{demand.value.status}")
    assert expect_outcome(asking.but(login=Login.MISSING), BOTH) == ends
    assert expect_outcome(asking.but(login=Login.IN_NETRC), BOTH) == Accepts()
    # A keyring is for a client that is told what it lacks.
    told = demand.value.status == 401
    assert expect_outcome(asking.but(login=Login.IN_KEYRING), BOTH) == (Accepts() if told else ends)


def test_a_login_is_demanded_of_who_asks_for_that_part_alone() -> None:
    of_files = SCENARIO.but(demand=Demand.LOGIN_FOR_FILES, login=Login.MISSING)
    assert expect_outcome(of_files.but(action=Action.INDEX_VERSIONS), BOTH) == Accepts()
    of_pages = SCENARIO.but(demand=Demand.LOGIN_FOR_PAGES, login=Login.MISSING)
    assert expect_outcome(of_pages.but(action=Action.DOWNLOAD_URL), BOTH) == Accepts()
    assert expect_outcome(of_pages.but(action=Action.GIT, trust=Trust(system=BOTH)), BOTH) == Breaks("http_401")


@pytest.mark.parametrize("demand", [each for each in Demand if each.value.asks])
def test_a_proxy_reads_what_an_index_in_clear_is_told_however_it_asks(demand: Demand) -> None:
    told = Leaks("connect-proxy", Credential.AUTHORIZATION)
    asking = SCENARIO.but(topology=FORWARDED, demand=demand)
    assert expect_outcome(asking, BOTH) == told
    assert expect_outcome(asking.but(login=Login.MISSING), BOTH) == Breaks(f"http_{demand.value.status}")


@pytest.mark.parametrize("tls", [each for each in Tls if each.value.ending])
def test_a_node_that_ends_what_a_hello_begins_is_named_with_how_it_does(tls: Tls) -> None:
    for leg in Leg:
        ends = SCENARIO.but(**{f"{leg.value}_tls": tls})
        assert expect_outcome(ends, BOTH) == Breaks(f"{leg.value}_{tls.value.ending}")
        assert ends.may_hang == (tls is Tls.STALLED_AT_HELLO)


@pytest.mark.parametrize("login", ProxyLogin)
def test_a_url_that_its_login_breaks_leads_nowhere(login: ProxyLogin) -> None:
    broken = login in (ProxyLogin.WITH_HASH, ProxyLogin.WITH_BRACKET)
    assert (expect_outcome(SCENARIO.but(proxy_login=login), set()) == Breaks("nothing_asked")) is broken


@pytest.mark.parametrize("demand", [ClientCertificate.DEMANDED_AND_LOCKED, ClientCertificate.DEMANDED_WITHOUT_KEY])
def test_a_client_with_a_certificate_that_it_cannot_use_says_no_hello(demand: ClientCertificate) -> None:
    assert expect_outcome(SCENARIO.but(client_certificate=demand), {CORPORATE}) == Breaks("no_hello")
    assert expect_outcome(SCENARIO.but(client_certificate=demand), {PUBLIC}) == Rejects(Leg.PROXY)


def test_a_node_that_is_not_trusted_is_refused_before_it_can_demand_anything() -> None:
    demanding = SCENARIO.but(client_certificate=ClientCertificate.DEMANDED_AND_MISSING)
    assert expect_outcome(demanding, {CORPORATE}) == Rejects(Leg.ORIGIN)


def test_where_only_the_build_asks_only_the_build_is_refused() -> None:
    assert expect_outcome(SCENARIO.but(action=Action.BUILD_LOCAL), {PUBLIC}) == Rejects(Leg.PROXY, phase=Phase.BUILD)


OVER_SOCKS_WITH_IT = SCENARIO.but(topology=OVER_SOCKS, beside=Beside.PYSOCKS)


def test_a_client_that_speaks_socks_verifies_the_origin_behind_it() -> None:
    assert expect_outcome(OVER_SOCKS_WITH_IT, {PUBLIC}) == Accepts()
    assert expect_outcome(OVER_SOCKS_WITH_IT, {CORPORATE}) == Rejects(Leg.ORIGIN)
    assert expect_outcome(OVER_SOCKS_WITH_IT.but(beside=Beside.NOTHING), {PUBLIC}) == Breaks("nothing_asked")


@pytest.mark.parametrize(
    ("login", "word"),
    [(ProxyLogin.WRONG, "socks_login_refused"), (ProxyLogin.MISSING, "socks_no_acceptable_methods")],
)
def test_a_socks_proxy_that_is_not_told_its_login_lets_nobody_in(login: ProxyLogin, word: str) -> None:
    assert expect_outcome(OVER_SOCKS_WITH_IT.but(proxy_login=login), set()) == Breaks(word)


def test_a_socks_proxy_that_refuses_leads_nowhere_whatever_is_trusted() -> None:
    refusing = OVER_SOCKS_WITH_IT.but(proxy_fault=ProxyFault.NOT_ALLOWED)
    assert expect_outcome(refusing, set()) == Breaks("socks_not_allowed_by_ruleset")
    assert expect_outcome(refusing.but(proxy_login=ProxyLogin.WRONG), set()) == Breaks("socks_login_refused")
    plain = refusing.but(topology=PLAIN_OVER_SOCKS)
    assert expect_outcome(plain, set()) == Breaks("socks_not_allowed_by_ruleset")
    assert expect_outcome(plain.but(index=Index.ALTERED_FILES), set()) == Breaks("socks_not_allowed_by_ruleset")


def test_a_socks_proxy_reads_no_credentials_of_a_plain_origin() -> None:
    plain = OVER_SOCKS_WITH_IT.but(topology=PLAIN_OVER_SOCKS, index=Index.BASIC_AUTH)
    assert expect_outcome(plain, set()) == Accepts()
    assert expect_outcome(plain.but(topology=FORWARDED), set()) == Leaks("connect-proxy", Credential.AUTHORIZATION)


@pytest.mark.parametrize("login", [ProxyLogin.IN_URL, ProxyLogin.WRONG])
@pytest.mark.parametrize("topology", [TUNNELLED_OVER_TLS, FORWARDED, OVER_SOCKS])
def test_a_proxy_that_ends_at_once_asks_and_shows_nothing(topology: Topology, login: ProxyLogin) -> None:
    ending = OVER_SOCKS_WITH_IT.but(topology=topology, proxy_fault=ProxyFault.STALLED_AT_ONCE, proxy_login=login)
    assert expect_outcome(ending, set()) == Breaks("proxy_stalled")


def test_an_origin_that_ends_at_once_is_not_verified_but_its_proxy_is() -> None:
    ending = SCENARIO.but(topology=DIRECT, origin_fault=OriginFault.CLOSED_AT_ONCE)
    assert expect_outcome(ending, set()) == Breaks("origin_closed")
    assert expect_outcome(ending.but(topology=TUNNELLED_OVER_TLS), {PUBLIC}) == Rejects(Leg.PROXY)
    assert expect_outcome(ending.but(topology=TUNNELLED_OVER_TLS), {CORPORATE}) == Breaks("origin_closed")
    told = ending.but(topology=FORWARDED, index=Index.BASIC_AUTH)
    assert expect_outcome(told, set()) == Leaks("connect-proxy", Credential.AUTHORIZATION)


@pytest.mark.parametrize(
    "index",
    [
        *(Index.REDIRECTED_TO_LOCAL_FILES, Index.REDIRECTED_TO_A_LOCAL_PAGE),
        *(Index.REDIRECTED_TO_DATA, Index.REDIRECTED_TO_FTP),
    ],
)
def test_a_redirect_to_no_server_of_the_web_is_not_followed_once_the_origin_is_verified(index: Index) -> None:
    led = SCENARIO.but(topology=DIRECT, index=index)
    assert expect_outcome(led, {PUBLIC}) == Breaks("http_302")
    assert expect_outcome(led, set()) == Rejects(Leg.ORIGIN)
