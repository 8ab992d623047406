from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from harness.catalogue.plan import find_obstacle, plan_cell, plan_if_possible
from harness.model.capability import Capability
from harness.model.cell import Cell, Machine
from harness.model.client import Client
from harness.model.conditions import LOCALHOST, Address, Channel, Host, StorePlace, StoreState
from harness.model.defect import pips
from harness.model.expectation import Accepts
from harness.model.scenario import Scenario
from harness.model.trust import PUBLIC, Trust
from scenarios.defects.contexts import TRUSTSTORE_CONTEXT_LOST
from scenarios.topologies import TUNNELLED
from tests.support.cells import cell, client

ORDERED = tuple(map(Version, RELEASES))
OF_PIP = {defect.slug: defect for defect in CATALOGUED.values() if defect.versions_of("pip") is not None}
#: Each defect's last release without it and first one with it, and the same where it ends.
BOUNDARIES = {
    "partial-chain-with-legacy-certs": {"26.0.1", "26.1"},
    "partial-chain-on-the-proxy-leg": {"26.0.1", "26.1", "26.1.2", "26.2", "26.2.1", "26.3"},
    "cross-signed-hides-the-root": set(),
    "home-in-a-path-unexpanded": {"9.0.1", "9.0.2", "19.3.1", "20.0.1"},
    "empty-system-store-ends-every-handshake": {"24.1.2", "24.2"},
    "unreadable-system-store-ends-every-handshake": {"24.1.2", "24.2"},
    "bad-gateway-not-retried": {"23.3.2", "24.0"},
    "internal-error-not-retried": {"9.0.3", "10.0.0"},
    "too-many-requests-not-retried": {"9.0.1", "9.0.2"},
    "retry-after-obeyed-for-hours": {"9.0.1", "9.0.2"},
    "closed-connection-not-retried": {"9.0.1", "9.0.2"},
    "cut-file-not-resumed": {"25.1.1", "25.2"},
    "old-cipher-accepted": {"24.1.2", "24.2"},
    "old-cipher-accepted-on-an-older-python": {"24.1.2", "24.2", "26.0.1", "26.1"},
    "old-cipher-accepted-behind-a-proxy": {"25.1.1", "25.2"},
    "old-cipher-of-a-proxy-accepted": {"20.2.4", "20.3", "26.0.1", "26.1"},
    "truststore-context-lost": {"24.1.2", "24.2", "25.1.1", "25.2"},
    "proxy-leg-context-lost": {"24.1.2", "24.2", "26.1.2", "26.2"},
    "proxy-leg-misses-certifi": {"24.0", "24.1", "25.2", "25.3"},
    "proxy-leg-misses-openssl-defaults": {"25.2", "25.3", "26.1.2", "26.2"},
    "proxy-name-unchecked": {"20.2.4", "20.3", "21.0.1", "21.1"},
    "ip-address-ends-in-a-traceback": {"24.1.2", "24.2", "26.0.1", "26.1"},
    "cert-adds-instead-of-replacing": {"24.1.2", "24.2"},
    "cert-adds-through-a-proxy": {"25.1.1", "25.2"},
    "cert-lost-in-the-build-on-the-proxy-leg": {"20.2.4", "20.3", "24.3.1", "25.0"},
    "cert-lost-in-the-build": {"18.1", "19.0", "24.3.1", "25.0"},
    "ssl-cert-file-lost-in-the-build": {"24.3.1", "25.0", "25.0.1"},
    "proxy-context-given-to-socks": {"26.1.2", "26.2"},
    "proxy-context-given-to-socks-with-a-bundle": {"26.1.2", "26.2", "26.2.1"},
    "socks5-names-left-to-the-proxy": {"8.1.1", "8.1.2", "9.0.1", "9.0.2"},
    "certifi-lost-with-the-context": {"24.1.2", "24.2", "25.1.1", "25.2"},
    "decided-by-luck": {"24.1.2", "24.2", "25.1.1", "25.2"},
    "decided-by-the-bundle-alone": {"24.1.2", "24.2", "25.1.1", "25.2"},
    "bundle-variable-lost-with-proxy-flag": {"24.0", "24.1"},
    "bundle-variable-lost-on-the-proxy-leg": {"24.0", "24.1"},
    "proxy-leg-decided-by-luck": {"24.1.2", "24.2", "26.1.2", "26.2"},
    "custom-bundle-narrows-the-proxy-leg": {"26.2.1", "26.3"},
    "proxy-lost-in-the-build": {"18.1", "19.0", "24.3.1", "25.0"},
    "client-certificate-lost-in-the-build": {"18.1", "19.0", "24.3.1", "25.0"},
    "cert-adds-on-the-proxy-leg": {"26.1.2", "26.2", "26.2.1", "26.3"},
    "common-name-counts": set(),
    "common-name-counts-until-a-redirect": set(),
    "common-name-counts-with-legacy-certs": {"24.1.2", "24.2", "26.0.1", "26.1"},
    "common-name-of-a-proxy-counts": {"20.2.4", "20.3", "26.0.1", "26.1", "26.1.2", "26.2", "26.2.1", "26.3"},
    "old-style-refused-with-legacy-certs": {"26.0.1", "26.1"},
    "old-style-refused-on-the-proxy-leg": {"26.0.1", "26.1", "26.1.2", "26.2", "26.2.1", "26.3"},
    "uncritical-root-refused-with-legacy-certs": {"26.0.1", "26.1"},
    "uncritical-root-refused-on-the-proxy-leg": {"26.0.1", "26.1", "26.1.2", "26.2", "26.2.1", "26.3"},
    "injected-truststore-breaks-trusted-host": {"25.0.1", "25.1", "25.2", "25.3"},
    "trusted-host-leaves-the-proxy-unverified": {"20.2.4", "20.3", "21.0.1", "21.1", "21.2.4", "21.3"},
    "http-index-leaves-the-proxy-unverified": {"20.2.4", "20.3"},
    "fedora-store-unknown": {"24.1.2", "24.2", "25.2", "25.3"},
    "truststore-feature-ignored": {"24.0", "24.1", "24.1.1"},
    "truststore-feature-lost-behind-a-proxy": {"23.2.1", "23.3", "25.1.1", "25.2"},
    "truststore-feature-misses-openssl-defaults-behind-a-proxy": {"23.2.1", "23.3", "24.1", "24.1.1"},
    "truststore-feature-breaks-on-a-newer-python": {"23.2.1", "23.3", "24.0", "24.1"},
    "truststore-feature-lost-in-the-build": {"23.2.1", "23.3", "24.0", "24.1", "24.1.1", "24.1.2", "24.2"},
    "legacy-certs-lost-in-the-build": {"24.1.2", "24.2"},
    "legacy-certs-lost-in-the-build-behind-a-proxy": {"24.1.2", "24.2", "24.3.1", "25.0", "25.0.1", "25.1.1", "25.2"},
    "empty-variable-turns-verifying-off": {"22.1.2", "22.2"},
    "option-loses-to-the-environment": {"22.0.4", "22.1"},
    "empty-proxy-option-ignored": {"26.1.2", "26.2"},
    "proxy-by-name-needs-a-scheme": {"21.3.1", "22.0"},
    "proxy-by-name-needs-a-scheme-on-a-newer-python": {"8.1.2", "9.0.0", "21.3.1", "22.0"},
    "proxy-by-address-needs-a-scheme": {"8.1.2", "9.0.0", "21.3.1", "22.0"},
    "proxy-password-sent-to-the-origin": {"23.1.2", "23.2"},
    "password-in-a-redirect-ignored": {"26.1.2", "26.2"},
    "index-password-printed": {"9.0.3", "10.0.0", "10.0.1", "18.0"},
    "index-password-printed-if-all-is-said": {"19.0", "19.1.1"},
    "index-password-printed-with-a-refusal": {"18.1", "19.0"},
    "password-of-a-url-printed": {"19.3.1", "20.0.1"},
    "redirect-to-a-local-file-followed": {"26.2.1", "26.3"},
    "ip-address-ends-in-a-traceback-after-unverified-pages": {"24.1.2", "24.2", "26.0.1", "26.1"},
    "netrc-of-a-third-host-sent": {"8.1.2", "9.0.0", "25.1.1", "25.2"},
    "zipped-pip-cannot-build": {"21.0.1", "21.1", "21.1.1", "21.1.2"},
    "keyring-provider-lost-in-the-build": {"23.0.1", "23.1"},
    "proxy-password-sent-to-an-unverified-proxy": {"20.2.4", "20.3"},
    "trusted-host-without-a-port-ignored": {"19.2.3", "19.3"},
    "client-certificate-lost-on-a-trusted-host-and-port": {"19.3.1", "20.0.1"},
    "client-certificate-lost-on-a-trusted-host": {"19.2.3", "19.3", "19.3.1", "20.0.1"},
    "password-sent-in-clear-after-a-redirect": {"18.1", "19.0"},
    "openssl-defaults-dropped": {"8.0.1", "8.0.2", "24.1.2", "24.2"},
    "plain-proxy-under-an-https-url-used": {"20.2.4", "20.3"},
    "plain-http-to-an-https-proxy": {"20.2.4", "20.3"},
    "netrc-preferred-for-files": {"21.1.3", "21.2.1", "23.0.1", "23.1"},
    "netrc-unread-beside-a-user": {"8.1.2", "9.0.0", "25.1.1", "25.2"},
    "login-of-the-first-index-sent-to-the-second": {"21.1.3", "21.2.1"},
    "proxy-login-refused-as-it-is": {"19.1.1", "19.2", "19.2.3", "19.3"},
    "index-login-refused-as-it-is": {"19.1.1", "19.2", "19.2.3", "19.3"},
    "part-of-a-proxy-password-printed": set(),
    "part-of-an-index-password-printed": set(),
    "index-login-not-decoded": {"9.0.3", "10.0.0"},
    "proxy-login-sent-in-latin-1": set(),
    "proxy-login-beyond-latin-1-ends-in-a-traceback": set(),
    "index-login-sent-in-latin-1": {"9.0.3", "10.0.0"},
    "ip-address-in-a-tunnel-ends-in-a-traceback": {"25.1.1", "25.2", "26.0.1", "26.1"},
    "ipv6-origin-refused-in-a-tunnel": {"9.0.1", "9.0.2", "21.2.4", "21.3"},
    "ipv6-proxy-refused": {"21.0.1", "21.1", "21.2.4", "21.3"},
    "ipv6-link-not-parsed": {"19.0", "19.1.1"},
    "ipv6-in-no-proxy-not-found": {"10.0.1", "18.0"},
    "ipv6-in-brackets-in-no-proxy-found": {"10.0.1", "18.0"},
    "end-of-a-name-in-no-proxy-counts": {"26.1.2", "26.2"},
    "proxy-lost-on-git": {"19.3.1", "20.0.1"},
    "self-check-asks-pypi": {"9.0.3", "10.0.0"},
    "dot-at-the-end-of-a-name-counts": {"10.0.1", "18.0"},
    "dot-at-the-end-of-a-name-counts-in-a-tunnel": {"26.0.1", "26.1"},
    "star-within-a-label-counts": {"21.1.3", "21.2.1", "24.1.2", "24.2"},
    "usual-port-of-a-trusted-host-not-found": set(),
    "url-with-a-port-as-trusted-host-ends-in-a-traceback": {"19.2.3", "19.3"},
}
NOWHERE = Machine(no_namespaces="unshare failed", global_configuration="/etc/pip.conf cannot be hidden here")

