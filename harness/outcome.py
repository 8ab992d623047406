"""An observation → what it shows: which leg was refused and with which word, or what was fetched by which route.

One rule: pure, and from the wire. The client's exit code counts; its text does not. Whose context decided is added by
the witness, and changes nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from harness import credentials
from harness.cell import Exit
from harness.conditions import Action
from harness.model import Accepts, Breaks, Expectation, Leaks, Leg, Phase, Rejects, Unverified, Whose
from harness.scenario import Scenario
from harness.testimony import Testimony
from harness.transcript import CLIENT, NO_HELLO, Event, Kind, by_connection

#: The nodes that have the index and its files.
ORIGINS = frozenset({"origin", "files", "elsewhere"})


@dataclass(frozen=True, kw_only=True)
class Observation:
    """Facts only: how the client ended, what the nodes saw, which path delivers what was asked for.

    ``testimony`` is what the witness in the client said, None if there was none.
    """

    exit: Exit
    events: tuple[Event, ...]
    artefact_path: str
    testimony: Testimony | None = None


OutcomeKind = Literal["accepts", "rejects", "unverified", "broken", "leaks"]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What an observation shows. ``kind`` is ``accepts``, ``rejects``, ``unverified``, ``leaks`` or ``broken``.

    ``reason`` is the word on the wire, for ``broken`` what was missing, for ``leaks`` what reached whom; ``through``
    the proxies reached, in order; ``context`` whose decided the legs, None where nobody can tell: the one thing that is
    the witness's to say.
    """

    kind: OutcomeKind
    leg: Leg | None = None
    reason: str | None = None
    phase: Phase | None = None
    through: tuple[str, ...] = ()
    context: Whose | None = None


@dataclass(frozen=True)
class _Refusal:
    leg: Leg
    word: str
    at: int


def read(scenario: Scenario, observation: Observation) -> Outcome:
    """What an observation of a scenario shows."""
    context = observation.testimony.whose if observation.testimony else None
    return replace(_on_the_wire(scenario, observation), context=context)


def _on_the_wire(scenario: Scenario, observation: Observation) -> Outcome:
    through = _through(scenario, observation.events)
    if observation.exit.code is None:
        return Outcome(kind="broken", reason="no_end", through=through)
    if (amiss := _amiss(scenario, observation.events, through)) is not None:
        return amiss
    if observation.exit.code == 0:
        return _success(observation, through)
    refusals = sorted(_refusals(scenario, observation.events), key=lambda refusal: refusal.at)
    if not refusals:
        return Outcome(kind="broken", reason=_end(observation.events), through=through)
    last = refusals[-1]
    phase = Phase.BUILD if _building(scenario, observation.events, last) else Phase.MAIN
    return Outcome(kind="rejects", leg=last.leg, reason=last.word, phase=phase, through=through)


def _amiss(scenario: Scenario, events: Sequence[Event], through: tuple[str, ...]) -> Outcome | None:
    """What must never happen, however the client ended; the worst if several did."""
    if leaked := credentials.leaks(scenario, events):
        return Outcome(kind="leaks", reason=credentials.in_words(leaked), through=through)
    if scenario.topology.through and _bypassed(events):
        return Outcome(kind="broken", reason="proxy_bypassed", through=through)
    if used := {leg for leg in scenario.unverifiable if _carried(scenario, leg, events)}:
        leg = Leg.PROXY if Leg.PROXY in used else Leg.ORIGIN
        return Outcome(kind="unverified", leg=leg, through=through)
    return None


def matches(scenario: Scenario, expectation: Expectation, outcome: Outcome) -> bool:
    """Whether an outcome is the expected one, for the right reason and by the declared route."""
    topology = scenario.topology
    match expectation:
        case Accepts(context):
            wanted = outcome.context if context is None else context
            return (outcome.kind, outcome.context, outcome.through) == ("accepts", wanted, topology.through)
        case Unverified(leg):
            return (outcome.kind, outcome.leg, outcome.through) == ("unverified", leg, topology.through)
        case Breaks(reason):
            return (outcome.kind, outcome.reason) == ("broken", reason)
        case Leaks():
            leaked = ("leaks", credentials.in_words([expectation]), topology.through)
            return (outcome.kind, outcome.reason, outcome.through) == leaked
        case Rejects(leg, why, phase):
            refused = (outcome.kind, outcome.leg, outcome.phase) == ("rejects", leg, phase)
            route = topology.through[: len(outcome.through)]
            return refused and outcome.reason in topology.words(leg, why) and outcome.through == route


