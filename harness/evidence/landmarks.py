"""The landmarks of a transcript: what was seen, and what would be seen if an expectation held, to be diffed.

One rule: both sides come in the transcript's own notation. Ordinary requests are left out of it, since which there
are is pip's business; what is delivered and what fails is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from harness.evidence.outcome import delivers
from harness.model.expectation import Accepts, Expectation, KeepsAltered, Rejects, Unverified
from harness.model.scenario import Scenario
from harness.model.topology import Topology
from harness.model.transcript import Event, Kind, by_connection, lines
from harness.model.words import Leg

_ORDINARY = (Kind.REQUEST, Kind.RESPONSE, Kind.CREDENTIAL)


def seen(events: Iterable[Event], artefact_path: str) -> tuple[str, ...]:
    """What the nodes saw, shortened to what matters for trust: without ordinary requests and repetitions."""
    return lines(_shortened(events, artefact_path), counted=False)


def expected(scenario: Scenario, expectation: Expectation) -> tuple[str, ...]:
    """What the nodes see if an expectation holds; nothing for one that is not about a leg."""
    if not isinstance(expectation, Accepts | Rejects | Unverified | KeepsAltered):
        return ()
    if isinstance(expectation, Rejects):
        words = scenario.topology.words(expectation.leg, expectation.reason)
        return tuple(_expected(scenario.topology, expectation.leg, " or ".join(sorted(words))))
    return tuple(_expected(scenario.topology, None, ""))


def _expected(topology: Topology, refused: Leg | None, refusal: str) -> Iterator[str]:
    for node in topology.through:
        if Leg.PROXY in topology.legs and node == topology.answers(Leg.PROXY):
            yield from _handshake(node, refusal if refused is Leg.PROXY else "")
            if refused is Leg.PROXY:
                return
        if Leg.ORIGIN in topology.legs:
            yield f"{node}: CONNECT origin"
    if Leg.ORIGIN in topology.legs:
        yield from _handshake(topology.answers(Leg.ORIGIN), refusal if refused is Leg.ORIGIN else "")
        if topology.intercepted:
            yield from _handshake("origin", "")
    if refused is None:
        yield "origin: delivered"


def _handshake(node: str, refusal: str) -> Iterator[str]:
    yield f"{node}: hello localhost"
    yield f"{node}: refused {refusal}" if refusal else f"{node}: handshake done"


def _shortened(events: Iterable[Event], artefact_path: str) -> Iterator[Event]:
    for connection in by_connection(events).values():
        told = [event for event in connection if event.kind not in (Kind.CONNECTED, Kind.CLOSED)]
        for event in told or connection:
            if delivers(event, artefact_path):
                yield Event(event.node, event.connection, Kind.DELIVERED)
            elif event.kind not in _ORDINARY or (event.kind is Kind.RESPONSE and event.detail.startswith(("4", "5"))):
                yield event