WITHOUT_NAMESPACES = Machine(no_namespaces="unshare failed")


def scenario(**fields: Any) -> Scenario:
    return Scenario(claim="It holds.", topology=TUNNELLED, expect=Accepts(), because="It does.").but(**fields)


def why_not(a_scenario: Scenario, machine: Machine, on: Client | None = None) -> str:
    return plan_cell(Cell(scenario_id="theme.claim", scenario=a_scenario, client=on or client()), machine).skip


def test_a_client_that_cannot_run_is_skipped_with_its_own_words() -> None:
    unfit = client("21.0", unfit="pip 21.0 does not run on Python 3.13")
    assert why_not(scenario(), Machine(), unfit) == "pip 21.0 does not run on Python 3.13"


def test_a_client_that_lacks_what_is_needed_is_skipped_with_the_need() -> None:
    old = client("24.1", has=frozenset())
    assert why_not(scenario(trust=Trust(system={PUBLIC})), Machine(), old) == (
        "pip24.1 on Python 3.10 lacks: reading the system store without being asked"
    )
    assert why_not(scenario(trust=Trust(cert_flag={PUBLIC})), Machine(), old) == ""


def test_a_lack_is_no_reason_to_skip_a_client_that_has_the_defect_which_comes_of_it() -> None:
    blind = frozenset({Capability.OPENSSL_DEFAULTS})
    lacking = replace(TRUSTSTORE_CONTEXT_LOST, affected=(pips("<24.2"),), needs=frozenset(), lacks=blind)
    exposing = scenario(trust=Trust(ssl_cert_file={PUBLIC}), exposes=(lacking,))
    assert why_not(exposing, Machine(), client("24.1", has=frozenset())) == ""
    assert "lacks: reading OpenSSL's defaults" in why_not(exposing, Machine(), client("24.2", has=frozenset()))
    other = replace(lacking, lacks=frozenset({Capability.TLS_TO_PROXIES}))
    assert "lacks" in why_not(exposing.but(exposes=(other,)), Machine(), client("24.1", has=frozenset()))


