from __future__ import annotations

from typing import Any, cast

import pytest

from harness.catalogue.find import load_scenarios
from harness.model.conditions import (
    Action,
    Address,
    Beside,
    Certificate,
    Channel,
    ClientCertificate,
    Demand,
    File,
    Index,
    Option,
    OriginFault,
    ProxyFault,
    ProxyLogin,
    Setting,
    Spelling,
    StoreState,
    Tls,
    Variable,
)
from harness.model.contradictions import find_contradictions
from harness.model.expectation import Accepts, Breaks, Rejects
from harness.model.scenario import Scenario
from harness.model.topology import Topology
from harness.model.trust import PUBLIC, Trust
from harness.model.words import Leg
from scenarios.topologies import (
    DIRECT,
    FORWARDED,
    INTERCEPTED,
    INTERCEPTED_OVER_TLS,
    OVER_SOCKS,
    TUNNELLED,
    TUNNELLED_OVER_TLS,
)

#: What a scenario says and cannot mean, with the beginning of the one sentence about it.
CONTRADICTIONS: list[tuple[Topology, dict[str, Any], str]] = [
    (DIRECT, {"proxy_fault": ProxyFault.RESET}, "proxy_fault: direct has no proxy"),
    (DIRECT, {"proxy_at": Address(name="proxy.test")}, "proxy_at: direct has no proxy"),
    (DIRECT, {"proxy_login": ProxyLogin.IN_URL}, "proxy_login: direct has no proxy"),
    (DIRECT, {"proxy_set_by": Channel.FLAG}, "proxy_set_by: direct has no proxy"),
    (DIRECT, {"proxy_spelled": Spelling.QUOTED}, "proxy_spelled: direct has no proxy"),
    (TUNNELLED, {"proxy_spelled": Spelling.WITHOUT_PORT}, "proxy_spelled: without a port a proxy is at the usual one"),
    (TUNNELLED, {"proxy_certificate": Certificate.EXPIRED}, "proxy_certificate: tunnelled has no TLS on the proxy leg"),
    (TUNNELLED, {"proxy_tls": Tls.ONLY_1_1}, "proxy_tls: tunnelled has no TLS on the proxy leg"),
    (FORWARDED, {"origin_certificate": Certificate.EXPIRED}, "origin_certificate: forwarded has no TLS on"),
    (FORWARDED, {"client_certificate": ClientCertificate.DEMANDED_AND_SHOWN}, "client_certificate: forwarded has no"),
    (
        DIRECT,
        {"origin_fault": OriginFault.REUSED_RESET, "action": Action.INDEX_VERSIONS},
        "origin_fault: who is to ask which versions there are asks for one page",
    ),
    (OVER_SOCKS, {"proxy_fault": ProxyFault.FORBIDDEN}, "proxy_fault: a SOCKS proxy cannot be 'answers 403'"),
    (OVER_SOCKS, {"proxy_fault": ProxyFault.BADLY_CHUNKED}, "proxy_fault: a SOCKS proxy cannot be 'closed in a chunk"),
    (
        INTERCEPTED_OVER_TLS,
        {"proxy_fault": ProxyFault.RESET_IN_THE_MIDDLE},
        "proxy_fault: the first of two proxies passes bytes on to the next",
    ),
    (TUNNELLED, {"origin_fault": OriginFault.RESET_AT_ONCE}, "origin_fault: who came to an origin that is reset"),
    (TUNNELLED, {"proxy_fault": ProxyFault.NOT_ALLOWED}, "proxy_fault: tunnelled has no SOCKS proxy that replies not"),
    (TUNNELLED, {"proxy_fault": ProxyFault.REUSED_CLOSED}, "proxy_fault: a proxy that passes a tunnel on cannot be"),
    (INTERCEPTED, {"origin_fault": OriginFault.CLOSED_AT_ONCE}, "origin_fault: on intercepted no client is connected"),
    (OVER_SOCKS, {"beside": Beside.NOTHING}, "beside: no client speaks SOCKS by itself on over SOCKS"),
    (DIRECT, {"origin_certificate": Certificate.WILDCARD}, "origin_certificate: localhost has no domain"),
    (TUNNELLED_OVER_TLS, {"proxy_certificate": Certificate.WILDCARD}, "proxy_certificate: localhost has no domain"),
    (DIRECT, {"bundle_state": StoreState.DER}, "bundle_state: no bundle is named that could be DER"),
    (DIRECT, {"openssl_state": StoreState.DER}, "openssl_state: neither of ssl_cert_file and ssl_cert_dir is used"),
    (DIRECT, {"system_state": StoreState.HASHED_FOLDER}, "system_state: a system store is a file at a place"),
    (DIRECT, {"options": (Option("--proxy {proxy_url}"),)}, "'--proxy {proxy_url}': direct has no proxy"),
    (DIRECT, {"variables": (Variable("NO_PROXY={proxy_host}"),)}, "'NO_PROXY={proxy_host}': direct has no proxy"),
    (DIRECT, {"settings": (Setting("trusted-host = {elsewhere}"),)}, "'trusted-host = {elsewhere}': the index has no"),
    (
        DIRECT,
        {"options": (Option("--extra-index-url {other_index_url}"),)},
        "'--extra-index-url {other_index_url}': th",
    ),
    (
        DIRECT,
        {"options": (Option("--requirement {requirements.txt}"),), "files": (File("constraints.txt", "demo"),)},
        "'--requirement {requirements.txt}': requirements.txt is none of the scenario's files: there are constraints",
    ),
    (DIRECT, {"variables": (Variable("NETRC={my.netrc}"),)}, "'NETRC={my.netrc}': my.netrc is none of the scenario's"),
    (TUNNELLED, {"options": (Option("--proxy {proxy_user}"),)}, "'--proxy {proxy_user}': no proxy demands a user and"),
    (
        DIRECT,
        {"index": Index.BASIC_AUTH, "demand": Demand.LOGIN_FOR_FILES},
        "demand: an index that asks for a user and password asks for it everywhere, and cannot have a login for files",
    ),
    (
        DIRECT,
        {"demand": Demand.LOGIN_FOR_FILES, "action": Action.INDEX_VERSIONS},
        "demand: who is to ask which versions there are meets none that is a login for files",
    ),
    (DIRECT, {"demand": Demand.LOGIN_FOR_PAGES, "action": Action.DOWNLOAD_URL}, "demand: who is to download a URL"),
    (
        DIRECT,
        {"action": Action.DOWNLOAD_LISTED},
        "action: no option names the requirements file: Option('--requirement",
    ),
    (DIRECT, {"options": Option("--isolated")}, "options: Option(text='--isolated'"),
    (
        DIRECT,
        {"options": ("--isolated",)},
        "options: ('--isolated',) is not of the type of this field: expected a tuple",
    ),
    (TUNNELLED, {"origin_fault": ProxyFault.RESET}, "origin_fault: <ProxyFault.RESET"),
    (DIRECT, {"origin_at": "index.test"}, "origin_at: 'index.test' is not of the type of this field: expected Address"),
    (DIRECT, {"elsewhere_at": 1, "index": Index.FILES_ON_SECOND_HOST}, "elsewhere_at: 1 is not of the type of this"),
    (DIRECT, {"trust": {PUBLIC}}, "trust: {<Authority.PUBLIC"),
    (cast("Topology", "direct"), {}, "topology: 'direct' is not of the type of this field: expected Topology"),
    (DIRECT, {"expect": Accepts}, "expect: <class"),
    (DIRECT, {"expect": Rejects(cast("Leg", "origin"))}, "expect.leg: 'origin' is not of the type of this field: exp"),
    (DIRECT, {"options": (Option("--client-cert {certificate}"),)}, "'--client-cert {certificate}': no node asks"),
]


