"""A workaround is set by a user in the same world, and helps wherever its defect shows."""

from __future__ import annotations

import re
from dataclasses import fields

from packaging.version import Version

from harness.catalogue.find import load_scenarios
from harness.model.defect import Defect
from harness.model.expectation import Accepts, Breaks, Expectation, Unverified
from harness.model.scenario import Scenario
from harness.model.topology import Topology
from tests.support.cells import RELEASES

#: What a user sets. Every other condition is the world, which a workaround leaves as it is.
SETTINGS = {
    *("trust", "packaging", "openssl_state", "bundle_state", "roots"),
    # What a URL calls a node; a certificate is for that.
    *("origin_at", "proxy_at"),
    *("options", "variables", "files", "proxy_set_by", "proxy_spelled", "dead_proxy_set_by", "login"),
}
WORDS = {"claim", "expect", "because", "by_design", "exposes", "explained_by"}
WORLD = [field.name for field in fields(Scenario) if field.name not in SETTINGS | WORDS]
HELPED = sorted(
    {defect for each in load_scenarios().values() for defect in each.exposes if defect.workaround_shown_by},
    key=lambda defect: defect.slug,
)
SINCE = re.compile(r"from pip (\S+) on")


def world(scenario: Scenario) -> list[object]:
    # How a user writes a login is a setting, and which one a proxy demands is not.
    made = {"topology": _place(scenario.topology), "proxy_login": _find_demanded(scenario)}
    return [made.get(name, getattr(scenario, name)) for name in WORLD]


def _find_demanded(scenario: Scenario) -> object:
    asked = scenario.proxy_login.value.asked
    return (asked.login,) if asked else ()


def _place(topology: Topology) -> object:
    """The proxies of a topology. ``http://`` or ``https://`` is in the index URL, which a user sets."""
    return topology.proxies


def _got(scenario: Scenario) -> type[Expectation]:
    """Return a claim, whether or not the file was got by a verified leg."""
    return Accepts if isinstance(scenario.expect, Unverified) else type(scenario.expect)


def exposing(defect: Defect) -> list[Scenario]:
    return [each for each in load_scenarios().values() if defect in each.exposes]


def shown_by(defect: Defect) -> Scenario:
    return load_scenarios()[str(defect.workaround_shown_by)]


def test_a_workaround_is_shown_in_a_world_where_its_defect_shows() -> None:
    assert [
        defect.slug for defect in HELPED if world(shown_by(defect)) not in [world(each) for each in exposing(defect)]
    ] == []


def test_a_workaround_is_shown_to_get_what_its_defect_takes() -> None:
    taken = {
        defect: {_got(each) for each in exposing(defect) if world(each) == world(shown_by(defect))} for defect in HELPED
    }
    # Where it is right to get nothing, a defect takes nothing, and a workaround may get more.
    wrong = [each for each in HELPED if _got(shown_by(each)) not in taken[each] and taken[each] != {Breaks}]
    assert [defect.slug for defect in wrong] == []


def test_a_workaround_helps_on_every_release_that_has_the_defect_or_says_since_when() -> None:
    assert [found for defect in HELPED for found in unhelped(defect)] == []


def unhelped(defect: Defect) -> list[tuple[str, str, str]]:
    """The releases with a defect on which what shows its workaround has another defect."""
    said = SINCE.search(defect.workaround or "")
    first = Version(said[1].rstrip(".")) if said else Version("0")
    # What shows beside the defect without the workaround is not what the workaround is for.
    beside = {other for each in exposing(defect) for other in each.exposes}
    return [
        (defect.slug, version, other.slug)
        for version in RELEASES
        if defect.affects_version("pip", version) and Version(version) >= first
        for other in shown_by(defect).exposes
        if other not in beside and other.affects_version("pip", version)
    ]