def _success(observation: Observation, through: tuple[str, ...]) -> Outcome:
    if not any(delivers(event, observation.artefact_path) for event in observation.events):
        return Outcome(kind="broken", reason="nothing_fetched", through=through)
    return Outcome(kind="accepts", through=through)


def _refusals(scenario: Scenario, events: Sequence[Event]) -> Iterator[_Refusal]:
    """Every handshake of the client that was refused, or after which it hung up without a byte."""
    for leg in scenario.topology.legs:
        for seen in _connections(scenario, leg, events):
            kinds = [event.kind for event in seen]
            if Kind.REFUSED in kinds:
                refused = seen[kinds.index(Kind.REFUSED)]
                if refused.detail == NO_HELLO:
                    continue  # it ended before it could see a certificate
                yield _Refusal(leg, refused.detail, events.index(refused))
            elif Kind.HANDSHAKE in kinds and not _used(kinds):
                yield _Refusal(leg, "hung_up", events.index(seen[kinds.index(Kind.HANDSHAKE)]))


def _connections(scenario: Scenario, leg: Leg, events: Sequence[Event]) -> list[list[Event]]:
    """The connections on which a node answered for a leg. Files on a second host are the origin's too."""
    answers = scenario.topology.answers(leg)
    nodes = ORIGINS if answers in ORIGINS else {answers}
    return [seen for (node, _), seen in by_connection(events).items() if node in nodes]


def _carried(scenario: Scenario, leg: Leg, events: Sequence[Event]) -> bool:
    return any(_used([event.kind for event in seen]) for seen in _connections(scenario, leg, events))


def _used(kinds: Sequence[Kind]) -> bool:
    """Whether the client said anything after the handshake."""
    if Kind.HANDSHAKE not in kinds:
        return False
    after = kinds[kinds.index(Kind.HANDSHAKE) :]
    return Kind.REQUEST in after or Kind.CONNECT in after


def _through(scenario: Scenario, events: Sequence[Event]) -> tuple[str, ...]:
    """The proxies that were reached, nearest the client first."""
    reached = {event.node for event in events} - ORIGINS
    known = [node for node in scenario.topology.through if node in reached]
    return (*known, *sorted(reached.difference(known)))


def _bypassed(events: Sequence[Event]) -> bool:
    """Whether the client itself came to the origin."""
    came = (event for event in events if event.kind is Kind.CONNECTED and event.node in ORIGINS)
    return any(event.detail == CLIENT for event in came)


def delivers(event: Event, path: str) -> bool:
    """Whether this is the origin's answer with the file at ``path``."""
    return event.node in ORIGINS and event.kind is Kind.RESPONSE and event.detail == f"200 GET {path}"


def _building(scenario: Scenario, events: Sequence[Event], refusal: _Refusal) -> bool:
    """Whether a refusal came after the sdist was delivered, and so from the pip that prepares the build.

    Where the sdist is a local one, nothing but the build asks anybody.
    """
    if scenario.action is not Action.BUILD:
        return scenario.action is Action.BUILD_LOCAL
    return any(
        event.node in ORIGINS and event.detail.startswith("200 GET") and event.detail.endswith(".tar.gz")
        for event in events[: refusal.at]
    )


def _end(events: Sequence[Event]) -> str:
    """How a client ended that refused nobody: ``no_hello``, ``http_401`` and the like, or ``nothing_asked``."""
    if any(event.kind is Kind.REFUSED and event.detail == NO_HELLO for event in events):
        return NO_HELLO
    answers = [
        event.detail.split()[0]
        for event in events
        if event.kind is Kind.RESPONSE and not event.detail.startswith("200 CONNECT")
    ]
    return f"http_{answers[-1]}" if answers else "nothing_asked"
