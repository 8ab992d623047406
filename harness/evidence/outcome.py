"""Read an outcome from an observation: which leg was refused and why, or what was fetched by which route and kept.

One rule: the outcome comes from the wire and from the files on disk. The client's exit code counts; its text does not,
but for the secrets in it. The witness adds whose context decided, and why a leg was refused where the wire cannot say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from harness.evidence.credentials import find_leaks, find_printed_credentials
from harness.evidence.endings import delivers_file, meets_faults, word_failure
from harness.evidence.observation import Observation
from harness.evidence.refusals import (
    HUNG_UP,
    ORIGINS,
    Refusal,
    find_proven_reason,
    find_refusals,
    find_uses,
    name_index,
)
from harness.model.cell import Arrival
from harness.model.conditions.addresses import is_ip
from harness.model.conditions.indexes import ORIGIN
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
from harness.model.transcript import CLIENT, Event, EventKind
from harness.model.words import Leg, Phase, Reason, Whose

#: The kinds of outcome that must never be, even in a cell that the lab broke.
NEVER = frozenset({"unverified", "crosses", "altered", "leaks", "prints"})
BYPASSED = "proxy_bypassed"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The one thing that an observation shows.

    ``reason`` is the word on the wire; for ``broken`` it is what was missing, for ``leaks`` what reached whom, for
    ``prints`` what was printed. ``cause`` is the proven reason for a refusal, None where it is unproven. ``through``
    are the proxies that were reached, in order; ``node`` the one that was refused, empty where it is not known.
    ``context`` says whose context decided the legs, None where nobody can
    tell.
    """

    kind: OutcomeKind
    leg: Leg | None = None
    reason: str | None = None
    cause: Reason | None = None
    phase: Phase | None = None
    through: tuple[str, ...] = ()
    context: Whose | None = None
    node: str = ""

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
        node=seen.node,
    )


def _read_forbidden(scenario: Scenario, observation: Observation) -> Outcome | None:
    """Return what must never happen, however the client ended; the worst if several things did, None if none did."""
    events = observation.events
    if leaked := find_leaks(scenario, events):
        return Outcome(kind="leaks", reason=describe_leaks(leaked))
    if scenario.topology.through and _was_bypassed(events):
        return Outcome(kind="broken", reason=BYPASSED)
    if used := _find_unverified(scenario, events):
        leg = Leg.PROXY if Leg.PROXY in used else Leg.ORIGIN
        got = _got_file(observation)
        return Outcome(kind="unverified", leg=leg) if got else _read_crossing(scenario, observation, leg)
    if observation.exit.code == 0 and observation.arrival is Arrival.ALTERED:
        return Outcome(kind="altered")
    if printed := find_printed_credentials(events):
        return Outcome(kind="prints", reason=describe_prints(printed))
    return None


def _find_unverified(scenario: Scenario, events: Sequence[Event]) -> frozenset[Leg]:
    """Return the legs that carried a request to somebody whom no client can verify, one of two indexes included."""
    uses = {(leg, name) for leg, _, name in find_uses(scenario, events)}
    return frozenset(leg for leg, name in uses if not scenario.is_verifiable(leg, name or ORIGIN))


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
        return Outcome(kind="broken", reason=word_failure(scenario, observation))
    # A client that goes on to another index is refused that one last, whichever has the file.
    last = next((each for each in reversed(refusals) if _is_asked(scenario, each)), refusals[-1])
    if last.contradicted:
        return Outcome(kind="broken", reason="broke_off")
    if (last.leg, last.phase, name_index(last.node)) in set(find_uses(scenario, events)):
        return Outcome(kind="broken", reason="refused_after_use")
    return Outcome(kind="rejects", leg=last.leg, reason=last.word, cause=last.cause, phase=last.phase, node=last.node)


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
            return route and (outcome.kind, outcome.reason) == ("leaks", describe_leaks([expectation]))
        case Prints(credential):
            return route and (outcome.kind, outcome.reason) == ("prints", describe_prints([credential]))
        case Rejects(leg, why, phase):
            refused = (outcome.kind, outcome.leg, outcome.phase) == ("rejects", leg, phase)
            proven = outcome.cause is why and outcome.reason in scenario.topology.list_words(leg, why)
            return bool(
                route and refused and (proven or _says_nothing(scenario, outcome)) and _is_asked(scenario, outcome)
            )


def _says_nothing(scenario: Scenario, outcome: Outcome) -> bool:
    """Return whether git hung up without a word: only the control, in which it does not, says what it was for.

    libcurl looks at a certificate after the handshake where it uses GnuTLS, as in Debian, and sends no alert then.
    https://github.com/curl/curl/blob/master/lib/vtls/gtls.c
    """
    return scenario.action.is_by_git and outcome.reason == HUNG_UP and outcome.cause is None


def _is_asked(scenario: Scenario, refused: Outcome | Refusal) -> bool:
    """Return whether of two indexes it is the one with the files that was refused, as far as it is known."""
    two = scenario.index.value.further_signer is not None and refused.leg is Leg.ORIGIN
    return not two or refused.node in ("", scenario.index.value.filed_at) or scenario.topology.is_intercepted


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
    if not meets_faults(scenario, observation.events):
        return Outcome(kind="broken", reason="fault_not_met")
    return Outcome(kind="accepts")


def _find_wrong_resolver(scenario: Scenario, events: Sequence[Event]) -> str:
    """Return who looked names up behind a SOCKS proxy where the other one should; empty if it was the right one.

    A host that is called by an IP address is not looked up by anybody.
    """
    how = {event.detail for event in events if event.kind is EventKind.ADDRESSED}
    if "name" not in how and is_ip(scenario.origin_at.name):
        return ""
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
