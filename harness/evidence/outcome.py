"""Read an outcome from an observation: which leg was refused and why, or what was fetched by which route and kept.

One rule: the outcome comes from the wire and from the files on disk. The client's exit code counts; its text does not,
but for the secrets in it. The witness adds whose context decided, and why a leg was refused where the wire cannot say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from harness.evidence.credentials import find_leaks, find_printed_credentials
from harness.evidence.refusals import ORIGINS, find_proven_reason, find_refusals, find_used_legs
from harness.evidence.testimony import Testimony
from harness.model.cell import Arrival, Exit
from harness.model.conditions.faults import name_ending, name_status
from harness.model.expectation import (
    Accepts,
    Breaks,
    Crosses,
    Expectation,
    KeepsAltered,
    Leaks,
    OutcomeKind,
    Prints,
    Rejects,
    Unverified,
    describe_leaks,
    describe_prints,
)
from harness.model.record import Observed
from harness.model.scenario import Scenario
from harness.model.transcript import CLIENT, NO_HELLO, Event, EventKind
from harness.model.words import Leg, Phase, Reason, Whose


@dataclass(frozen=True, kw_only=True)
class Observation:
    """Facts only: how the client ended, what the nodes saw, and what the client kept.

    ``artefact_path`` is the path whose response delivers the file that was asked for. ``testimony`` is None if no
    witness wrote one. ``trouble`` is a sentence about what kept the client from its work through no fault of its own.
    """

    exit: Exit
    events: tuple[Event, ...]
    artefact_path: str
    arrival: Arrival
    testimony: Testimony | None = None
    trouble: str = ""


#: The kinds of outcome that must never be, even in a cell that the lab broke.
NEVER = frozenset({"unverified", "crosses", "altered", "leaks", "prints"})
BYPASSED = "proxy_bypassed"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The one thing that an observation shows.

    ``reason`` is the word on the wire; for ``broken`` it is what was missing, for ``leaks`` what reached whom, for
    ``prints`` what was printed. ``cause`` is the proven reason for a refusal, None where it is unproven. ``through``
    are the proxies that were reached, in order. ``context`` says whose context decided the legs, None where nobody can
    tell.
    """

    kind: OutcomeKind
    leg: Leg | None = None
    reason: str | None = None
    cause: Reason | None = None
    phase: Phase | None = None
    through: tuple[str, ...] = ()
    context: Whose | None = None

    @property
    def must_never_be(self) -> bool:
        """True if it is wrong and known even where the lab broke: what a node has received, it has received."""
        return self.kind in NEVER or self.reason == BYPASSED


def read_outcome(scenario: Scenario, observation: Observation) -> Outcome:
    """Return what an observation of a scenario shows."""
    context = observation.testimony.whose if observation.testimony else None
    through = _find_route(scenario, observation.events)
    outcome = _read_forbidden(scenario, observation) or _read_ending(scenario, observation)
    return replace(outcome, through=through, context=context)


def restore_outcome(seen: Observed) -> Outcome:
    """Return the outcome that a record keeps."""
    return Outcome(
        kind=seen.outcome,
        leg=seen.leg,
        reason=seen.reason,
        # A record from before there were causes has only the word.
        cause=Reason[seen.cause.upper()] if seen.cause else find_proven_reason(seen.reason or ""),
        phase=seen.phase,
        through=seen.through,
        context=seen.context,
    )


def _read_forbidden(scenario: Scenario, observation: Observation) -> Outcome | None:
    """Return what must never happen, however the client ended; the worst if several things did, None if none did."""
    events = observation.events
    if leaked := find_leaks(scenario, events):
        return Outcome(kind="leaks", reason=describe_leaks(leaked))
    if scenario.topology.through and _was_bypassed(events):
        return Outcome(kind="broken", reason=BYPASSED)
    if used := scenario.unverifiable_legs & {leg for leg, _ in find_used_legs(scenario, events)}:
        leg = Leg.PROXY if Leg.PROXY in used else Leg.ORIGIN
        got = _got_file(observation)
        return Outcome(kind="unverified", leg=leg) if got else _read_crossing(scenario, observation, leg)
    if observation.exit.code == 0 and observation.arrival is Arrival.ALTERED:
        return Outcome(kind="altered")
    if printed := find_printed_credentials(events):
        return Outcome(kind="prints", reason=describe_prints(printed))
    return None


