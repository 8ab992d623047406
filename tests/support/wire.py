"""Make observations of clients that behave in a given way, with events as real nodes write them.

One rule: it knows the topologies from their drawings, and nothing of how the lab reads a transcript.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from harness.evidence.endings import delivers_file
from harness.evidence.observation import Observation
from harness.model.cell import Arrival, Exit
from harness.model.conditions import Action
from harness.model.expectation import (
    Accepts,
    Breaks,
    Crosses,
    Expectation,
    KeepsAltered,
    Leaks,
    Prints,
    Rejects,
    Unverified,
)
from harness.model.scenario import Scenario
from harness.model.topology import Topology
from harness.model.transcript import CLIENT, NO_HELLO, Event, EventKind
from harness.model.words import Leg, Phase, Reason, Whose
from tests.support.witnessing import address, witnessed

FILE = "/files/demo-1.0-py3-none-any.whl"
SDIST = "/files/built-1.0.tar.gz"
BACKEND = "/files/lab_backend-1.0-py3-none-any.whl"


def ended(code: int | None, *events: Event, path: str = FILE) -> Observation:
    """An observation of a client that ended with this code after these events."""
    got = code == 0 and any(delivers_file(event, path) for event in events)
    arrival = Arrival.WHOLE if got else Arrival.NOTHING
    ending = Exit(code=code, output="", seconds=0.5)
    return Observation(exit=ending, events=events, artefact_path=path, arrival=arrival)


def wanted(scenario: Scenario) -> tuple[str, ...]:
    """The paths that an action fetches, each by a pip of its own; the last is the one that counts."""
    if scenario.action.builds:
        return (SDIST, BACKEND) if scenario.action is Action.BUILD else (BACKEND,)
    return (FILE,)


def holding(scenario: Scenario, expectation: Expectation, word: str = "") -> Observation:
    """Return the observation if an expectation holds, a leg being refused with this word or else by its alert."""
    seen = _at_the_files(scenario, _on_the_wire(scenario, expectation, word))
    if isinstance(expectation, Accepts) and expectation.context is not None:
        return replace(seen, testimony=witnessed(scenario, seen.events, expectation.context, None))
    reason = _refused_for(expectation)
    if reason is not None and not _says_why(seen.events):
        return replace(seen, testimony=witnessed(scenario, seen.events, Whose.NONE, reason))
    return seen


def _at_the_files(scenario: Scenario, seen: Observation) -> Observation:
    """Return an observation in which the index with the files is asked, if that is a further one on a host of its own.

    Its events are the origin's in all else.
    """
    node = scenario.index.value.filed_at
    return replace(seen, events=tuple(replace(e, node=node) if e.node == "origin" else e for e in seen.events))


def _refused_for(expectation: Expectation) -> Reason | None:
    """The reason for which something is refused where an expectation holds."""
    if isinstance(expectation, Rejects):
        return expectation.reason
    return expectation.refused if isinstance(expectation, Crosses) else None


def _says_why(events: Iterable[Event]) -> bool:
    """Return whether the word of a refusal stands for one reason alone."""
    (word,) = (event.detail for event in events if event.kind is EventKind.REFUSED)
    return word not in ("hung_up", "bad_certificate")


def _on_the_wire(scenario: Scenario, expectation: Expectation, word: str) -> Observation:
    *first, last = wanted(scenario)
    match expectation:
        case Accepts() | Unverified():
            return ended(0, *_met(scenario), *fetched(scenario, *first, last), path=last)
        case Crosses(_, refused):
            asked = [each for each in fetched(scenario, *first, last) if not each.detail.endswith(last)]
            then = refused_for(scenario, Leg.ORIGIN, refused, len(first) + 2) if refused else ()
            return ended(1, *asked, *then, path=last)
        case KeepsAltered():
            return replace(ended(0, *fetched(scenario, *first, last), path=last), arrival=Arrival.ALTERED)
        case Prints(credential):
            told = Event(CLIENT, 1, EventKind.PRINTED, f"{credential.value} 01234567")
            return ended(1, *fetched(scenario, *first), told, path=last)
        case Rejects(leg, reason, phase):
            before = fetched(scenario, *first) if phase is Phase.BUILD else ()
            gone = refused_for(scenario, leg, reason, len(first) + 1, word)
            return ended(1, *before, *gone, path=last)
        case Leaks(node, credential):
            told = Event(node, 1, EventKind.CREDENTIAL, f"{credential.value} 01234567")
            return ended(0, *fetched(scenario, *first, last), told, path=last)
        case Breaks(reason):
            return _broken_off(scenario, reason)


def _broken_off(scenario: Scenario, reason: str) -> Observation:
    *first, last = wanted(scenario)
    match reason:
        case "proxy_bypassed":
            return ended(0, *fetched(scenario, *first), *bypassing(last, connection=len(first) + 1), path=last)
        case "nothing_asked":
            return ended(1, path=last)
        case "nothing_fetched":
            return ended(0, *fetched(scenario, *first), path=last)
        case "not_kept":
            return ended(1, *fetched(scenario, *first, last), path=last)
        case "broke_off":
            events = tuple(refused(scenario, Leg.ORIGIN, "hung_up"))
            seen = ended(1, *events, path=last)
            return replace(seen, testimony=witnessed(scenario, events, Whose.NONE, None))
        case "no_hello":
            return ended(1, *refused(scenario, Leg.ORIGIN, NO_HELLO), path=last)
        case "resolved_by_the_proxy":
            return ended(0, *fetched(scenario, *first, last, how="name"), path=last)
        case "socks_login_refused" | "socks_no_acceptable_methods":
            return ended(1, *_kept_out(scenario, reason.removeprefix("socks_")), path=last)
        case "no_end":
            return ended(None, *_asked(scenario, last), path=last)
    node, _, how = reason.partition("_")
    if node in ("proxy", "origin"):
        return ended(1, *_ended_by(scenario, node, how, last), path=last)
    assert reason.startswith("http_"), f"{reason} is not to be had from the wire"
    if reason == "http_407" and scenario.topology.through:
        return ended(1, *_kept_out(scenario, "407 CONNECT origin"), path=last)
    # A page, after which there is nothing that the client would ask for.
    asked = "/simple/demo/" if reason == "http_200" else last
    return ended(1, *_answered(scenario, reason.removeprefix("http_"), asked), path=last)


def yes_man(scenario: Scenario) -> Observation:
    """Return the observation of a client that accepts any certificate."""
    return holding(scenario, Accepts())


def nay_sayer(scenario: Scenario, leg: Leg) -> Observation:
    """Return the observation of a client that trusts nobody on a leg."""
    return holding(scenario, Rejects(leg), "unknown_ca")


def fetched(scenario: Scenario, *paths: str, how: str = "") -> Iterator[Event]:
    """Each path fetched on a connection of its own; ``how`` a client addresses the origin to a SOCKS proxy."""
    for number, path in enumerate(paths, start=1):
        yield from _joined(scenario, number, how)
        yield from _got(_readers(scenario), number, path)
        yield from _closed((*scenario.topology.through, "origin"), number)


def _met(scenario: Scenario) -> Iterator[Event]:
    """The faults that the nodes commit before a client gets past them."""
    nodes = ((scenario.topology.path[0].name, scenario.proxy_fault.value), ("origin", scenario.origin_fault.value))
    for node, fault in ((node, fault) for node, fault in nodes if fault.commits):
        kind = EventKind.RESPONSE if fault.status else EventKind.ENDED
        yield Event(node, 0, kind, f"{fault.status} GET /simple/" if fault.status else fault.ending)


def _asked(scenario: Scenario, path: str) -> Iterator[Event]:
    """A path asked for and not answered."""
    yield from _joined(scenario, 1)
    yield Event("origin", 1, EventKind.REQUEST, f"GET {path}")
    yield from _closed((*scenario.topology.through, "origin"), 1)


def _ended_by(scenario: Scenario, node: str, how: str, path: str) -> Iterator[Event]:
    """A path that the origin does not answer, or that the proxy nearest the client does not pass on."""
    if how == "no_tls":
        name = scenario.topology.path[0].name if node == "proxy" else "origin"
        yield from (each for each in _joined(scenario, 1) if each.node not in ("origin", name))
        yield Event(name, 1, EventKind.ENDED, "no_tls: none")
        return
    if node == "origin":
        yield from _asked(scenario, path)
        yield Event("origin", 1, EventKind.ENDED, f"{how} before an answer")
        return
    proxy = scenario.topology.path[0].name
    yield from (each for each in _joined(scenario, 1) if each.node == proxy and each.kind is not EventKind.RESPONSE)
    status = how.removeprefix("http_")
    if status == how:
        yield Event(proxy, 1, EventKind.ENDED, f"{how} before an answer")
    else:
        yield Event(proxy, 1, EventKind.RESPONSE, f"{status} CONNECT origin")


def _answered(scenario: Scenario, status: str, path: str) -> Iterator[Event]:
    """A path asked for and answered with a status."""
    yield from _joined(scenario, 1)
    yield Event("origin", 1, EventKind.REQUEST, f"GET {path}")
    yield Event("origin", 1, EventKind.RESPONSE, f"{status} GET {path}")
    yield from _closed((*scenario.topology.through, "origin"), 1)


def _kept_out(scenario: Scenario, word: str) -> Iterator[Event]:
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
        if Leg.ORIGIN in topology.legs:
            yield Event(node, number, EventKind.CONNECT, "origin")
            if topology.speaks_socks:
                yield Event(node, number, EventKind.ADDRESSED, how or _address(topology))
            word = "succeeded" if topology.speaks_socks else "200"
            yield Event(node, number, EventKind.RESPONSE, f"{word} CONNECT origin")
        peer = node
    yield Event("origin", number, EventKind.CONNECTED, peer, address(number))
    if Leg.ORIGIN in topology.legs:
        yield from _shaken("origin", number)
        if topology.is_intercepted:
            yield from _shaken(peer, number)


def _address(topology: Topology) -> str:
    """How a client addresses the origin to a SOCKS proxy."""
    return "name" if topology.path[0].looks_names_up else "IPv4 address"


def _shaken(node: str, number: int) -> Iterator[Event]:
    yield Event(node, number, EventKind.HELLO, "localhost")
    yield Event(node, number, EventKind.HANDSHAKE)


def _readers(scenario: Scenario) -> dict[str, str]:
    """The proxies that can read requests, because there is no TLS or they answer it, and what goes before a path."""
    topology = scenario.topology
    if Leg.ORIGIN not in topology.legs:
        return dict.fromkeys(topology.through, "http://origin")
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