def scenario(topology: Topology, **fields: Any) -> Scenario:
    plain = Scenario(claim="It holds.", topology=topology, expect=Accepts(), because="", trust=Trust(system={PUBLIC}))
    return plain.but(**{"beside": Beside.PYSOCKS, **fields})


@pytest.mark.parametrize(("topology", "fields", "says"), CONTRADICTIONS, ids=[says for _, _, says in CONTRADICTIONS])
def test_what_cannot_be_is_said_in_one_sentence(topology: Topology, fields: dict[str, Any], says: str) -> None:
    (found,) = find_contradictions(scenario(topology, **fields))
    assert found.startswith(says)
    assert "\n" not in found


@pytest.mark.parametrize(
    ("topology", "fields"),
    [
        (OVER_SOCKS, {"beside": Beside.NOTHING, "expect": Breaks("nothing_asked")}),
        (OVER_SOCKS, {"proxy_fault": ProxyFault.RESET_AFTER_200}),
        (OVER_SOCKS, {"proxy_fault": ProxyFault.NOT_ALLOWED}),
        (OVER_SOCKS, {"proxy_fault": ProxyFault.STALLED_AT_ONCE}),
        (FORWARDED, {"proxy_fault": ProxyFault.REUSED_CLOSED}),
        (TUNNELLED, {"origin_fault": OriginFault.CLOSED_AT_ONCE}),
        (DIRECT, {"origin_certificate": Certificate.WILDCARD, "origin_at": Address(name="index.test")}),
        (DIRECT, {"bundle_state": StoreState.DER, "trust": Trust(pip_conf={PUBLIC})}),
        (DIRECT, {"openssl_state": StoreState.DER, "trust": Trust(ssl_cert_dir={PUBLIC})}),
        (DIRECT, {"options": (Option("--trusted-host {elsewhere}"),), "index": Index.FILES_ON_SECOND_HOST}),
        (TUNNELLED, {"options": (Option("--proxy {proxy_url}"),), "proxy_fault": ProxyFault.STALLED_AFTER_200}),
    ],
)
def test_what_can_be_is_not_contradicted(topology: Topology, fields: dict[str, Any]) -> None:
    assert not list(find_contradictions(scenario(topology, **fields)))


def test_no_scenario_of_the_lab_contradicts_itself() -> None:
    assert {name: found for name, each in load_scenarios().items() if (found := list(find_contradictions(each)))} == {}
