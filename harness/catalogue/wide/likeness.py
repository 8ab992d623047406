"""Conditions of two scenarios that come to the same for a defect: which of one are within those of the other.

One rule: each likeness has its reason in what clients do, and is of conditions, never of a row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import MISSING, fields
from functools import cache
from typing import Any

from harness.model.conditions import LOCALHOST, Action, Address, ClientCertificate, Login, TypedLogin
from harness.model.conditions.addresses import is_ip
from harness.model.conditions.settings import INPROCESS_BUILDS, SAY_LITTLE
from harness.model.defect import Defect
from harness.model.expectation import Breaks, Leaks, Rejects, Unverified
from harness.model.scenario import Scenario
from harness.model.words import Phase

#: The default of every condition of a scenario.
_USUAL = {
    each.name: each.default
    for each in fields(Scenario)
    if each.default is not MISSING and each.name not in ("by_design", "exposes", "explained_by")
}
#: The fields of which a scenario has several values.
_SEVERAL = ("options", "variables", "settings", "files")


#: The conditions that may come to the same though they differ: always, or by what a defect shows.
_ALIKE = ("client_certificate", "elsewhere_at", "login", "options", "origin_at", "proxy_at", "proxy_login")
_ALIKE_BY_OUTCOME = (
    (Unverified, ("origin_certificate", "proxy_certificate")),
    (Leaks, ("index",)),
    (Breaks, ("action",)),
    (Rejects, ("action",)),
)


def list_unusual(defect: Defect, shown: Scenario) -> tuple[tuple[str, Any], ...]:
    """Return the unusual conditions of a scenario for which only the same will do where a defect may show, by name."""
    loose = {*_ALIKE, *(name for kind, names in _ALIKE_BY_OUTCOME if isinstance(defect.shows, kind) for name in names)}
    return tuple((name, value) for name, value in find_unusual(shown).items() if name not in loose)


def find_unusual(scenario: Scenario) -> dict[str, Any]:
    """Return every condition of a scenario that is not the usual one, by name. Its trust has no usual value."""
    return {name: getattr(scenario, name) for name, usual in _USUAL.items() if getattr(scenario, name) != usual}


def has_unusual(scenario: Scenario, unusual: Iterable[tuple[str, Any]]) -> bool:
    """Return whether a scenario has all these unusual conditions of another."""
    return all(_is_value_within(name, value, getattr(scenario, name)) for name, value in unusual)


def is_within(one: Scenario, other: Scenario) -> bool:
    """Return whether every unusual condition of one is a condition of the other."""
    return has_unusual(other, find_unusual(one).items())


def _is_value_within(name: str, one: object, other: object) -> bool:
    if name not in _SEVERAL:
        return one == other
    assert isinstance(one, tuple)
    assert isinstance(other, tuple)
    # A client that is told to say little does the same otherwise.
    return not Counter(each for each in one if each != SAY_LITTLE) - Counter(other)


def is_login_within(one: Login | TypedLogin, other: Login | TypedLogin, at: Address) -> bool:
    """Return whether each place that one login fills holds the same in the other, and a client looks there as before.

    Before netrc it looks into the URL, but a user alone does not open anything; after it into a keyring. An IPv6
    address has its first colon where a client that looks for one expects the end of a host, as a user before it has.
    """
    here, there = one.value, other.value
    if one is Login.USER_IN_URL and _name_sort(at) == "IPv6":
        here = Login.IN_NETRC.value
    if (here.asked, here.in_netrc, here.netrc_of) != (there.asked, there.in_netrc, there.netrc_of):
        return False
    if (here.in_url, here.user_alone, here.only_if_asked) != (there.in_url, there.user_alone, there.only_if_asked):
        return here.in_url is None and there.user_alone
    return here.in_keyring in (None, there.in_keyring)


def builds_alike(defect: Defect, shown: Scenario, scenario: Scenario) -> bool:
    """Return whether two scenarios fetch a backend, and a defect is of that: whence the source comes has no part in it.

    A pip that prepares a build in its own process has its own settings.
    """
    ends_there = isinstance(defect.shows, Breaks) or getattr(defect.shows, "phase", None) is Phase.BUILD
    both = shown.action is Action.BUILD and scenario.action is Action.BUILD_LOCAL
    return both and ends_there and INPROCESS_BUILDS not in scenario.options


def place_alike(shown: Scenario, scenario: Scenario) -> Scenario:
    """Return a scenario with its nodes at the addresses of the other, where those are called in the same way.

    Which name it is has no part in a defect. What a client cannot do with a number or a dot it cannot do with those of
    the files' host either.
    """
    second = scenario.second_at if scenario.index.value.has_second_host else scenario.origin_at
    if _name_sort(shown.origin_at) in (_name_sort(scenario.origin_at), _name_sort(second)):
        shown = shown.but(origin_at=scenario.origin_at)
    if _name_sort(shown.proxy_at) == _name_sort(scenario.proxy_at):
        shown = shown.but(proxy_at=scenario.proxy_at)
    if shown.elsewhere_at is not None and _name_sort(shown.elsewhere_at) == _name_sort(second):
        shown = shown.but(elsewhere_at=scenario.elsewhere_at)
    return shown


def place_cookie_alike(shown: Scenario, scenario: Scenario) -> Scenario:
    """Return a scenario with its nodes where those of the other are, if a cookie's jar finds them as far apart there.

    It compares the ends of names, without regard to case (RFC 6265, section 5.1.3): what goes to a host below another
    goes to every such host, and to no other.
    """
    if not _is_second_below(shown):
        return place_alike(shown, scenario)
    if not _is_second_below(scenario):
        return shown
    return shown.but(origin_at=scenario.origin_at, elsewhere_at=scenario.elsewhere_at, proxy_at=scenario.proxy_at)


def _is_second_below(scenario: Scenario) -> bool:
    return scenario.second_at.name.lower().endswith(f".{scenario.origin_at.name.lower()}")


@cache
def _name_sort(address: Address) -> str:
    """Return the sort of name that a node is called by: ``IPv6``."""
    name = address.name
    if is_ip(name):
        return "IPv6" if ":" in name else "IPv4"
    if address.port or name == LOCALHOST.name:
        return str(address)
    return "capitals" if name != name.lower() else "dot" if name.endswith(".") else "name"


def is_certificate_alike(one: ClientCertificate, other: ClientCertificate) -> bool:
    """Return whether a node demands a certificate in both, and the client is given one, usable or not."""
    return all(each.value.demanded and each.value.shown for each in (one, other))
