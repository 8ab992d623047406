"""Find who refused which leg, and why: every handshake that a client did not go through with.

That a leg was refused is read from the wire. Where the wire has only a hang-up, or a word that stands for several
reasons, the witness says why; without a witness the reason is unproven.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from harness.evidence.testimony import Decision, Testimony
from harness.model.conditions.indexes import FURTHER
from harness.model.scenario import Scenario
from harness.model.transcript import NO_HELLO, Event, EventKind, group_by_connection
from harness.model.words import Leg, Phase, Reason, find_reasons

#: The nodes that serve the index and its files.
ORIGINS = frozenset({"origin", "files", "elsewhere", FURTHER})
#: The word for a client that ended the connection and sent no alert.
HUNG_UP = "hung_up"
#: Words for refusals by the node, or for want of anything in common, of which the client knows nothing.
_NODES_OWN = frozenset(
    {
        "peer_did_not_return_a_certificate",
        "https_proxy_request",
        "unsupported_protocol",
        "internal_error",
        "no_shared_cipher",
    }
)

#: The events that a node saw on one connection, in order.
Connection = Sequence[Event]


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A handshake that was refused, or after which the client hung up without a byte.

    ``word`` is the one on the wire, ``cause`` the proven reason, None where it is unproven. ``contradicted`` means that
    by the witness the client accepted this leg, so that it ended for another reason. ``at`` is the position among all
    events, ``node`` the one that was refused.
    """

    leg: Leg
    word: str
    phase: Phase
    at: int
    node: str = ""
    cause: Reason | None = None
    contradicted: bool = False


def find_refusals(scenario: Scenario, events: Sequence[Event], testimony: Testimony | None) -> tuple[Refusal, ...]:
    """Return every refusal by the client, or by a node that the client faces, in order."""
    found = (
        refusal
        for leg in scenario.topology.legs
        for connection in find_connections(scenario, leg, events)
        if (refusal := _refusal(scenario, leg, connection, events, testimony)) is not None
    )
    return tuple(sorted(found, key=lambda refusal: refusal.at))


def _refusal(
    scenario: Scenario, leg: Leg, connection: Connection, events: Sequence[Event], testimony: Testimony | None
) -> Refusal | None:
    seen = _end_of_handshake(connection)
    if seen is None:
        return None
    event, word = seen
    if word == HUNG_UP and find_client_address(connection) in _find_ended(events):
        return None
    phase = find_phase(scenario, connection, events)
    decision = None if word in _NODES_OWN else _decision(leg, connection, testimony)
    cause = decision.reason if decision else find_proven_reason(word)
    contradicted = decision is not None and decision.passed
    at = _position(event, events)
    return Refusal(
        leg=leg, word=word, phase=phase, at=at, cause=cause, contradicted=contradicted, node=connection[0].node
    )


def _find_ended(events: Sequence[Event]) -> frozenset[str]:
    """Return the addresses of the client whose connections a node ended: then it was not the client that hung up."""
    ended = {(event.node, event.connection) for event in events if event.kind is EventKind.ENDED}
    came = (event for event in events if event.kind is EventKind.CONNECTED and event.client)
    return frozenset(event.client for event in came if (event.node, event.connection) in ended)


def find_proven_reason(word: str) -> Reason | None:
    """Return the reason that a word on the wire proves by itself, None where it stands for several or for none."""
    reasons = find_reasons(word) if word != HUNG_UP else frozenset()
    return next(iter(reasons)) if len(reasons) == 1 else None


def describe_refusal(word: str, cause: Reason | None) -> str:
    """Return a refusal's word, with the reason where the word alone does not say it: ``hung_up: it has expired``."""
    if find_proven_reason(word) is not None:
        return word
    return f"{word}: {cause.value}" if cause else f"{word}, for an unproven reason"