@pytest.mark.parametrize(
    "fields", [{"trust": Trust(system={PUBLIC})}, {"host": Host.DISTRO}, {"system_state": StoreState.EMPTY}]
)
def test_a_system_store_is_skipped_where_nothing_can_be_mounted(fields: dict[str, Any]) -> None:
    reason = "a system store needs a private mount namespace: unshare failed"
    assert why_not(scenario(**fields), WITHOUT_NAMESPACES) == reason
    assert why_not(scenario(**fields), Machine()) == ""


@pytest.mark.parametrize("field", ["bundle_state", "openssl_state"])
def test_what_root_may_not_read_is_skipped_where_there_is_no_other_user(field: str) -> None:
    reason = "a file that even root may not read needs a private user namespace: unshare failed"
    assert why_not(scenario(**{field: StoreState.UNREADABLE}), WITHOUT_NAMESPACES) == reason
    assert why_not(scenario(**{field: StoreState.UNREADABLE}), Machine()) == ""
    assert why_not(scenario(**{field: StoreState.EMPTY}), WITHOUT_NAMESPACES) == ""


@pytest.mark.parametrize("place", StorePlace)
def test_a_system_store_is_skipped_in_a_folder_in_which_none_can_be_put(place: StorePlace) -> None:
    there = scenario(trust=Trust(system={PUBLIC}), store_place=place)
    without = Machine(no_store_in=(("/etc/pki", "mount: permission denied"),))
    wanted = "a system store in /etc/pki needs another /etc: mount: permission denied" if "/pki/" in place.value else ""
    assert why_not(there, without) == wanted
    assert why_not(there, Machine()) == ""
    assert why_not(scenario(trust=Trust(system={PUBLIC})), without) == ""


