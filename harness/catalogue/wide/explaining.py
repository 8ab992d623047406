"""Which catalogued defects may show in a row of the wide matrix.

One rule: strict. A curated scenario that shows a defect explains a row only if all that is unusual in it is in the row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import MISSING, fields, replace

from harness.catalogue.wide.axes import STORES
from harness.model.conditions import Certificate, Root
from harness.model.defect import Defect
from harness.model.expectation import Breaks, Crosses, Leaks, Prints, Rejects, Unverified
from harness.model.passwords import OF_INDEX, OF_PROXY
from harness.model.scenario import Scenario
from harness.model.trust import Authority
from harness.model.words import Leg, Phase

#: The default of every condition of a scenario.
_USUAL = {
    each.name: each.default
    for each in fields(Scenario)
    if each.default is not MISSING and each.name not in ("by_design", "exposes", "explained_by")
}
#: https://pip.pypa.io/en/stable/topics/configuration/ and https://requests.readthedocs.io/en/latest/user/advanced/
_SORTS = {"pip_cert": "cert_flag", "pip_conf": "cert_flag", "curl_ca_bundle": "requests_ca_bundle"}


def find_explaining(scenario: Scenario, curated: Iterable[Scenario]) -> tuple[Defect, ...]:
    """Return the defects that may show in a scenario: a curated one with all that is unusual in it shows them too."""
    found = dict.fromkeys(defect for each in curated for defect in each.exposes if _explains(defect, each, scenario))
    return tuple(_move_to_phase(defect, scenario.first_phase) for defect in found)


def _move_to_phase(defect: Defect, phase: Phase) -> Defect:
    """Return a defect that shows when a client first connects, as it shows where only a build does."""
    if isinstance(defect.shows, Rejects) and phase is not defect.shows.phase is Phase.MAIN:
        return replace(defect, shows=replace(defect.shows, phase=phase))
    return defect


def _explains(defect: Defect, shown: Scenario, scenario: Scenario) -> bool:
    """Return whether a defect that one scenario shows may show in another that differs in what matters less.

    A defect of trust belongs to a store and a set of legs. One about an odd certificate or root, one that ends without
    any verdict or gives a secret away, or one that makes the client accept a stranger needs only its leg, with an
    origin of the same scheme behind it: then no store matters any more.
    """
    leg = getattr(defect.shows, "leg", None)
    alike = shown.topology.origin.scheme == scenario.topology.origin.scheme
    if leg is not None and not (alike and leg in scenario.topology.legs):
        return False
    if not _is_about_logins(defect, shown):
        # What a client has to tell says nothing of whom it trusts.
        shown = shown.but(login=scenario.login, proxy_login=scenario.proxy_login)
    anybody = False
    if isinstance(defect.shows, Unverified):
        stranger = shown.get_certificate(defect.shows.leg).value.signer is Authority.STRANGER
        anybody = stranger and defect.shows.leg in scenario.unverifiable_legs
        if anybody:
            shown = shown.but(**{f"{defect.shows.leg.value}_certificate": scenario.get_certificate(defect.shows.leg)})
    odd = shown.roots is not Root.GOOD or any(shown.get_certificate(leg) is not Certificate.GOOD for leg in Leg)
    apart = anybody or odd or isinstance(defect.shows, Breaks | Leaks | Prints)
    return _is_within(shown, scenario) and (apart or _is_placed_alike(shown, scenario, leg))


def _is_about_logins(defect: Defect, shown: Scenario) -> bool:
    """Return whether a defect may come of what a client has to tell: it tells it, is refused for it, or it is odd."""
    if isinstance(defect.shows, Breaks):
        usual = shown.login.value.asked == OF_INDEX and shown.proxy_login.value.asked in (None, OF_PROXY)
        return not usual or defect.shows.reason.startswith(("http_4", "socks_"))
    return not isinstance(defect.shows, Rejects | Unverified | Crosses)


def _is_within(one: Scenario, other: Scenario) -> bool:
    """Return whether every unusual condition of one is a condition of the other."""
    return all(getattr(one, name) in (usual, getattr(other, name)) for name, usual in _USUAL.items())


def _is_placed_alike(shown: Scenario, scenario: Scenario, leg: Leg | None) -> bool:
    """Return whether two scenarios have the same legs, behind a proxy or not, and the same stores that vouch for them.

    With two stores those of ``leg`` matter, or of each where a defect is of none; the store beside them is of the same
    sort, as far as the scenario that shows the defect has one.
    """
    if (shown.topology.legs, not shown.topology.proxies) != (scenario.topology.legs, not scenario.topology.proxies):
        return False
    filled = _list_filled(scenario)
    if len(filled) < 2:
        return _list_filled(shown) == filled
    legs = [leg] if leg else sorted(scenario.topology.legs, key=lambda each: each.value)
    vouching = [_list_vouching(scenario, each) for each in legs]
    if vouching != [_list_vouching(shown, each) for each in legs]:
        return False
    used = frozenset[str]().union(*vouching)
    return _name_sorts(_list_filled(shown) - used) <= _name_sorts(filled - used)


def _list_filled(scenario: Scenario) -> frozenset[str]:
    """Return the stores that hold any authority."""
    return frozenset(store for store in STORES if getattr(scenario.trust, store))


def _list_vouching(scenario: Scenario, leg: Leg) -> frozenset[str]:
    signer = scenario.topology.find_signer(leg)
    return frozenset(store for store in STORES if signer in (getattr(scenario.trust, store) or ()))


def _name_sorts(stores: frozenset[str]) -> frozenset[str]:
    """Return one name for each sort of store: PIP_CERT and pip.conf are --cert by other names."""
    return frozenset(_SORTS.get(store, store) for store in stores)
