"""The rule that every scenario's expectation follows from: who vouches for which leg.

One rule: pure, and it knows no client's faults. Legs are verified in the order in which a client meets them; the first
whose certificate is odd, or whose authority lies in no store that counts, is refused for that reason. A node that
demands a certificate of a client that has none refuses in its turn, and one that asks for a user and password does not
serve a client that finds others first. What is then told to an ``http://`` origin is read by the proxy that passes it
on. A URL with a user and password that make it none leads nowhere.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from harness.model.capability import Capability
from harness.model.expectation import Accepts, Breaks, Credential, Expectation, Leaks, Rejects
from harness.model.scenario import Scenario
from harness.model.trust import Authority
from harness.model.words import Leg, Reason

#: The bundles that a person can name. The first that is named counts alone: requests has its variables win over what it
#: is given, as in https://github.com/pypa/pip/issues/10147, and pip has its option win over its variable and file.
_NAMED = ("requests_ca_bundle", "curl_ca_bundle", "cert_flag", "pip_cert", "pip_conf")


def find_trusted(scenario: Scenario) -> frozenset[Authority]:
    """Return the authorities in the stores that count: in the bundle that is named, or else in all that are read."""
    named = [bundle for store in _NAMED if (bundle := getattr(scenario.trust, store)) is not None]
    if named:
        return frozenset(named[0])
    trust = scenario.trust
    if any(Capability.LEGACY_CERTS in each.needs for each in scenario.literals):
        return frozenset(trust.shipped)
    hidden = scenario.store_place is not None and not scenario.store_place.is_known
    stores = (trust.shipped, trust.ssl_cert_file, trust.ssl_cert_dir, None if hidden else trust.system)
    return frozenset[Authority]().union(*(store or () for store in stores))


def expect_outcome(scenario: Scenario, trusted: AbstractSet[Authority]) -> Expectation:
    """Return what a client does that trusts just these authorities."""
    if _breaks_urls(scenario):
        return Breaks("nothing_asked")
    for leg in Leg:
        if leg is Leg.ORIGIN and not scenario.proxy_login.value.opens and scenario.topology.through:
            return Breaks("http_407")
        if leg not in scenario.topology.legs:
            continue
        if leg is Leg.ORIGIN and not scenario.client_certificate.value.is_usable:
            return Breaks("no_hello")
        if (why := _refused(scenario, leg, trusted)) is not None:
            return Rejects(leg, why, scenario.first_phase)
    told = Credential.AUTHORIZATION if scenario.login.value.always_tells else scenario.index.value.tells
    if told is not None and scenario.topology.origin.scheme == "http" and scenario.topology.through:
        return Leaks(scenario.topology.through[0], told)
    return Accepts() if scenario.login.value.opens or not scenario.index.value.asks else Breaks("http_401")


def _breaks_urls(scenario: Scenario) -> bool:
    """Return whether the URL of the proxy or of the index is none, for what is in its user or password as it is."""
    index = scenario.login.value.in_url if scenario.index.value.asks else None
    return any(each is not None and each.breaks_urls for each in (scenario.proxy_login.value.given, index))


def _refused(scenario: Scenario, leg: Leg, trusted: AbstractSet[Authority]) -> Reason | None:
    # Who signed it is looked at first: https://docs.openssl.org/3.0/man1/openssl-verification-options/
    if scenario.topology.find_signer(leg) not in trusted:
        return Reason.UNTRUSTED
    if (why := scenario.get_certificate(leg).value.refused) is not None:
        return why
    wanted = (scenario.client_certificate if leg is Leg.ORIGIN else scenario.proxy_client_certificate).value
    return Reason.CLIENT_CERTIFICATE_MISSING if wanted.demanded and not wanted.shown else None
