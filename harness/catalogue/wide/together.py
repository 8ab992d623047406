"""Find a defect that shows in a run that goes on elsewhere: one that another defect then ends, or one that is led to https://.

One rule: two defects show together only in a client that has both, and the second where the first lets the run go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from harness.model.conditions import ProxyFault
from harness.model.defect import Affected, Defect
from harness.model.expectation import Breaks, Crosses, Rejects, Unverified
from harness.model.scenario import Scenario
from harness.model.words import Leg, Reason

#: An answer of a node that ends a run: what a client is told only after it has taken the leg.
_ANSWERED = "http_"


def combine_defects(found: Iterable[Defect]) -> Iterator[Defect]:
    """Yield each defect that lets a client take a leg, as it shows where another one ends the run after that."""
    several = tuple(found)
    taking = [each for each in several if isinstance(each.shows, Unverified)]
    for first in taking:
        for second in several:
            crosses = _cross(first, second)
            affected = tuple(_share(first.affected, second.affected))
            if crosses is not None and affected:
                yield replace(first, shows=crosses, affected=affected, needs=first.needs | second.needs)


def _cross(first: Defect, second: Defect) -> Crosses | None:
    """Return how two defects show together; None if the second does not come after the leg of the first."""
    assert isinstance(first.shows, Unverified)
    leg = first.shows.leg
    match second.shows:
        case Breaks(reason) if reason.startswith(_ANSWERED) and leg is Leg.ORIGIN:
            return Crosses(leg)
        case Rejects(Leg.ORIGIN, why) if leg is Leg.PROXY:
            return Crosses(leg, why)
    return None


def _share(some: Iterable[Affected], others: Iterable[Affected]) -> Iterator[Affected]:
    """Yield the clients that both have; of adapter variants, which have libraries, none."""
    for one in some:
        for other in others:
            if one.kind == other.kind and not (one.names or other.names):
                yield replace(one, versions=",".join(filter(None, (one.versions, other.versions))))


def lead_to_tls(defect: Defect, shown: Scenario, scenario: Scenario) -> Scenario | None:
    """Return what a scenario is once its client is led from an http:// index to an https:// URL; None if it is not.

    A client that does not verify a proxy for the sake of an http:// URL does so then, as one that shows the defect does
    from the first. It is a proxy's redirect that leads there, and the proxy's leg that is then refused.
    """
    led = scenario.proxy_fault is ProxyFault.REDIRECTED and scenario.topology.origin.scheme == "http"
    same = shown.topology.proxies == scenario.topology.proxies and shown.topology.origin.scheme == "https"
    refused = defect.shows == Rejects(Leg.PROXY, Reason.UNTRUSTED)
    return scenario.but(topology=shown.topology) if led and same and refused else None
