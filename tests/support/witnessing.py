"""Make the testimony about a client that behaves in a given way, from the events that nodes would see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from harness.evidence.testimony import Testimony, read_testimony
from harness.model.scenario import Scenario
from harness.model.transcript import Event, EventKind
from harness.model.words import Leg, Reason, Whose
from tests.support import said

#: What OpenSSL says of a certificate that is refused for a reason; a name that is wrong may also be found out later.
_CODES = {
    Reason.UNTRUSTED: 20,
    Reason.EXPIRED: 10,
    Reason.NOT_YET_VALID: 9,
    Reason.WRONG_NAME: 62,
    Reason.WRONG_USE: 26,
    Reason.RULE_BROKEN: 47,
}


def witnessed(scenario: Scenario, events: Iterable[Event], whose: Whose, reason: Reason | None) -> Testimony:
    """Return the testimony about these events where one context decided every leg, and refused one for a reason."""
    decided = 2 if whose is Whose.LOST else 1
    told = [said.process(), said.context(1), said.context(2), said.manager(3, 1), said.adapter(4, 3, 1)]
    told.append(said.session(None if whose is Whose.NONE else 1, https=4))
    told += _handshakes(scenario, tuple(events), decided, reason)
    return read_testimony(said.written(*told), proxy_url=f"https://localhost:{said.PROXY_PORT}")


def _handshakes(scenario: Scenario, events: tuple[Event, ...], context: int, reason: Reason | None) -> Iterator[str]:
    topology = scenario.topology
    for leg in (each for each in Leg if each in topology.legs):
        port = said.PROXY_PORT if leg is Leg.PROXY else said.ORIGIN_PORT
        for greeted in (
            each for each in events if each.kind is EventKind.HELLO and each.node == topology.find_answering_node(leg)
        ):
            here = [each.kind for each in events if (each.node, each.connection) == (greeted.node, greeted.connection)]
            code = _CODES.get(reason, 0) if reason and EventKind.REFUSED in here else 0
            error: dict[str, Any] = {"error": "refused", "verify_code": code} if code else {}
            inside = leg is Leg.ORIGIN and Leg.PROXY in topology.legs
            yield said.handshake(context, port, local=address(greeted.connection), inside=inside, **error)
            if reason is Reason.WRONG_FINGERPRINT and EventKind.REFUSED in here:
                local = address(greeted.connection)
                yield said.line("check", what="assert_fingerprint", local=local, inside=inside, error="refused")


def address(connection: int) -> str:
    """Where the client's own end of a connection is."""
    return f"127.0.0.1:{50000 + connection}"