def test_a_system_store_is_skipped_in_a_place_that_is_the_pythons_own() -> None:
    there = scenario(trust=Trust(system={PUBLIC}), store_place=StorePlace.RED_HAT)
    python = replace(client().interpreter, openssl_cafile=StorePlace.RED_HAT.value)
    reason = "/etc/pki/tls/cert.pem is OpenSSL's own default on Python 3.10"
    assert why_not(there, Machine(), replace(client(), interpreter=python)) == reason
    subject = replace(cell(there), client=replace(client(), interpreter=python))
    assert plan_if_possible(subject, Machine()).skip == reason
    assert why_not(there.but(store_place=None), Machine(), replace(client(), interpreter=python)) == ""


@pytest.mark.parametrize("store", ["shipped", "ssl_cert_file", "ssl_cert_dir", "cert_flag", "pip_cert", "pip_conf"])
def test_any_other_store_runs_where_nothing_can_be_mounted(store: str) -> None:
    assert why_not(scenario(trust=Trust(**{store: {PUBLIC}})), WITHOUT_NAMESPACES) == ""


@pytest.mark.parametrize("fields", [{"trust": Trust(pip_conf={PUBLIC})}, {"proxy_set_by": Channel.CONFIG}])
def test_a_configuration_is_skipped_where_the_machines_own_cannot_be_hidden(fields: dict[str, Any]) -> None:
    reason = "a configuration file of the lab's own: /etc/pip.conf cannot be hidden here"
    assert why_not(scenario(**fields), NOWHERE) == reason
    assert why_not(scenario(), NOWHERE) == ""
    assert why_not(scenario(**fields), Machine(global_configuration="/etc/pip.conf cannot be hidden here")) == ""