def _read_crossing(scenario: Scenario, observation: Observation, leg: Leg) -> Outcome:
    """Return the outcome of a request that crossed a leg in vain, with what the client refused in the end."""
    last = next(reversed(find_refusals(scenario, observation.events, observation.testimony)), None)
    refused = last if last and observation.exit.code != 0 and not last.contradicted else None
    word, cause = (refused.word, refused.cause) if refused else (None, None)
    return Outcome(kind="crosses", leg=leg, reason=word, cause=cause)


def _read_ending(scenario: Scenario, observation: Observation) -> Outcome:
    """Return how a client ended that did nothing which must never happen."""
    ended, events = observation.exit, observation.events
    if ended.code is None:
        return Outcome(kind="broken", reason="no_end")
    if ended.signal:
        return Outcome(kind="broken", reason=f"ended_by_{ended.signal.lower()}")
    if ended.code == 0:
        return _read_success(scenario, observation)
    refusals = find_refusals(scenario, events, observation.testimony)
    if not refusals:
        return Outcome(kind="broken", reason=_word_failure(scenario, observation))
    last = refusals[-1]
    if last.contradicted:
        return Outcome(kind="broken", reason="broke_off")
    if (last.leg, last.phase) in set(find_used_legs(scenario, events)):
        return Outcome(kind="broken", reason="refused_after_use")
    return Outcome(kind="rejects", leg=last.leg, reason=last.word, cause=last.cause, phase=last.phase)


def matches_expectation(scenario: Scenario, expectation: Expectation, outcome: Outcome) -> bool:
    """Return whether an outcome is the expected one, for the right reason and by the declared route."""
    whole = outcome.through == scenario.topology.through
    route = outcome.through == scenario.topology.through[: len(outcome.through)]
    match expectation:
        case Accepts(context):
            return whole and outcome.kind == "accepts" and context in (None, outcome.context)
        case Unverified(leg):
            return whole and (outcome.kind, outcome.leg) == ("unverified", leg)
        case Crosses(leg, cause):
            return route and (outcome.kind, outcome.leg, outcome.cause) == ("crosses", leg, cause)
        case KeepsAltered():
            return whole and outcome.kind == "altered"
        case Breaks(reason):
            return (outcome.kind, outcome.reason) == ("broken", reason)
        case Leaks():
            return whole and (outcome.kind, outcome.reason) == ("leaks", describe_leaks([expectation]))
        case Prints(credential):
            return route and (outcome.kind, outcome.reason) == ("prints", describe_prints([credential]))
        case Rejects(leg, why, phase):
            refused = (outcome.kind, outcome.leg, outcome.phase) == ("rejects", leg, phase)
            proven = outcome.cause is why and outcome.reason in scenario.topology.list_words(leg, why)
            return bool(route and refused and proven)


def _got_file(observation: Observation) -> bool:
    """Return whether the client ended well and has the file that the origin delivered."""
    delivered = any(delivers_file(event, observation.artefact_path) for event in observation.events)
    return observation.exit.code == 0 and delivered and observation.arrival is not Arrival.NOTHING


def _read_success(scenario: Scenario, observation: Observation) -> Outcome:
    if not any(delivers_file(event, observation.artefact_path) for event in observation.events):
        return Outcome(kind="broken", reason="nothing_fetched")
    if observation.arrival is Arrival.NOTHING:
        return Outcome(kind="broken", reason="nothing_kept")
    if wrong := _find_wrong_resolver(scenario, observation.events):
        return Outcome(kind="broken", reason=wrong)
    return Outcome(kind="accepts")


