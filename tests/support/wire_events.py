"""Write the events of an exchange as real nodes write them: a path fetched, a leg refused, a connection ended.

One rule: it knows the topologies from their drawings, and nothing of how the lab reads a transcript.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from harness.evidence.landmarks import name_way
from harness.model.scenario import Scenario
from harness.model.transcript import CLIENT, NO_HELLO, Event, EventKind
from harness.model.words import Leg, Reason
from tests.support.witnessing import address


def fetched(scenario: Scenario, *paths: str, how: str = "") -> Iterator[Event]:
    """Each path fetched on a connection of its own; ``how`` a client addresses the origin to a SOCKS proxy."""
    for number, path in enumerate(paths, start=1):
        yield from _joined(scenario, number, how)
        yield from _got(_readers(scenario), number, path)
        yield from _closed((*scenario.topology.through, "origin"), number)


def faults_met(scenario: Scenario) -> Iterator[Event]:
    """The faults that the nodes commit before a client gets past them."""
    nodes = ((scenario.topology.path[0].name, scenario.proxy_fault.value), ("origin", scenario.origin_fault.value))
    for node, fault in ((node, fault) for node, fault in nodes if fault.commits):
        kind = EventKind.RESPONSE if fault.status or fault.reply else EventKind.ENDED
        answer = f"{fault.status} GET /simple/" if fault.status else f"{fault.reply} CONNECT origin"
        yield Event(node, 0, kind, fault.ending or answer)


def asked_for(scenario: Scenario, path: str) -> Iterator[Event]:
    """A path asked for and not answered."""
    yield from _joined(scenario, 1)
    yield Event("origin", 1, EventKind.REQUEST, f"GET {path}")
    yield from _closed((*scenario.topology.through, "origin"), 1)


def ended_by(scenario: Scenario, node: str, how: str, path: str) -> Iterator[Event]:
    """A path that the origin does not answer, or that the proxy nearest the client does not pass on."""
    if how == "no_tls":
        name = scenario.topology.path[0].name if node == "proxy" else "origin"
        yield from (each for each in _joined(scenario, 1) if each.node not in ("origin", name))
        yield Event(name, 1, EventKind.ENDED, "no_tls: none")
        return
    if node == "origin":
        yield from asked_for(scenario, path)
        yield Event("origin", 1, EventKind.ENDED, f"{how} before an answer")
        return
    proxy = scenario.topology.path[0].name
    yield from (each for each in _joined(scenario, 1) if each.node == proxy and each.kind is not EventKind.RESPONSE)
    status = how.removeprefix("http_")
    if status == how:
        yield Event(proxy, 1, EventKind.ENDED, f"{how} before an answer")
    else:
        yield Event(proxy, 1, EventKind.RESPONSE, f"{status} CONNECT origin")


def answered(scenario: Scenario, status: str, path: str) -> Iterator[Event]:
    """A path asked for and answered with a status."""
    yield from _joined(scenario, 1)
    yield Event("origin", 1, EventKind.REQUEST, f"GET {path}")
    yield Event("origin", 1, EventKind.RESPONSE, f"{status} GET {path}")
    yield from _closed((*scenario.topology.through, "origin"), 1)


def kept_out(scenario: Scenario, word: str) -> Iterator[Event]:
    """A client that its proxy does not let in."""
    node = scenario.topology.through[0]
    yield Event(node, 1, EventKind.CONNECTED, CLIENT, address(1))
    yield Event(node, 1, EventKind.RESPONSE, word)
    yield from _closed((node,), 1)


def bypassing(path: str, connection: int = 1) -> Iterator[Event]:
    """A path fetched past every proxy."""
    yield Event("origin", connection, EventKind.CONNECTED, CLIENT, address(connection))
    yield from _shaken("origin", connection)
    yield from _got({}, connection, path)
    yield from _closed(("origin",), connection)


def refused(scenario: Scenario, leg: Leg, word: str, connection: int = 1) -> Iterator[Event]:
    """A leg refused with a word, on one connection."""
    answers = scenario.topology.find_answering_node(leg)
    reached: dict[str, None] = {}
    for event in _joined(scenario, connection):
        reached[event.node] = None
        if event.node == answers and event.kind is EventKind.HANDSHAKE:
            yield Event(answers, connection, EventKind.REFUSED, word)
            break
        if not (event.node == answers and event.kind is EventKind.HELLO and word == NO_HELLO):
            yield event
    yield from _closed(reached, connection)


def refused_for(scenario: Scenario, leg: Leg, reason: Reason, connection: int, word: str = "") -> Iterator[Event]:
    """A leg refused for a reason with a word, or else by the alert for it."""
    words = scenario.topology.list_words(leg, reason)
    alert = min(words, key=lambda each: (each == "hung_up", each))
    yield from refused(scenario, leg, word or alert, connection)


def _joined(scenario: Scenario, number: int, how: str = "") -> Iterator[Event]:
    """From the client's connection to the last handshake, each node in its turn; ``how`` it addresses the origin."""
    topology = scenario.topology
    peer = CLIENT
    for node in topology.through:
        yield Event(node, number, EventKind.CONNECTED, peer, address(number))
        if Leg.PROXY in topology.legs and peer == CLIENT:
            yield from _shaken(node, number)
        if Leg.ORIGIN in topology.legs or topology.speaks_socks:
            yield Event(node, number, EventKind.CONNECT, "origin")
            if topology.speaks_socks:
                yield Event(node, number, EventKind.ADDRESSED, how or name_way(scenario))
            word = "succeeded" if topology.speaks_socks else "200"
            yield Event(node, number, EventKind.RESPONSE, f"{word} CONNECT origin")
        peer = node
    yield Event("origin", number, EventKind.CONNECTED, peer, address(number))
    if Leg.ORIGIN in topology.legs:
        yield from _shaken("origin", number)
        if topology.is_intercepted:
            yield from _shaken(peer, number)


def _shaken(node: str, number: int) -> Iterator[Event]:
    yield Event(node, number, EventKind.HELLO, "localhost")
    yield Event(node, number, EventKind.HANDSHAKE)


def _readers(scenario: Scenario) -> dict[str, str]:
    """The proxies that can read requests, because there is no TLS or they answer it, and what goes before a path."""
    topology = scenario.topology
    if Leg.ORIGIN not in topology.legs:
        return dict.fromkeys(topology.through if topology.reads_requests else (), "http://origin")
    return dict.fromkeys(topology.through[-1:] if topology.is_intercepted else (), "")


def _got(readers: Mapping[str, str], number: int, path: str) -> Iterator[Event]:
    """A page and a file."""
    for each in ("/simple/demo/", path):
        seen = {node: f"GET {place}{each}" for node, place in readers.items()} | {"origin": f"GET {each}"}
        yield from (Event(node, number, EventKind.REQUEST, said) for node, said in seen.items())
        yield from (Event(node, number, EventKind.RESPONSE, f"200 {said}") for node, said in seen.items())


def _closed(nodes: Iterable[str], number: int) -> Iterator[Event]:
    for node in nodes:
        yield Event(node, number, EventKind.CLOSED)
