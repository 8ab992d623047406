"""Which catalogued defects may show in a row of the wide matrix.

One rule: strict. A curated scenario that shows a defect explains a row only if all that is unusual in it is in the row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import MISSING, fields

from harness.catalogue.wide.axes import STORES
from harness.model.conditions import Certificate
from harness.model.defect import Defect
from harness.model.expectation import Breaks, Crosses, Rejects, Unverified
from harness.model.scenario import Scenario
from harness.model.trust import Authority
from harness.model.words import Leg

#: The default of every condition of a scenario.
_USUAL = {
    each.name: each.default
    for each in fields(Scenario)
    if each.default is not MISSING and each.name not in ("by_design", "exposes", "explained_by")
}


def find_explaining(scenario: Scenario, curated: Iterable[Scenario]) -> tuple[Defect, ...]:
    """Return the defects that may show in a scenario: a curated one with all that is unusual in it shows them too."""
    return tuple(
        dict.fromkeys(defect for each in curated for defect in each.exposes if _explains(defect, each, scenario))
    )


def _explains(defect: Defect, shown: Scenario, scenario: Scenario) -> bool:
    """Return whether a defect that one scenario shows may show in another that differs in what matters less.

    A defect of trust belongs to a store and a set of legs. One about an odd certificate, one that ends without any
    verdict, or one that makes the client accept a stranger needs only its leg, with an origin of the same scheme behind
    it: then no store matters any more.
    """
    leg = getattr(defect.shows, "leg", None)
    alike = shown.topology.origin.scheme == scenario.topology.origin.scheme
    if leg is not None and not (alike and leg in scenario.topology.legs):
        return False
    if isinstance(defect.shows, Rejects | Unverified | Crosses):
        # What a client has to tell says nothing of whom it trusts.
        shown = shown.but(login=scenario.login, proxy_login=scenario.proxy_login)
    anybody = False
    if isinstance(defect.shows, Unverified):
        stranger = shown.get_certificate(defect.shows.leg).value.signer is Authority.STRANGER
        anybody = stranger and defect.shows.leg in scenario.unverifiable_legs
        if anybody:
            shown = shown.but(**{f"{defect.shows.leg.value}_certificate": scenario.get_certificate(defect.shows.leg)})
    odd = any(shown.get_certificate(leg) is not Certificate.GOOD for leg in Leg)
    apart = anybody or odd or isinstance(defect.shows, Breaks)
    return _is_within(shown, scenario) and (apart or _find_placing(shown) == _find_placing(scenario))


def _is_within(one: Scenario, other: Scenario) -> bool:
    """Return whether every unusual condition of one is a condition of the other."""
    return all(getattr(one, name) in (usual, getattr(other, name)) for name, usual in _USUAL.items())


def _find_placing(scenario: Scenario) -> tuple[object, ...]:
    """Return the legs, whether they are behind a proxy, and the stores that hold any authority."""
    filled = frozenset(store for store in STORES if getattr(scenario.trust, store))
    return scenario.topology.legs, not scenario.topology.proxies, filled
