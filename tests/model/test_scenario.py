from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from harness.model.capability import Capability
from harness.model.conditions import (
    Action,
    Certificate,
    Channel,
    ClientCertificate,
    Host,
    Login,
    Option,
    Root,
    StoreState,
    Variable,
)
from harness.model.conditions.settings import (
    INPROCESS_BUILDS,
    KEYRING,
    KEYRING_VARIABLE,
    LEGACY_CERTS,
    LEGACY_CERTS_VARIABLE,
    NO_PROXY_ENV,
    NO_PROXY_VARIABLE,
    SOCKS_PROXY,
    TRUSTED_HOST,
    USE_TRUSTSTORE,
    USE_TRUSTSTORE_VARIABLE,
)
from harness.model.expectation import Accepts, Rejects
from harness.model.scenario import Scenario
from harness.model.topology import Topology
from harness.model.trust import CORPORATE, PUBLIC, STRANGER, Authority, Trust
from harness.model.words import Leg, Reason, Whose
from scenarios.topologies import (
    DIRECT,
    FORWARDED,
    FORWARDED_OVER_TLS,
    INTERCEPTED,
    INTERCEPTED_OVER_TLS,
    TUNNELLED,
    TUNNELLED_OVER_TLS,
)

BOTH = {Leg.PROXY, Leg.ORIGIN}
TOPOLOGIES = (
    DIRECT,
    FORWARDED,
    FORWARDED_OVER_TLS,
    INTERCEPTED,
    INTERCEPTED_OVER_TLS,
    TUNNELLED,
    TUNNELLED_OVER_TLS,
)


def scenario(topology: Topology = TUNNELLED_OVER_TLS, **fields: Any) -> Scenario:
    return Scenario(claim="It holds.", topology=topology, expect=Accepts(), because="It does.").but(**fields)


def test_but_changes_what_is_named_and_nothing_else() -> None:
    plain = scenario()
    changed = plain.but(host=Host.DISTRO)
    assert (plain.host, changed.host) == (Host.STANDALONE, Host.DISTRO)
    assert changed.but(host=Host.STANDALONE) == plain


def test_but_refuses_a_field_that_there_is_not() -> None:
    with pytest.raises(TypeError, match="weather"):
        scenario().but(weather="fine")


def test_a_scenario_cannot_be_changed_and_can_be_a_key() -> None:
    with pytest.raises(FrozenInstanceError):
        scenario().claim = "Another."  # type: ignore[misc]
    assert {scenario(trust=Trust(system={PUBLIC})): 1}[scenario(trust=Trust(system={PUBLIC}))] == 1


@pytest.mark.parametrize(
    ("trust", "legs"),
    [
        (Trust(), BOTH),
        (Trust(system={STRANGER}), BOTH),
        (Trust(system={PUBLIC}), {Leg.PROXY}),
        (Trust(system={CORPORATE}), {Leg.ORIGIN}),
        (Trust(system={CORPORATE}, pip_conf={PUBLIC}), set()),
    ],
)
def test_a_leg_that_no_store_vouches_for_is_unverifiable(trust: Trust, legs: set[Leg]) -> None:
    assert scenario(trust=trust).unverifiable_legs == legs


@pytest.mark.parametrize("odd", [each for each in Certificate if not each.is_tolerable])
def test_a_leg_with_an_odd_certificate_is_unverifiable_whatever_is_trusted(odd: Certificate) -> None:
    trust = Trust(system=set(Authority))
    assert scenario(trust=trust, proxy_certificate=odd).unverifiable_legs == {Leg.PROXY}
    assert scenario(trust=trust, origin_certificate=odd).unverifiable_legs == {Leg.ORIGIN}


@pytest.mark.parametrize("state", StoreState)
def test_a_store_without_certificates_vouches_for_nobody(state: StoreState) -> None:
    legs = BOTH if state in (StoreState.MISSING, StoreState.EMPTY) else set()
    everybody = frozenset(Authority)
    assert scenario(trust=Trust(system=everybody), system_state=state).unverifiable_legs == legs
    assert scenario(trust=Trust(cert_flag=everybody), bundle_state=state).unverifiable_legs == legs
    assert scenario(trust=Trust(ssl_cert_dir=everybody), openssl_state=state).unverifiable_legs == legs
    assert scenario(trust=Trust(shipped=everybody), bundle_state=state, system_state=state).unverifiable_legs == set()


@pytest.mark.parametrize(
    ("certificate", "root"),
    [
        (Certificate.INTERMEDIATE_MISSING, Root.WITH_INTERMEDIATE),
        (Certificate.INTERMEDIATE_MISSING, Root.INTERMEDIATE_ALONE),
        (Certificate.SELF_SIGNED_CA, Root.LEAF_CA),
        (Certificate.SELF_SIGNED, Root.LEAF),
        (Certificate.SELF_SIGNED_UNCONSTRAINED, Root.LEAF_UNCONSTRAINED),
    ],
)
def test_what_a_certificate_lacks_may_lie_in_the_store(certificate: Certificate, root: Root) -> None:
    odd = scenario(trust=Trust(system=set(Authority)), origin_certificate=certificate)
    assert odd.unverifiable_legs == {Leg.ORIGIN}
    assert odd.but(roots=root).unverifiable_legs == set()