def _find_wrong_resolver(scenario: Scenario, events: Sequence[Event]) -> str:
    """Return who looked names up behind a SOCKS proxy where the other one should; empty if it was the right one.

    A host that has no name is addressed by its number whoever looks up the others.
    """
    how = {event.detail for event in events if event.kind is EventKind.ADDRESSED}
    if not how or scenario.topology.path[0].looks_names_up is ("name" in how):
        return ""
    return "resolved_by_the_proxy" if "name" in how else "resolved_by_the_client"


def _find_route(scenario: Scenario, events: Sequence[Event]) -> tuple[str, ...]:
    """Return the proxies that were reached, nearest the client first."""
    reached = {event.node for event in events} - ORIGINS - {CLIENT}
    known = [node for node in scenario.topology.through if node in reached]
    return (*known, *sorted(reached.difference(known)))


def _was_bypassed(events: Sequence[Event]) -> bool:
    """Return whether the client itself connected to the origin."""
    came = (event for event in events if event.kind is EventKind.CONNECTED and event.node in ORIGINS)
    return any(event.detail == CLIENT for event in came)


def delivers_file(event: Event, path: str) -> bool:
    """Return whether an event is the origin's response with the file at ``path``."""
    return event.node in ORIGINS and event.kind is EventKind.RESPONSE and event.detail == f"200 GET {path}"


def find_foreign_targets(events: Sequence[Event]) -> tuple[str, ...]:
    """Return what the client asked a proxy for that is not of this world, each target once, in order."""
    return tuple(dict.fromkeys(event.detail for event in events if event.kind is EventKind.CALLED_HOME))


def _word_failure(scenario: Scenario, observation: Observation) -> str:
    """Return the word for how a client failed that refused nobody.

    It is ``origin_closed``, ``proxy_stalled`` or the like where the last thing that a node did was to end an exchange;
    ``no_hello``; ``http_401``, ``socks_login_refused`` or the like, ``proxy_http_403`` where the proxy answered by
    itself; ``nothing_asked``; or ``not_kept`` for a client that was sent the file and did not keep it, and
    ``altered_left`` for one that left other bytes in its place.
    """
    events = observation.events
    last = _find_last(events)
    if last is not None and last.kind is EventKind.ENDED:
        return name_ending(_name_role(scenario, last), re.split(r"\W", last.detail)[0])
    if any(event.kind is EventKind.REFUSED and event.detail == NO_HELLO for event in events):
        return NO_HELLO
    if any(delivers_file(event, observation.artefact_path) for event in events):
        return "altered_left" if observation.arrival is Arrival.ALTERED else "not_kept"
    return _word_status(scenario, events, last) if last is not None else "nothing_asked"


def _find_last(events: Sequence[Event]) -> Event | None:
    """Return the last answer to a client that is more than the beginning of a tunnel, or the last ended exchange."""
    foreign = [[target] for target in find_foreign_targets(events)]
    return next(
        (
            event
            for event in reversed(events)
            if event.kind is EventKind.ENDED or (_is_answer(event) and event.detail.split(" ", 2)[2:] not in foreign)
        ),
        None,
    )


def _is_answer(event: Event) -> bool:
    return event.kind is EventKind.RESPONSE and not event.detail.startswith(("200 CONNECT", "succeeded CONNECT"))


def _word_status(scenario: Scenario, events: Sequence[Event], answer: Event) -> str:
    """Return the word for an answer: the proxy's own if nobody behind it has given one of that status as often."""
    status = answer.detail.partition(" ")[0]
    if not status.isdigit():
        return f"socks_{status}"
    alike = [_name_role(scenario, each) for each in events if _is_answer(each) and each.detail.startswith(f"{status} ")]
    own = _name_role(scenario, answer) == "proxy" and alike.count("proxy") > alike.count("origin")
    return name_status("proxy" if own else "origin", status)


def _name_role(scenario: Scenario, event: Event) -> Literal["proxy", "origin"]:
    return "proxy" if event.node in scenario.topology.through else "origin"