def test_only_the_first_of_several_reasons_is_given() -> None:
    nothing_works = scenario(trust=Trust(system={PUBLIC}, pip_conf={PUBLIC}))
    assert why_not(nothing_works, NOWHERE, client(has=frozenset(), unfit="it does not run")) == "it does not run"
    assert "lacks" in why_not(nothing_works, NOWHERE, client(has=frozenset()))
    assert "mount namespace" in why_not(nothing_works, NOWHERE)


def test_planning_a_cell_keeps_it() -> None:
    subject = cell(scenario())
    assert plan_cell(subject, Machine()).cell is subject
    assert plan_if_possible(subject, Machine()).cell is subject


def test_what_a_client_lacks_does_not_make_a_cell_impossible() -> None:
    reads_it = cell(scenario(trust=Trust(system={PUBLIC})))
    old = replace(reads_it, client=client("24.1", has=frozenset()))
    assert plan_cell(old, Machine()).skip
    assert plan_if_possible(old, Machine()).skip == ""


def test_a_client_that_cannot_run_and_a_machine_that_cannot_run_it_make_a_cell_impossible() -> None:
    reads_it = cell(scenario(trust=Trust(system={PUBLIC})))
    unfit = replace(reads_it, client=client("21.0", unfit="it does not run"))
    assert plan_if_possible(unfit, NOWHERE).skip == "it does not run"
    assert plan_if_possible(reads_it, NOWHERE).skip == find_obstacle(NOWHERE, reads_it.scenario)
    assert find_obstacle(NOWHERE, reads_it.scenario) == "a system store needs a private mount namespace: unshare failed"
    assert find_obstacle(Machine(), reads_it.scenario) == ""


@pytest.mark.parametrize(
    ("address", "machine", "why"),
    [
        (Address(name="index.test"), Machine(no_names="no table"), "names of hosts need another /etc/hosts: no table"),
        (Address(ip="127.0.0.2"), Machine(no_network="no room"), "needs a network of its own: no room"),
        (Address(port=443), Machine(no_network="no room"), "needs a network of its own: no room"),
        (Address(name="::1"), Machine(no_ipv6="version 4 alone"), "version 4 alone"),
    ],
)
@pytest.mark.parametrize("node", ["origin_at", "proxy_at"])
def test_an_address_that_this_machine_cannot_have_is_an_obstacle(
    address: Address, machine: Machine, why: str, node: str
) -> None:
    scenario = Scenario(claim="", topology=TUNNELLED, expect=Accepts(), because="").but(**{node: address})
    assert find_obstacle(machine, scenario).endswith(why)
    assert find_obstacle(Machine(), scenario) == ""
    assert find_obstacle(machine, scenario.but(**{node: LOCALHOST})) == ""