def test_an_old_style_certificate_can_be_verified() -> None:
    trust = Trust(system=set(Authority))
    assert scenario(trust=trust, origin_certificate=Certificate.OLD_STYLE).unverifiable_legs == set()


def test_a_certificate_without_a_leg_to_show_it_on_makes_nothing_unverifiable() -> None:
    assert scenario(FORWARDED, origin_certificate=Certificate.EXPIRED).unverifiable_legs == set()


@pytest.mark.parametrize(
    ("store", "capability"),
    [
        ("system", Capability.SYSTEM_STORE),
        ("ssl_cert_file", Capability.OPENSSL_DEFAULTS),
        ("ssl_cert_dir", Capability.OPENSSL_DEFAULTS),
    ],
)
def test_what_openssl_or_the_system_vouches_for_needs_a_client_that_reads_them(
    store: str, capability: Capability
) -> None:
    assert scenario(TUNNELLED, trust=Trust(**{store: {PUBLIC}})).needs == {capability}


@pytest.mark.parametrize(
    ("changes", "needs"),
    [
        ({"login": Login.IN_NETRC}, {Capability.NETRC}),
        ({"proxy_set_by": Channel.ALL_PROXY}, {Capability.ALL_PROXY}),
        ({"variables": frozenset({SOCKS_PROXY})}, {Capability.ALL_PROXY, Capability.PIP_SETTINGS}),
    ],
)
def test_what_pip_did_not_always_read_needs_a_pip_that_does(changes: dict[str, Any], needs: set[Capability]) -> None:
    assert scenario(TUNNELLED, **changes).needs == needs


@pytest.mark.parametrize("topology", TOPOLOGIES, ids=lambda topology: topology.name)
def test_a_proxy_leg_needs_a_client_that_speaks_tls_to_proxies(topology: Topology) -> None:
    assert (scenario(topology).needs == {Capability.TLS_TO_PROXIES}) is (Leg.PROXY in topology.legs)


@pytest.mark.parametrize("store", ["shipped", "cert_flag", "requests_ca_bundle"])
def test_a_bundle_needs_nothing_of_a_client(store: str) -> None:
    assert scenario(TUNNELLED, trust=Trust(**{store: {PUBLIC}})).needs == set()


@pytest.mark.parametrize(
    "changes",
    [
        {"trust": Trust(pip_cert={PUBLIC})},
        {"trust": Trust(pip_conf=set())},
        {"proxy_set_by": Channel.CONFIG},
        {"dead_proxy_set_by": Channel.CONFIG},
        {"options": frozenset({TRUSTED_HOST})},
        {"variables": frozenset({NO_PROXY_VARIABLE})},
    ],
)
def test_what_is_set_in_pips_own_way_needs_a_pip(changes: dict[str, Any]) -> None:
    assert scenario(TUNNELLED, **changes).needs == {Capability.PIP_SETTINGS}


@pytest.mark.parametrize(
    ("option", "capability"),
    [
        (LEGACY_CERTS, Capability.LEGACY_CERTS),
        (NO_PROXY_ENV, Capability.NO_PROXY_ENV),
        (KEYRING, Capability.KEYRING_PROVIDER),
        (INPROCESS_BUILDS, Capability.INPROCESS_BUILDS),
        (USE_TRUSTSTORE, Capability.FEATURE_TRUSTSTORE),
    ],
)
def test_an_option_needs_a_pip_that_knows_it(option: Option, capability: Capability) -> None:
    assert scenario(TUNNELLED, options=(option,)).needs == {Capability.PIP_SETTINGS, capability}


@pytest.mark.parametrize(
    ("variable", "capability"),
    [(KEYRING_VARIABLE, Capability.KEYRING_PROVIDER), (LEGACY_CERTS_VARIABLE, Capability.LEGACY_CERTS)],
)
def test_a_variable_needs_a_pip_that_knows_the_option_it_stands_for(variable: Variable, capability: Capability) -> None:
    assert scenario(TUNNELLED, variables=(variable,)).needs == {Capability.PIP_SETTINGS, capability}


def test_whoever_asks_for_truststore_need_not_have_it_by_default() -> None:
    asking = scenario(TUNNELLED, trust=Trust(system={PUBLIC}), variables=(USE_TRUSTSTORE_VARIABLE,))
    assert asking.needs == {Capability.PIP_SETTINGS, Capability.FEATURE_TRUSTSTORE}


@pytest.mark.parametrize(
    ("action", "capability"),
    [
        (Action.INSTALL, Capability.INSTALL),
        (Action.BUILD, Capability.BUILD),
        (Action.BUILD_LOCAL, Capability.BUILD),
    ],
)
def test_what_only_pip_does_needs_a_pip(action: Action, capability: Capability) -> None:
    assert scenario(TUNNELLED, action=action).needs == {capability}


def test_a_claim_about_the_sessions_context_needs_one() -> None:
    assert scenario(TUNNELLED, expect=Accepts(context=Whose.SESSIONS)).needs == {Capability.SESSION_CONTEXT}


def test_the_shortest_rejection_is_of_a_stranger_by_the_main_pip() -> None:
    assert Rejects(Leg.ORIGIN) == Rejects(Leg.ORIGIN, Reason.UNTRUSTED)
    assert scenario().client_certificate is ClientCertificate.NOT_ASKED
