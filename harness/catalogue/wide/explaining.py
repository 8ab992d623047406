"""Which catalogued defects may show in a row of the wide matrix.

One rule: strict. A curated scenario that shows a defect explains a row only if all that is unusual in it is in the row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from harness.catalogue.wide.axes import STORES
from harness.catalogue.wide.likeness import (
    builds_alike,
    is_certificate_alike,
    is_login_within,
    is_within,
    place_alike,
)
from harness.model.conditions import Certificate, Root, Tls
from harness.model.defect import Defect
from harness.model.expectation import Breaks, Credential, Crosses, Leaks, Prints, Rejects, Unverified
from harness.model.passwords import OF_INDEX, OF_PROXY
from harness.model.scenario import Scenario
from harness.model.trust import Authority
from harness.model.words import Leg, Phase, Reason

#: https://pip.pypa.io/en/stable/topics/configuration/ and https://requests.readthedocs.io/en/latest/user/advanced/;
#: OpenSSL's defaults are a file and a folder: https://docs.openssl.org/3.0/man7/openssl-env/
_SORTS = {
    "pip_cert": "cert_flag",
    "pip_conf": "cert_flag",
    "curl_ca_bundle": "requests_ca_bundle",
    "ssl_cert_dir": "ssl_cert_file",
}


def find_explaining(scenario: Scenario, curated: Iterable[Scenario]) -> tuple[Defect, ...]:
    """Return the defects that may show in a scenario: a curated one with all that is unusual in it shows them too."""
    found = dict.fromkeys(defect for each in curated for defect in each.exposes if _explains(defect, each, scenario))
    return tuple(shown for defect in found for shown in _list_ways_to_show(defect, scenario))


def _list_ways_to_show(defect: Defect, scenario: Scenario) -> Iterator[Defect]:
    """Yield a defect with each outcome by which it may show in a scenario.

    It shows when a client first connects, where only a build does as well. Whoever answers on a leg that a client does
    not verify is told what the index is. A name of the second host is refused after the first was used.
    """
    shows = defect.shows
    if isinstance(shows, Rejects) and scenario.first_phase is not shows.phase is Phase.MAIN:
        shows = replace(shows, phase=scenario.first_phase)
    yield replace(defect, shows=shows)
    if isinstance(shows, Unverified) and shows.leg is Leg.ORIGIN and scenario.index.value.tells is not None:
        yield replace(defect, shows=Leaks("origin", scenario.index.value.tells))
    if isinstance(shows, Unverified) and shows.leg is Leg.ORIGIN and scenario.index.value.asks:
        yield replace(defect, shows=Leaks("origin", Credential.AUTHORIZATION))
    second = scenario.index.value.has_second_host
    if isinstance(shows, Rejects) and shows.leg is Leg.ORIGIN and shows.reason is Reason.WRONG_NAME and second:
        yield replace(defect, shows=Breaks("refused_after_use"))


def _explains(defect: Defect, shown: Scenario, scenario: Scenario) -> bool:
    """Return whether a defect that one scenario shows may show in another that differs in what matters less.

    A defect of trust belongs to a store and a set of legs. One about an odd certificate, root, name or kind of TLS, one
    that ends without any verdict or gives a secret away, or one that makes the client accept a stranger needs only its
    leg, with an origin of the same scheme behind it: then no store matters any more.
    """
    leg = getattr(defect.shows, "leg", None)
    alike = shown.topology.origin.scheme == scenario.topology.origin.scheme
    if leg is not None and not (alike and leg in scenario.topology.legs):
        return False
    shown = _leave_out_what_is_alike(defect, shown, scenario)
    if isinstance(defect.shows, Unverified) and _takes_a_stranger(defect.shows.leg, shown, scenario):
        shown = shown.but(**{f"{defect.shows.leg.value}_certificate": scenario.get_certificate(defect.shows.leg)})
        return is_within(shown, scenario)
    if _is_about_the_node(defect, shown):
        return is_within(shown, scenario) and _is_proxied(shown) == _is_proxied(scenario)
    odd = shown.roots is not Root.GOOD or any(shown.get_certificate(each) is not Certificate.GOOD for each in Leg)
    unshown = isinstance(defect.shows, Rejects) and defect.shows.reason is Reason.CLIENT_CERTIFICATE_MISSING
    apart = odd or unshown or isinstance(defect.shows, Breaks | Leaks | Prints)
    return is_within(shown, scenario) and (apart or _is_placed_alike(shown, scenario, leg))


def _is_about_the_node(defect: Defect, shown: Scenario) -> bool:
    """Return whether a node is refused for its name, or speaks an odd TLS."""
    named = isinstance(defect.shows, Rejects) and defect.shows.reason is Reason.WRONG_NAME
    return named or any(shown.get_tls(each) is not Tls.USUAL for each in Leg)


def _leave_out_what_is_alike(defect: Defect, shown: Scenario, scenario: Scenario) -> Scenario:
    """Return the scenario that shows a defect with what has no part in it as it is in the other."""
    if not _is_about_logins(defect, shown) or is_login_within(shown.login, scenario.login):
        # What a client has to tell says nothing of whom it trusts.
        shown = shown.but(login=scenario.login)
    if not _is_about_logins(defect, shown):
        shown = shown.but(proxy_login=scenario.proxy_login)
    if builds_alike(defect, shown, scenario):
        shown = shown.but(action=scenario.action)
    if is_certificate_alike(shown.client_certificate, scenario.client_certificate):
        shown = shown.but(client_certificate=scenario.client_certificate)
    return place_alike(shown, scenario)


def _takes_a_stranger(leg: Leg, shown: Scenario, scenario: Scenario) -> bool:
    """Return whether a client that takes a stranger on a leg in one scenario would take whoever answers in another."""
    return shown.get_certificate(leg).value.signer is Authority.STRANGER and leg in scenario.unverifiable_legs


def _is_about_logins(defect: Defect, shown: Scenario) -> bool:
    """Return whether a defect may come of what a client has to tell: it tells it, is refused for it, or it is odd."""
    if isinstance(defect.shows, Breaks):
        usual = shown.login.value.asked == OF_INDEX and shown.proxy_login.value.asked in (None, OF_PROXY)
        return not usual or defect.shows.reason.startswith(("http_4", "socks_"))
    return not isinstance(defect.shows, Rejects | Unverified | Crosses)


def _is_proxied(scenario: Scenario) -> bool:
    return bool(scenario.topology.proxies)


def _is_placed_alike(shown: Scenario, scenario: Scenario, leg: Leg | None) -> bool:
    """Return whether two scenarios have the same legs, behind a proxy or not, and the same stores that vouch for them.

    With two stores those of ``leg`` matter, or of each where a defect is of none; the store beside them is of the same
    sort, as far as the scenario that shows the defect has one.
    """
    if (shown.topology.legs, _is_proxied(shown)) != (scenario.topology.legs, _is_proxied(scenario)):
        return False
    # A build inherits variables and files, and no option: there they are no names for one thing.
    name_sorts = _name_sorts_of_a_build if scenario.action.builds else _name_sorts
    filled = _list_filled(scenario)
    if len(filled) < 2:
        return name_sorts(_list_filled(shown)) == name_sorts(filled)
    legs = [leg] if leg else sorted(scenario.topology.legs, key=lambda each: each.value)
    vouching = [_list_vouching(scenario, each) for each in legs]
    there = [_list_vouching(shown, each) for each in legs]
    if list(map(name_sorts, vouching)) != list(map(name_sorts, there)):
        return False
    used = frozenset[str]().union(*vouching)
    return _name_sorts(_list_filled(shown) - frozenset[str]().union(*there)) <= _name_sorts(filled - used)


def _list_filled(scenario: Scenario) -> frozenset[str]:
    """Return the stores that hold any authority."""
    return frozenset(store for store in STORES if getattr(scenario.trust, store))


def _list_vouching(scenario: Scenario, leg: Leg) -> frozenset[str]:
    signer = scenario.topology.find_signer(leg)
    return frozenset(store for store in STORES if signer in (getattr(scenario.trust, store) or ()))


def _name_sorts(stores: frozenset[str]) -> frozenset[str]:
    """Return one name for each sort of store: PIP_CERT and pip.conf are --cert by other names."""
    return frozenset(_SORTS.get(store, store) for store in stores)


def _name_sorts_of_a_build(stores: frozenset[str]) -> frozenset[str]:
    return frozenset(store if _SORTS.get(store) == "cert_flag" else _SORTS.get(store, store) for store in stores)