def _end_of_handshake(connection: Connection) -> tuple[Event, str] | None:
    """Return the event that ended a client's handshake in vain, with its word; None if it went on, or never began."""
    kinds = [event.kind for event in connection]
    if EventKind.REFUSED in kinds:
        refused = connection[kinds.index(EventKind.REFUSED)]
        return None if refused.detail == NO_HELLO else (refused, refused.detail)
    if EventKind.HANDSHAKE in kinds and not _said_anything(connection):
        return connection[kinds.index(EventKind.HANDSHAKE)], HUNG_UP
    return None


def _decision(leg: Leg, connection: Connection, testimony: Testimony | None) -> Decision | None:
    """Return the handshake that the witness reported on this connection, the last on its leg if there were several."""
    decisions = [each for each in testimony.decisions if each.leg is leg] if testimony else []
    client = find_client_address(connection)
    here = [each for each in decisions if each.handshake.local == client]
    return here[-1] if client and here else None


def find_client_address(connection: Connection) -> str:
    """Return the client's own address at the start of a connection, as host and port; empty if it is unknown."""
    return next((event.client for event in connection if event.kind is EventKind.CONNECTED), "")


def find_connections(scenario: Scenario, leg: Leg, events: Iterable[Event]) -> list[list[Event]]:
    """Return the connections on which a node answered for a leg; files on a second host count as the origin's."""
    answers = scenario.topology.find_answering_node(leg)
    nodes = ORIGINS if answers in ORIGINS else {answers}
    return [seen for (node, _), seen in group_by_connection(events).items() if node in nodes]


def carried_request(connection: Connection) -> bool:
    """Return whether the client asked for anything of this world after a handshake; what it calls home is not of it."""
    foreign = sum(event.kind is EventKind.CALLED_HOME for event in connection)
    return _count_requests(connection) > foreign


def _said_anything(connection: Connection) -> bool:
    return _count_requests(connection) > 0


def _count_requests(connection: Connection) -> int:
    """Count the requests of a client after its handshake; none if it did not come to one."""
    kinds = [event.kind for event in connection]
    if EventKind.HANDSHAKE not in kinds:
        return 0
    after = kinds[kinds.index(EventKind.HANDSHAKE) :]
    return after.count(EventKind.REQUEST) + after.count(EventKind.CONNECT)


def find_used_legs(scenario: Scenario, events: Sequence[Event]) -> Iterator[tuple[Leg, Phase]]:
    """Yield each leg that carried a request, with the phase in which it did."""
    yield from ((leg, phase) for leg, phase, _ in find_uses(scenario, events))


def find_uses(scenario: Scenario, events: Sequence[Event]) -> Iterator[tuple[Leg, Phase, str]]:
    """Yield each leg that carried a request, with the phase in which it did, and the name of a further index.

    That is empty for any other node.
    """
    for leg in scenario.topology.legs:
        for connection in find_connections(scenario, leg, events):
            if carried_request(connection):
                yield leg, find_phase(scenario, connection, events), name_index(connection[0].node)


def name_index(node: str) -> str:
    """Return the name of a further index; empty for any other node, each of which speaks for its leg."""
    return node if node == FURTHER else ""


def find_phase(scenario: Scenario, connection: Connection, events: Sequence[Event]) -> Phase:
    """Return what a connection was opened for: the main request, or the build once the sdist was delivered.

    Where the sdist is a local one, every connection is for the build.
    """
    if scenario.action.is_local:
        return Phase.BUILD
    before = events[: _position(connection[0], events)]
    delivered = scenario.action.builds and any(_is_sdist(event) for event in before)
    return Phase.BUILD if delivered else Phase.MAIN


def _position(event: Event, events: Sequence[Event]) -> int:
    # Two events on one connection can be alike: it is this one that counts.
    return next(at for at, each in enumerate(events) if each is event)


def _is_sdist(event: Event) -> bool:
    return event.node in ORIGINS and event.detail.startswith("200 GET") and event.detail.endswith(".tar.gz")
