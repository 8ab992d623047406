"""Make observations of clients that behave in a given way, with events as real nodes write them.

One rule: it knows the topologies from their drawings, and nothing of how the lab reads a transcript.
"""

from __future__ import annotations

from collections.abc import Iterable
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
from harness.model.transcript import CLIENT, NO_HELLO, Event, EventKind
from harness.model.words import Leg, Phase, Reason, Whose
from tests.support.wire_events import (
    answered,
    asked_for,
    bypassing,
    ended_by,
    faults_met,
    fetched,
    kept_out,
    refused,
    refused_for,
)
from tests.support.witnessing import witnessed

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
            return ended(0, *faults_met(scenario), *fetched(scenario, *first, last), path=last)
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
            # Where a proxy is refused nothing comes to the origin.
            leg = scenario.expect.leg if isinstance(scenario.expect, Rejects) else Leg.ORIGIN
            return ended(1, *refused(scenario, leg, NO_HELLO), path=last)
        case "resolved_by_the_proxy":
            return ended(0, *fetched(scenario, *first, last, how="name"), path=last)
        case "socks_login_refused" | "socks_no_acceptable_methods":
            return ended(1, *kept_out(scenario, reason.removeprefix("socks_")), path=last)
        case _ if reason.startswith("socks_"):
            return ended(1, *kept_out(scenario, f"{reason.removeprefix('socks_')} CONNECT origin"), path=last)
        case "no_end":
            return ended(None, *asked_for(scenario, last), path=last)
    node, _, how = reason.partition("_")
    if node in ("proxy", "origin"):
        return ended(1, *ended_by(scenario, node, how, last), path=last)
    assert reason.startswith("http_"), f"{reason} is not to be had from the wire"
    if reason == "http_407" and scenario.topology.through:
        return ended(1, *kept_out(scenario, "407 CONNECT origin"), path=last)
    # A page, after which there is nothing that the client would ask for.
    asked = "/simple/demo/" if reason == "http_200" else last
    return ended(1, *answered(scenario, reason.removeprefix("http_"), asked), path=last)


def yes_man(scenario: Scenario) -> Observation:
    """Return the observation of a client that accepts any certificate."""
    return holding(scenario, Accepts())


def nay_sayer(scenario: Scenario, leg: Leg) -> Observation:
    """Return the observation of a client that trusts nobody on a leg."""
    return holding(scenario, Rejects(leg), "unknown_ca")
