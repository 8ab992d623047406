"""Find the catalogued defects that may show in a row of the wide matrix.

One rule: strict. A curated scenario that shows a defect explains a row only if all that is unusual in it is in the row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from harness.catalogue.rule import expect_outcome, find_trusted
from harness.catalogue.wide.likeness import (
    builds_alike,
    has_unusual,
    is_certificate_alike,
    is_login_within,
    is_within,
    list_unusual,
    place_alike,
    place_cookie_alike,
)
from harness.catalogue.wide.store_sorts import list_filled, list_vouching, name_sorts, name_sorts_of_a_build
from harness.catalogue.wide.together import combine_defects, lead_to_tls
from harness.model.capability import Capability
from harness.model.conditions import Certificate, Root, Tls
from harness.model.conditions.settings import LEGACY_CERTS, USE_TRUSTSTORE
from harness.model.defect import Defect
from harness.model.expectation import Breaks, Credential, Crosses, Leaks, Prints, Rejects, Unverified
from harness.model.passwords import OF_INDEX, OF_PROXY
from harness.model.scenario import Scenario
from harness.model.trust import Authority
from harness.model.words import Leg, Phase, Reason


class Shown(NamedTuple):
    """A defect, a curated scenario that shows it, and what is unusual in that."""

    defect: Defect
    scenario: Scenario
    unusual: tuple[tuple[str, Any], ...]


def list_shown(curated: Iterable[Scenario]) -> tuple[Shown, ...]:
    """Return every defect with each of the scenarios that show it."""
    return tuple(Shown(defect, each, list_unusual(defect, each)) for each in curated for defect in each.exposes)


def find_explaining(scenario: Scenario, curated: Iterable[Scenario]) -> tuple[Defect, ...]:
    """Return the defects that may show in a scenario: a curated one with all that is unusual in it shows them too."""
    return choose_explaining(scenario, list_shown(curated))


def choose_explaining(scenario: Scenario, shown: Iterable[Shown]) -> tuple[Defect, ...]:
    """Return those of the defects that are shown which may show in a scenario, as they show there."""
    near = [each for each in shown if has_unusual(scenario, each.unusual)]
    found = [each.defect for each in near if _explains(each.defect, each.scenario, scenario)]
    ways = [way for defect in dict.fromkeys(found) for way in _list_ways_to_show(defect, scenario)]
    lost = [way for each in near for way in _lose_bundle(each.defect, each.scenario, scenario)]
    led = [way for each in near for way in _refuse_later(each.defect, each.scenario, scenario)]
    dated = (_date_back(each, scenario) for each in (*ways, *lost, *led))
    several = tuple(dict.fromkeys(dated))
    return tuple(dict.fromkeys((*several, *combine_defects(several))))


def _refuse_later(defect: Defect, shown: Scenario, scenario: Scenario) -> Iterator[Defect]:
    """Yield a defect by which a proxy is refused as it shows where that is first used without being verified."""
    then = lead_to_tls(defect, shown, scenario)
    if then is not None and _explains(defect, shown, then):
        yield replace(defect, shows=Breaks("refused_after_use"))


def _date_back(defect: Defect, scenario: Scenario) -> Defect:
    """Return a defect of pip's truststore context as of the releases that have one if they are asked for it.

    What pip does since 24.2 by itself, one from 23.3 on does with ``--use-feature=truststore``.
    """
    if USE_TRUSTSTORE not in scenario.options:
        return defect
    earlier = [replace(each, versions=each.versions.replace(">=24.2", ">=23.3")) for each in defect.affected]
    return replace(defect, affected=tuple(earlier), needs=defect.needs - {Capability.SYSTEM_STORE})


def _lose_bundle(defect: Defect, shown: Scenario, scenario: Scenario) -> Iterator[Defect]:
    """Yield a defect by which the bundle that is named does not count, as it shows where another store is there.

    Alone it leaves a leg to nobody; beside another store that one counts in its place.
    """
    named, there = scenario.trust.named_bundle, shown.trust.named_bundle
    refused = isinstance(defect.shows, Rejects) and defect.shows.reason is Reason.UNTRUSTED
    usual = shown.roots is Root.GOOD and all(shown.get_certificate(each) is Certificate.GOOD for each in Leg)
    if not (named and there and refused and usual and list_filled(shown) == {there}):
        return
    sorts = name_sorts_of_a_build if shown.action.builds else name_sorts
    alike = sorts(frozenset({named})) == sorts(frozenset({there})) and _is_proxied(shown) == _is_proxied(scenario)
    if (
        alike
        and len(list_filled(scenario)) > 1
        and is_within(_leave_out_what_is_alike(defect, shown, scenario), scenario)
    ):
        changes: dict[str, Any] = {named: None}
        without = scenario.but(trust=replace(scenario.trust, **changes))
        yield replace(defect, shows=expect_outcome(without, find_trusted(without)))


def _list_ways_to_show(defect: Defect, scenario: Scenario) -> Iterator[Defect]:
    """Yield a defect with each outcome by which it may show in a scenario.

    It shows when a client first connects, where only a build does as well. What is told to whoever a redirect leads to
    is told to the second host if it leads there. Whoever answers on a leg that a client does
    not verify is told what the index is. A name of the second host is refused after the first was used.
    """
    shows = defect.shows
    if isinstance(shows, Rejects) and scenario.first_phase is not shows.phase is Phase.MAIN:
        shows = replace(shows, phase=scenario.first_phase)
    if shows == Leaks("origin", Credential.PROXY_AUTHORIZATION) and _is_led_to_a_second_host(scenario):
        shows = replace(shows, node="elsewhere")
    yield replace(defect, shows=shows)
    if isinstance(shows, Unverified) and shows.leg is Leg.ORIGIN and scenario.index.value.tells is not None:
        yield replace(defect, shows=Leaks("origin", scenario.index.value.tells))
    if isinstance(shows, Unverified) and shows.leg is Leg.ORIGIN and scenario.index.value.asks:
        yield replace(defect, shows=Leaks("origin", Credential.AUTHORIZATION))
    second = scenario.index.value.has_second_host
    if isinstance(shows, Rejects) and shows.leg is Leg.ORIGIN and shows.reason is Reason.WRONG_NAME and second:
        yield replace(defect, shows=Breaks("refused_after_use"))


def _is_led_to_a_second_host(scenario: Scenario) -> bool:
    return scenario.index.value.redirect is not None and scenario.index.value.has_second_host


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
    if not _is_about_logins(defect, shown) or is_login_within(shown.login, scenario.login, scenario.origin_at):
        # What a client has to tell says nothing of whom it trusts.
        shown = shown.but(login=scenario.login)
    tells_of_a_proxy = isinstance(defect.shows, Leaks) and defect.shows.credential is Credential.PROXY_AUTHORIZATION
    if tells_of_a_proxy and scenario.proxy_login.value.given is not None:
        # Nor does the index of what a proxy is told, or the characters of that.
        shown = shown.but(index=scenario.index, login=scenario.login, proxy_login=scenario.proxy_login)
    if not _is_about_logins(defect, shown):
        shown = shown.but(proxy_login=scenario.proxy_login)
    if isinstance(defect.shows, Breaks) and defect.shows.reason.startswith("http_4"):
        # Nor does whom it trusts say anything of a login that is refused.
        shown = shown.but(options=tuple(each for each in shown.options if each not in (LEGACY_CERTS, USE_TRUSTSTORE)))
    if builds_alike(defect, shown, scenario):
        shown = shown.but(action=scenario.action)
    if is_certificate_alike(shown.client_certificate, scenario.client_certificate):
        shown = shown.but(client_certificate=scenario.client_certificate)
    is_cookie = isinstance(defect.shows, Leaks) and defect.shows.credential is Credential.COOKIE
    return place_cookie_alike(shown, scenario) if is_cookie else place_alike(shown, scenario)


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
    decided = _find_decided_leg(shown, scenario) if leg is None else None
    same_legs = shown.topology.legs == scenario.topology.legs or (decided and _are_named(scenario, decided))
    if not same_legs or _is_proxied(shown) != _is_proxied(scenario):
        return False
    # A build inherits variables and files, and no option: there they are no names for one thing.
    sorts = name_sorts_of_a_build if shown.action.builds else name_sorts
    filled = list_filled(scenario)
    if len(filled) < 2:
        return sorts(list_filled(shown)) == sorts(filled)
    leg = leg or decided
    legs = [leg] if leg else sorted(scenario.topology.legs, key=lambda each: each.value)
    vouching = [list_vouching(scenario, each) for each in legs]
    there = [list_vouching(shown, each) for each in legs]
    if list(map(sorts, vouching)) != list(map(sorts, there)):
        return False
    used = frozenset[str]().union(*vouching)
    return name_sorts(list_filled(shown) - frozenset[str]().union(*there)) <= name_sorts(filled - used)


def _find_decided_leg(shown: Scenario, scenario: Scenario) -> Leg | None:
    """Return the leg that both scenarios expect to be refused, so that a client that accepts it goes on."""
    both = [each.expect.leg for each in (shown, scenario) if isinstance(each.expect, Rejects)]
    return both[0] if len(both) == 2 and both[0] is both[1] else None


def _are_named(scenario: Scenario, but: Leg) -> bool:
    """Return whether the bundle that is named vouches for every leg but one, which are then as they should be."""
    named = scenario.trust.named_bundle
    return named is not None and all(named in list_vouching(scenario, leg) for leg in scenario.topology.legs - {but})
