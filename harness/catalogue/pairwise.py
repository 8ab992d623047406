"""The wide matrix: generated scenarios in which every two conditions meet at least once.

Their expectations are what :mod:`harness.catalogue.rule` says; whatever a release does otherwise is a catalogued defect
or a finding.

One rule: repeatable. Ids of generated scenarios are promises, so that the same curated scenarios give the same rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from functools import cache
from itertools import combinations, product
from typing import Any, NamedTuple

from harness.catalogue.rule import expect_outcome
from harness.model.conditions import Action, Cache, Certificate, Channel, Host, Index
from harness.model.defect import Defect
from harness.model.expectation import Accepts, Breaks, Leaks, Unverified
from harness.model.scenario import Scenario
from harness.model.topology import HTTPS_ORIGIN, HTTPS_PROXY, INTERCEPTING_PROXY, Topology
from harness.model.trust import Authority, Trust
from harness.model.words import Leg

#: How the id of a generated scenario begins.
WIDE = "wide."

STORES = tuple(store.name for store in fields(Trust))
#: Of conditions with more values, those that every topology can have and that the rule knows.
ACTIONS = (Action.DOWNLOAD, Action.INSTALL, Action.DOWNLOAD_URL, Action.BUILD)
#: One more of any of these would give other rows, whose ids are promises: it comes with what every release does of its
#: new rows.
HOSTS = (Host.STANDALONE, Host.DISTRO)
CHANNELS = (
    *(Channel.ENVIRONMENT, Channel.LOWER_CASE, Channel.UPPER_CASE, Channel.ALL_PROXY),
    *(Channel.FLAG, Channel.CONFIG),
)
CACHES = (Cache.OFF, Cache.ON)
CERTIFICATES = (
    *(Certificate.GOOD, Certificate.EXPIRED, Certificate.NOT_YET_VALID, Certificate.WRONG_NAME),
    *(Certificate.ADDRESSES_ONLY, Certificate.COMMON_NAME_ONLY, Certificate.BY_STRANGER, Certificate.FOR_CLIENTS),
    *(Certificate.INTERMEDIATE_MISSING, Certificate.OUTSIDE_CONSTRAINTS, Certificate.OLD_STYLE),
)
PAGES = (
    *(Index.PLAIN, Index.FILES_ON_SECOND_HOST, Index.REDIRECTED, Index.BASIC_AUTH),
    *(Index.REDIRECTED_TO_ANOTHER_HOST, Index.REDIRECTED_TO_PLAIN_HTTP),
)
#: The default of every condition of a scenario.
_USUAL = {
    each.name: each.default
    for each in fields(Scenario)
    if each.default is not MISSING and each.name not in ("by_design", "exposes", "explained_by")
}
#: Two values, each with the position of its condition in a row.
_Pair = tuple[tuple[int, Any], tuple[int, Any]]
#: A topology of each kind that decides what can meet.
KINDS = (
    Topology(name="direct", path=(HTTPS_ORIGIN,)),
    Topology(name="tunnelled over TLS", path=(HTTPS_PROXY, HTTPS_ORIGIN)),
    Topology(name="intercepted over TLS", path=(HTTPS_PROXY, INTERCEPTING_PROXY, HTTPS_ORIGIN)),
)


class WideRow(NamedTuple):
    """One value per condition.

    ``leg`` is the one with a flaw and ``certificate`` what is wrong with it; with a good certificate it is the store
    that does not vouch for that leg. Both are None where nothing is wrong.
    """

    topology: Topology
    store: str
    leg: Leg | None
    certificate: Certificate | None
    host: Host
    channel: Channel
    action: Action
    cache: Cache
    pages: Index


def generate_wide(curated: Mapping[str, Scenario]) -> dict[str, Scenario]:
    """Return the generated scenarios over the topologies of the curated ones, which say what may explain them."""
    topologies = find_crossed_topologies(curated.values())
    generated = {_name_row(row): _make_wide_scenario(row) for row in cover_pairs(topologies)}
    return {name: each.but(explained_by=_find_explaining(each, curated.values())) for name, each in generated.items()}


def find_crossed_topologies(curated: Iterable[Scenario]) -> tuple[Topology, ...]:
    """Return the topologies of the curated scenarios that generated rows have.

    Those over SOCKS would give other rows: they come with what every release does of its new rows.
    """
    return tuple(dict.fromkeys(each.topology for each in curated if not each.topology.speaks_socks))


@cache
def cover_pairs(topologies: tuple[Topology, ...]) -> tuple[WideRow, ...]:
    """Return rows in which every two values that can meet do so: those without a flaw, and those with one.

    They are covered apart, since a refused leg hides the effect of the other conditions.
    """
    verified = [each for each in topologies if each.legs]
    return (*_cover_axes(topologies, [None], [None]), *_cover_axes(verified, list(Leg), CERTIFICATES))


def _cover_axes(
    topologies: Sequence[Topology], legs: Sequence[Leg | None], certificates: Sequence[Certificate | None]
) -> Iterator[WideRow]:
    """Yield rows until every pair has met, each filled with the values that meet most others for the first time.

    The generators of covering arrays that were tried leave pairs out once some cannot meet.
    """
    conditions: list[Sequence[Any]] = [HOSTS, CHANNELS, ACTIONS, CACHES, PAGES]
    axes = [topologies, STORES, legs, certificates, *conditions]
    flawed = None not in legs
    waiting = dict.fromkeys(pair for pair in _list_pairs(axes) if can_meet(dict(pair), flawed=flawed))
    while waiting:
        row = dict(next(iter(waiting)))
        for axis in range(len(axes)):
            if axis not in row:
                fitting = [value for value in axes[axis] if can_meet({**row, axis: value}, flawed=flawed)]
                row[axis] = max(fitting, key=lambda value: sum(pair in waiting for pair in _find_met(row, axis, value)))
        for pair in combinations(sorted(row.items(), key=_get_axis), 2):
            waiting.pop(pair, None)
        yield WideRow(*(row[axis] for axis in range(len(axes))))


def _list_pairs(axes: Sequence[Sequence[Any]]) -> Iterator[_Pair]:
    for (one, ones), (other, others) in combinations(enumerate(axes), 2):
        yield from (((one, a), (other, b)) for a, b in product(ones, others))


def _find_met(row: Mapping[int, Any], axis: int, value: Any) -> Iterator[_Pair]:
    """Yield the pairs that a value would make with those that a row has already."""
    for other in row.items():
        first, second = sorted((other, (axis, value)), key=_get_axis)
        yield first, second


def _get_axis(value: tuple[int, Any]) -> int:
    return value[0]


def can_meet(values: Mapping[int, Any], *, flawed: bool) -> bool:
    """Return whether some values of a row, by their positions, can meet; ``flawed`` if a leg has a flaw."""
    given = {WideRow._fields[axis]: value for axis, value in values.items()}
    leg, pages = given.get("leg"), given.get("pages")
    proxied = given.get("channel", Channel.ENVIRONMENT) is not Channel.ENVIRONMENT
    return any(
        (leg is None or leg in topology.legs)
        # Where there is no leg to verify, no store can tell: one is enough.
        and (bool(topology.legs) or given.get("store", STORES[0]) == STORES[0])
        and (bool(topology.proxies) or not proxied)
        # An intercepting proxy has leaves for one host.
        and not (topology.is_intercepted and pages is not None and pages.leads_to_another_name)
        # What is told in clear to a proxy that nobody vouches for has scenarios of its own.
        and not (flawed and topology.origin.scheme == "http" and pages is not None and pages.value.tells)
        for topology in ([given["topology"]] if "topology" in given else KINDS)
    )


def _find_explaining(scenario: Scenario, curated: Iterable[Scenario]) -> tuple[Defect, ...]:
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
    if not isinstance(defect.shows, Leaks):
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


def _make_wide_scenario(row: WideRow) -> Scenario:
    missing = {row.leg} if row.certificate is Certificate.GOOD else set()
    # An empty bundle is an error of its own to OpenSSL: instead of who is missing it holds a stranger.
    strangers = {Authority.STRANGER} if missing else set()
    vouched = frozenset({row.topology.find_signer(leg) for leg in row.topology.legs - missing} | strangers)
    scenario = Scenario(
        claim="Who vouches for a leg decides it.",
        topology=row.topology,
        trust=Trust(**{row.store: vouched}),
        host=row.host,
        proxy_set_by=row.channel,
        action=row.action,
        cache=row.cache,
        index=row.pages,
        expect=Accepts(),
        because="Legs are verified in order; the first that nobody vouches for or that is odd is refused.",
    )
    if row.leg is not None:
        scenario = scenario.but(**{f"{row.leg.value}_certificate": row.certificate})
    # One store is filled, so what lies in it is what is trusted.
    return scenario.but(expect=expect_outcome(scenario, vouched))


def _name_row(row: WideRow) -> str:
    return WIDE + "__".join(_name_values(row)).lower().replace(" ", "_")


def _name_values(row: WideRow) -> Iterator[str]:
    yield row.topology.name
    yield row.store
    if row.leg is not None and row.certificate is not None:
        good = row.certificate is Certificate.GOOD
        yield f"without_{row.leg.value}" if good else f"{row.leg.value}_{row.certificate.name}"
    plain = (Host.STANDALONE, Channel.ENVIRONMENT, Action.DOWNLOAD, Cache.OFF, Index.PLAIN)
    for value, usual in zip(row[4:], plain, strict=True):
        if value is not usual:
            yield f"{type(value).__name__}_{value.name}"
