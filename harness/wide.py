"""The wide matrix: generated scenarios in which every two conditions meet at least once.

One rule: pure and repeatable. What is expected of a generated scenario is what the rule says (:mod:`harness.rule`), and
whatever a release does otherwise is a catalogued defect or a finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations, product
from typing import Any, NamedTuple

from harness.conditions import Action, Cache, Certificate, Channel, Host, Index
from harness.model import Accepts, Defect, Leg, Topology
from harness.rule import expected
from harness.scenario import Scenario
from harness.trust import Authority, Trust

#: What the id of a generated scenario begins with.
WIDE = "wide."

STORES = (
    *("system", "shipped", "ssl_cert_file", "ssl_cert_dir"),
    *("cert_flag", "pip_cert", "pip_conf", "requests_ca_bundle", "curl_ca_bundle"),
)


#: Of conditions with more values, those that every topology can have and that the rule speaks of.
CERTIFICATES = (Certificate.GOOD, Certificate.EXPIRED, Certificate.WRONG_NAME, Certificate.BY_STRANGER)
CHANNELS = (Channel.ENVIRONMENT, Channel.FLAG, Channel.CONFIG)
ACTIONS = (Action.DOWNLOAD, Action.INSTALL, Action.DOWNLOAD_URL, Action.BUILD)
PAGES = (Index.PLAIN, Index.FILES_ON_SECOND_HOST, Index.REDIRECTED, Index.BASIC_AUTH)
#: Two values, each with the position of its condition in a row.
_Pair = tuple[tuple[int, Any], tuple[int, Any]]
#: A topology of each kind that decides what can meet.
KINDS = (
    Topology(name="direct"),
    Topology(name="tunnelled over TLS", proxy_scheme="https"),
    Topology(name="intercepted over TLS", proxy_scheme="https", intercepted=True),
)


class Flaw(NamedTuple):
    """What is wrong with a leg: its certificate, or with a good one, that the store does not vouch for it."""

    leg: Leg
    certificate: Certificate


class Row(NamedTuple):
    """One value of each condition."""

    topology: Topology
    store: str
    flaw: Flaw | None
    host: Host
    channel: Channel
    action: Action
    cache: Cache
    pages: Index


def wide(curated: Mapping[str, Scenario]) -> dict[str, Scenario]:
    """The generated scenarios over the topologies of the curated ones, whose defects may explain what they show."""
    topologies = tuple(dict.fromkeys(each.topology for each in curated.values()))
    defects = tuple(dict.fromkeys(defect for each in curated.values() for defect in each.exposes))
    return {_name(row): _scenario(row, defects) for row in rows(topologies)}


@cache
def rows(topologies: tuple[Topology, ...]) -> tuple[Row, ...]:
    """Rows in which every two values that can meet do so: those without a flaw, and those with one.

    They are covered apart, since a leg that is refused keeps the other conditions from telling.
    """
    flaws = [Flaw(leg, certificate) for leg in Leg for certificate in CERTIFICATES]
    verified = [each for each in topologies if each.legs]
    return (*_covering(topologies, [None]), *_covering(verified, flaws))


def _covering(topologies: Sequence[Topology], flaws: Sequence[Flaw | None]) -> Iterator[Row]:
    """Rows until every pair has met, each filled with the values that meet most others for the first time.

    The generators of covering arrays that were tried leave pairs out once some cannot meet.
    """
    axes: list[Sequence[Any]] = [topologies, STORES, flaws, list(Host), CHANNELS, ACTIONS, list(Cache), PAGES]
    waiting = dict.fromkeys(pair for pair in _pairs(axes) if possible(dict(pair)))
    while waiting:
        row = dict(next(iter(waiting)))
        for axis in range(len(axes)):
            if axis not in row:
                fitting = [value for value in axes[axis] if possible({**row, axis: value})]
                row[axis] = max(fitting, key=lambda value: sum(pair in waiting for pair in _met(row, axis, value)))
        for pair in combinations(sorted(row.items(), key=_axis), 2):
            waiting.pop(pair, None)
        yield Row(*(row[axis] for axis in range(len(axes))))


def _pairs(axes: Sequence[Sequence[Any]]) -> Iterator[_Pair]:
    for (one, ones), (other, others) in combinations(enumerate(axes), 2):
        yield from (((one, a), (other, b)) for a, b in product(ones, others))


def _met(row: Mapping[int, Any], axis: int, value: Any) -> Iterator[_Pair]:
    """The pairs that a value would make with those that a row has already."""
    for other in row.items():
        first, second = sorted((other, (axis, value)), key=_axis)
        yield first, second


def _axis(value: tuple[int, Any]) -> int:
    return value[0]


def possible(values: Mapping[int, Any]) -> bool:
    """Whether some values of a row, by their positions, can meet."""
    given = {Row._fields[axis]: value for axis, value in values.items()}
    flaw, pages = given.get("flaw"), given.get("pages")
    proxied = given.get("channel", Channel.ENVIRONMENT) is not Channel.ENVIRONMENT
    return any(
        (flaw is None or flaw.leg in topology.legs)
        and (topology.proxy_scheme is not None or not proxied)
        # An intercepting proxy has leaves for one host.
        and not (topology.intercepted and pages is Index.FILES_ON_SECOND_HOST)
        for topology in ([given["topology"]] if "topology" in given else KINDS)
    )


def _scenario(row: Row, defects: tuple[Defect, ...]) -> Scenario:
    missing = {row.flaw.leg} if row.flaw and row.flaw.certificate is Certificate.GOOD else set()
    # An empty bundle is an error of its own to OpenSSL: instead of who is missing it holds a stranger.
    strangers = {Authority.STRANGER} if missing else set()
    vouched = frozenset({row.topology.signer(leg) for leg in row.topology.legs - missing} | strangers)
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
        explained_by=defects,
    )
    if row.flaw is not None:
        scenario = scenario.but(**{f"{row.flaw.leg.value}_certificate": row.flaw.certificate})
    # One store is filled, so what lies in it is what is trusted.
    return scenario.but(expect=expected(scenario, vouched))


def _name(row: Row) -> str:
    return WIDE + "__".join(_words(row)).lower().replace(" ", "_")


def _words(row: Row) -> Iterator[str]:
    yield row.topology.name
    yield row.store
    if row.flaw is not None:
        good = row.flaw.certificate is Certificate.GOOD
        yield f"without_{row.flaw.leg.value}" if good else f"{row.flaw.leg.value}_{row.flaw.certificate.name}"
    plain = (Host.STANDALONE, Channel.ENVIRONMENT, Action.DOWNLOAD, Cache.OFF, Index.PLAIN)
    for value, usual in zip(row[3:], plain, strict=True):
        if value is not usual:
            yield f"{type(value).__name__}_{value.name}"
