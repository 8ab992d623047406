"""Judge a cell: its expectation and the known defects against what was observed.

One rule: a right answer for a wrong reason is a FAIL, and so is a known defect that no longer shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from harness.evidence.observation import Observation
from harness.evidence.outcome import Outcome, matches_expectation, read_outcome
from harness.evidence.refusals import find_client_address, find_connections, find_phase
from harness.evidence.testimony import Testimony
from harness.evidence.wording import describe_expectation, describe_outcome, describe_route
from harness.model.cell import Cell
from harness.model.defect import Defect
from harness.model.expectation import (
    Accepts,
)
from harness.model.scenario import Scenario
from harness.model.transcript import Event, EventKind
from harness.model.words import Leg, Phase, Verdict

#: A TLS session as both sides know it: the client's own address (host and port) and the leg.
_SeenSession = tuple[str, Leg]


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A verdict with the sentence that explains it.

    ``defect`` is the one that showed (KNOWN) or that should have shown and did not (FAIL).
    """

    verdict: Verdict
    why: str
    outcome: Outcome | None = None
    defect: Defect | None = None


def judge_cell(cell: Cell, observation: Observation, *, known: bool = True) -> Judged:
    """Return the verdict on a cell; with ``known`` False as if no defect were catalogued, which a bisect needs."""
    outcome = read_outcome(cell.scenario, observation)
    if not outcome.must_never_be and (trouble := _trouble(cell, observation, outcome)):
        return Judged(verdict=Verdict.INVALID, why=trouble, outcome=outcome)
    defects = [each for each in cell.scenario.exposes if known and each.affects(cell.client)]
    shown = [defect for defect in defects if matches_expectation(cell.scenario, defect.shows, outcome)]
    if shown:
        return Judged(verdict=Verdict.KNOWN, why=shown[0].because, outcome=outcome, defect=shown[0])
    claimed = matches_expectation(cell.scenario, cell.scenario.expect, outcome)
    if not claimed and known:
        explained = [each for each in cell.scenario.explained_by if each.affects(cell.client)]
        shown = [defect for defect in explained if matches_expectation(cell.scenario, defect.shows, outcome)]
        if shown:
            return Judged(verdict=Verdict.KNOWN, why=shown[0].because, outcome=outcome, defect=shown[0])
    if not claimed:
        return Judged(verdict=Verdict.FAIL, why=_difference(cell, outcome), outcome=outcome)
    if defects:
        why = f"{defects[0].slug} ({defects[0].issue}) does not show on {cell.client.short}: if it is fixed, close it"
        return Judged(verdict=Verdict.FAIL, why=why, outcome=outcome, defect=defects[0])
    return Judged(verdict=Verdict.PASS, why=cell.scenario.because, outcome=outcome)


def _trouble(cell: Cell, observation: Observation, outcome: Outcome) -> str:
    """Return why the lab, not the client, kept the cell from being judged; empty if nothing did."""
    broke = [event.detail for event in observation.events if event.kind is EventKind.BROKE]
    if broke:
        return f"a node broke: {broke[0]}"
    if observation.trouble:
        return observation.trouble
    if observation.exit.code is None:
        signal = observation.exit.signal
        if not signal and cell.scenario.may_hang:
            return ""
        return f"the client was ended by {signal}, which it did not cause" if signal else "the client did not end"
    if observation.testimony is not None and (doubt := _doubt(cell, observation)):
        return doubt
    asked = isinstance(cell.scenario.expect, Accepts) and cell.scenario.expect.context is not None
    unheard = asked and outcome.kind == "accepts" and outcome.context is None
    return "the witness does not say whose context decided the legs" if unheard else ""


def _doubt(cell: Cell, observation: Observation) -> str:
    """Return why a testimony cannot be believed; empty if it can, or if the witness itself reports that it failed."""
    testimony = observation.testimony
    assert testimony is not None
    if testimony.damage or testimony.troubles:
        return testimony.damage
    return find_disagreement(cell.scenario, observation.events, testimony)


def find_disagreement(scenario: Scenario, events: Sequence[Event], testimony: Testimony) -> str:
    """Return the first point on which the testimony and the wire disagree, as a sentence; empty if they agree.

    The witness runs in the client, and a client may write what it likes: each TLS session that a node greeted must be
    one that the witness reports, from the same address and on the same leg, and the reverse. Only of the pip that
    prepares a build there may be no word: pip 26.2 starts it in the environment of the build, where no witness is
    (pypa/pip#14227). In git there is none at all.
    """
    greeted = _count_greeted(scenario, events)
    reported = Counter((each.handshake.local or "", each.leg) for each in testimony.decisions if each.leg is not None)
    done = Counter((each.handshake.local or "", each.leg) for each in testimony.decisions if each.passed and each.leg)
    by_others = None if scenario.action.is_by_git else Phase.BUILD
    unwatched = set(_count_greeted(scenario, events, by_others)) - set(reported)
    for session, number in greeted.items():
        if reported[session] != number and session not in unwatched:
            leg = session[1].value
            return f"handshakes on the {leg} leg: a node saw {number}, and the witness reports {reported[session]}"
    for session, number in done.items():
        if greeted[session] < number:
            return f"the witness reports a handshake on the {session[1].value} leg that no node saw"
    return ""


def _count_greeted(scenario: Scenario, events: Sequence[Event], phase: Phase | None = None) -> Counter[_SeenSession]:
    """Count the sessions whose beginning a node saw, in any phase or in one."""
    return Counter(
        (find_client_address(connection), leg)
        for leg in scenario.topology.legs
        for connection in find_connections(scenario, leg, events)
        if any(event.kind is EventKind.HELLO for event in connection)
        and phase in (None, find_phase(scenario, connection, events))
    )


def _difference(cell: Cell, outcome: Outcome) -> str:
    saw = describe_outcome(outcome) + describe_route(outcome)
    return f"expected {describe_expectation(cell.scenario.expect)}, saw {saw}"
