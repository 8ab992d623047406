"""The releases on both sides of every boundary of a defect: those that a scenario is run on where none is named."""

from __future__ import annotations

import pytest
from packaging.version import Version

from harness.clients.pip import find_telling_releases
from harness.model.defect import Defect, pips
from harness.model.expectation import Rejects
from harness.model.words import Leg
from tests.support.catalogued import CATALOGUED
from tests.support.cells import RELEASES

ORDERED = tuple(map(Version, RELEASES))

OF_PIP = {defect.slug: defect for defect in CATALOGUED.values() if defect.versions_of("pip") is not None}
#: Each defect's last release without it and first one with it, and the same where it ends.
BOUNDARIES = {
    "partial-chain-with-legacy-certs": {"26.0.1", "26.1"},
    "partial-chain-on-the-proxy-leg": {"26.0.1", "26.1", "26.1.2", "26.2", "26.2.1", "26.3"},
    "cross-signed-hides-the-root": set(),
    "cross-signed-hides-the-root-of-a-proxy": {"20.2.4", "20.3"},
    "home-in-a-path-unexpanded": {"9.0.1", "9.0.2", "19.3.1", "20.0.1"},
    "empty-system-store-ends-every-handshake": {"24.1.2", "24.2"},
    "unreadable-system-store-ends-every-handshake": {"24.1.2", "24.2"},
    "bad-gateway-not-retried": {"23.3.2", "24.0"},
    "internal-error-not-retried": {"9.0.3", "10.0.0"},
    "too-many-requests-not-retried": {"9.0.1", "9.0.2"},
    "too-many-requests-of-a-proxy-not-retried": {"9.0.1", "9.0.2"},
    "retry-after-obeyed-for-hours": {"9.0.1", "9.0.2"},
    "closed-connection-not-retried": {"9.0.1", "9.0.2"},
    "cut-file-ends-in-a-traceback": {"26.0.1", "26.1", "26.1.2", "26.2"},
    "hash-of-a-json-page-ignored": {"22.2.2", "22.3", "22.3.1", "23.0"},
    "file-of-an-earlier-run-unchecked": {"22.2.2", "22.3", "22.3.1", "23.0"},
    "netrc-unread": {"22.0.4", "22.1", "22.1.1", "22.1.2"},
    "netrc-unread-unless-asked-for": {"22.0.4", "22.1", "22.1.1", "22.1.2"},
    "netrc-of-the-variable-unread": {"20.2.4", "20.3"},
    "token-printed": {"18.1", "19.0", "19.2.3", "19.3"},
    "token-with-an-empty-password-printed": {"18.1", "19.0"},
    "trusted-host-of-a-file-ignored": {"19.1.1", "19.2"},
    "proxy-user-taken-for-a-host": {"20.1.1", "20.2"},
    "stalled-file-not-resumed": {"25.1.1", "25.2"},
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
    "no-proxy-loses-to-the-option": set(),
    "empty-proxy-option-ignored": {"26.1.2", "26.2"},
    "proxy-by-name-needs-a-scheme": {"21.3.1", "22.0"},
    "proxy-by-name-needs-a-scheme-on-a-newer-python": {"8.1.2", "9.0.0", "21.3.1", "22.0"},
    "proxy-by-address-needs-a-scheme": {"8.1.2", "9.0.0", "21.3.1", "22.0"},
    "proxy-password-sent-to-the-origin": {"23.1.2", "23.2"},
    "password-in-a-redirect-ignored": {"26.1.2", "26.2"},
    "index-in-capitals-not-found": {"26.1.2", "26.2"},
    "password-of-a-redirect-printed": {"26.1.2", "26.2"},
    "star-within-a-label-of-a-proxy-counts": {"21.2.4", "21.3", "26.0.1", "26.1"},
    "netrc-in-capitals-not-found": {"9.0.1", "9.0.2"},
    "option-wins-over-the-variable-with-proxy-flag": {"24.0", "24.1"},
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
    "netrc-preferred-for-files": {"21.1.3", "21.2.1", "22.0.4", "22.1", "22.1.1", "22.1.2", "23.0.1", "23.1"},
    "netrc-preferred-for-forbidden-files": {"21.1.3", "21.2.1", "22.0.4", "22.1", "22.1.1", "22.1.2", "23.0.1", "23.1"},
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
    "star-within-a-label-counts-behind-a-proxy": {"21.1.3", "21.2.1", "25.1.1", "25.2"},
    "cookie-sent-to-a-host-below": set(),
    "proxy-by-number-ends-in-a-traceback": {"21.0.1", "21.1", "21.2.4", "21.3"},
    "star-within-a-label-counts": {"21.1.3", "21.2.1", "24.1.2", "24.2"},
    "named-file-loses-to-the-environment": {"9.0.3", "10.0.0"},
    "isolated-keeps-the-named-file": {"9.0.3", "10.0.0"},
    "usual-port-of-a-trusted-host-not-found": set(),
    "url-with-a-port-as-trusted-host-ends-in-a-traceback": {"19.2.3", "19.3"},
}


def worth_running(*exposed: Defect) -> set[str]:
    return set(map(str, find_telling_releases("pip", exposed, ORDERED)))


def defect(affected: str) -> Defect:
    return Defect(
        slug="lost", issue="pypa/pip#1", affected=(pips(affected),), shows=Rejects(Leg.ORIGIN), because="It is."
    )


def test_a_scenario_without_a_defect_is_worth_running_on_the_newest_release_alone() -> None:
    assert worth_running() == {"26.3"}


@pytest.mark.parametrize("slug", OF_PIP)
def test_a_defect_is_worth_running_on_both_sides_of_its_boundaries(slug: str) -> None:
    assert worth_running(OF_PIP[slug]) == BOUNDARIES[slug] | {"26.3"}


def test_boundaries_of_several_defects_are_put_together_in_order() -> None:
    exposed = tuple(OF_PIP[slug] for slug in ("cert-lost-in-the-build", "truststore-context-lost"))
    worth = find_telling_releases("pip", exposed, ORDERED)
    assert list(map(str, worth)) == ["18.1", "19.0", "24.1.2", "24.2", "24.3.1", "25.0", "25.1.1", "25.2", "26.3"]


@pytest.mark.parametrize("affected", ["<8", ">26.3", ">=8", "<27"])
def test_a_defect_of_every_release_or_of_none_has_no_boundary(affected: str) -> None:
    assert worth_running(defect(affected)) == {"26.3"}


@pytest.mark.parametrize(
    ("version", "has_it"),
    [
        ("24.1.2", False),
        ("24.2.dev0", True),
        ("24.2b1", True),
        ("24.2", True),
        ("25.1.1", True),
        ("25.2.dev0", False),
        ("25.2rc1", False),
        ("25.2", False),
    ],
)
def test_a_development_version_counts_as_what_it_leads_to(version: str, has_it: bool) -> None:
    assert defect(">=24.2,<25.2").affects_version("pip", version) is has_it
