"""The landmarks of a transcript: those that were seen, and those that an expectation would leave, to be diffed.

Both sides are in the transcript's own notation. Ordinary requests are left out, since which there are is the client's
business; what is delivered and what fails is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from harness.evidence.endings import delivers_file
from harness.model.conditions.addresses import is_ip
from harness.model.expectation import Accepts, Expectation, KeepsAltered, Rejects, Unverified
from harness.model.scenario import Scenario
from harness.model.transcript import Event, EventKind, format_transcript, group_by_connection
from harness.model.words import Leg

_ORDINARY = (EventKind.REQUEST, EventKind.RESPONSE, EventKind.CREDENTIAL)


def find_landmarks(events: Iterable[Event], artefact_path: str) -> tuple[str, ...]:
    """Return the lines of a transcript that matter for trust, without ordinary requests and repetitions."""
    return format_transcript(_shortened(events, artefact_path), counted=False)


def expect_landmarks(scenario: Scenario, expectation: Expectation) -> tuple[str, ...]:
    """Return the lines that the nodes write if an expectation holds; none for one that is not about a leg."""
    if not isinstance(expectation, Accepts | Rejects | Unverified | KeepsAltered):
        return ()
    if isinstance(expectation, Rejects):
        words = scenario.topology.list_words(expectation.leg, expectation.reason)
        return tuple(_expected(scenario, expectation.leg, " or ".join(sorted(words))))
    return tuple(_expected(scenario, None, ""))


def _expected(scenario: Scenario, refused: Leg | None, refusal: str) -> Iterator[str]:
    topology = scenario.topology
    for node in topology.through:
        if Leg.PROXY in topology.legs and node == topology.find_answering_node(Leg.PROXY):
            yield from _handshake(node, refusal if refused is Leg.PROXY else "")
            if refused is Leg.PROXY:
                return
        if Leg.ORIGIN in topology.legs or topology.speaks_socks:
            yield f"{node}: CONNECT origin"
        if topology.speaks_socks:
            yield f"{node}: addressed by {name_way(scenario)}"
    if Leg.ORIGIN in topology.legs:
        yield from _handshake(topology.find_answering_node(Leg.ORIGIN), refusal if refused is Leg.ORIGIN else "")
        if topology.is_intercepted:
            yield from _handshake("origin", "")
    if refused is None:
        yield "origin: delivered"


def name_way(scenario: Scenario) -> str:
    """Return how a client tells a SOCKS proxy where the origin is: ``name``, ``IPv4 address`` or ``IPv6 address``."""
    if scenario.topology.path[0].looks_names_up and not is_ip(scenario.origin_at.name):
        return "name"
    return "IPv6 address" if ":" in scenario.origin_at.ip else "IPv4 address"


def _handshake(node: str, refusal: str) -> Iterator[str]:
    yield f"{node}: hello localhost"
    yield f"{node}: refused {refusal}" if refusal else f"{node}: handshake done"


def _shortened(events: Iterable[Event], artefact_path: str) -> Iterator[Event]:
    for connection in group_by_connection(events).values():
        spoken = [event for event in connection if event.kind not in (EventKind.CONNECTED, EventKind.CLOSED)]
        for event in spoken or connection:
            if delivers_file(event, artefact_path):
                yield Event(event.node, event.connection, EventKind.DELIVERED)
            elif event.kind not in _ORDINARY or (
                event.kind is EventKind.RESPONSE and event.detail.startswith(("4", "5"))
            ):
                yield event
