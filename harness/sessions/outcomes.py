"""Read the outcome of each step of a session from what the nodes saw.

One rule: only the wire counts. A step is accepted if its own path was asked for at the origin where it ends; if not,
the leg is named whose handshake was refused. The client's text is never read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from harness.model.transcript import NO_HELLO, Event, EventKind, group_by_connection
from harness.model.words import Leg
from harness.sessions.words import INTERCEPTING_PROXY, ORIGINS, TLS_PROXY, Step

#: The nodes that answer for an origin, by their names.
_FOR_ORIGINS = frozenset(place.value for place in (*ORIGINS, INTERCEPTING_PROXY))


@dataclass(frozen=True)
class StepOutcome:
    """The outcome of a step: ``accepted``, or the ``refused`` leg, or neither where there was no handshake.

    ``tunnelled``: it opened a tunnel through the ``https://`` proxy, and so had accepted that leg. ``shown`` are the
    nodes that got the client's certificate on a connection opened for it or used by it; ``credentials`` pairs of a
    node and the header that it got.
    """

    accepted: bool
    refused: Leg | None = None
    tunnelled: bool = False
    shown: frozenset[str] = frozenset()
    credentials: frozenset[tuple[str, str]] = frozenset()

    @property
    def verdict(self) -> str:
        """The outcome in words: ``accepted``, ``refuses the proxy leg`` and the like."""
        if self.accepted:
            return "accepted"
        return f"refuses the {self.refused.value} leg" if self.refused else "refuses before any handshake"


def read_outcomes(session: int, steps: Sequence[Step], events: Sequence[Event]) -> tuple[StepOutcome, ...]:
    """Return the outcomes of a session's steps, each of which rang and asked for ``/<session>/<step>``."""
    opened_for, followed = _sort_events(events)
    return tuple(_read_outcome(f"/{session}/{number}", step, opened_for, followed) for number, step in enumerate(steps))


def _sort_events(events: Sequence[Event]) -> tuple[dict[str, list[list[Event]]], dict[str, list[Event]]]:
    """Return by each ring of the bell the connections that were opened after it, and the events that followed it."""
    opened, followed = defaultdict(list), defaultdict(list)
    connections, ring = group_by_connection(events), ""
    for event in events:
        if event.node == "bell":
            ring = event.detail.removeprefix("GET ") if event.kind is EventKind.REQUEST else ring
            continue
        followed[ring].append(event)
        if event.kind is EventKind.CONNECTED:
            opened[ring].append(connections[event.node, event.connection])
    return opened, followed


def _read_outcome(
    ring: str, step: Step, opened: dict[str, list[list[Event]]], followed: dict[str, list[Event]]
) -> StepOutcome:
    served = [each for each in followed[ring] if each.kind is EventKind.REQUEST and each.detail.endswith(f" {ring}")]
    accepted = any(each.node == step.end.value for each in served)
    everything = [each for seen in opened.values() for connection in seen for each in connection]
    used = {(each.node, each.connection) for each in served} | {
        (seen[0].node, seen[0].connection) for seen in opened[ring]
    }
    return StepOutcome(
        accepted=accepted,
        refused=None if accepted else _find_refused_leg(opened[ring]),
        tunnelled=any(each.node == TLS_PROXY.value and each.kind is EventKind.CONNECT for each in followed[ring]),
        shown=frozenset(
            each.node
            for each in everything
            if each.kind is EventKind.CLIENT_CERTIFICATE and (each.node, each.connection) in used
        ),
        credentials=frozenset(
            (each.node, each.detail.split()[0]) for each in followed[ring] if each.kind is EventKind.CREDENTIAL
        ),
    )


def _find_refused_leg(opened: Sequence[Sequence[Event]]) -> Leg | None:
    """Return the leg whose handshake on these connections was refused, or followed by silence."""
    refused = [seen[0].node for seen in opened if _was_in_vain(seen)]
    if any(node in _FOR_ORIGINS for node in refused):
        return Leg.ORIGIN
    return Leg.PROXY if TLS_PROXY.value in refused else None


def _was_in_vain(seen: Sequence[Event]) -> bool:
    kinds = [event.kind for event in seen]
    if EventKind.REFUSED in kinds:
        return seen[kinds.index(EventKind.REFUSED)].detail != NO_HELLO
    return EventKind.HANDSHAKE in kinds and not {EventKind.REQUEST, EventKind.CONNECT} & set(
        kinds[kinds.index(EventKind.HANDSHAKE) :]
    )
