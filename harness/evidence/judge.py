"""Expectation and defects × observation → verdict.

One rule: pure and strict. A right answer for a wrong reason is a FAIL, and so is a known defect that no longer shows.
"""

from __future__ import annotations

from dataclasses import dataclass

from harness.evidence.agreement import find_disagreement
from harness.evidence.outcome import Observation, Outcome, matches, read
from harness.evidence.refusals import word_a_refusal
from harness.model.affected import has
from harness.model.cell import Cell
from harness.model.defect import Defect
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
from harness.model.transcript import Kind
from harness.model.words import Phase, Verdict, Whose

#: Whose context decided the legs, in words.
CONTEXTS = {
    None: "",
    Whose.SESSIONS: " by the session's context",
    Whose.LOST: " by another context than the session's",
    Whose.NONE: " without a context of the session's",
}


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A cell and its worth. ``why`` is one sentence; ``defect`` the one that showed (KNOWN) or did not show (FAIL)."""

    verdict: Verdict
    why: str
    outcome: Outcome | None = None
    defect: Defect | None = None


def judge(cell: Cell, observation: Observation, *, known: bool = True) -> Judged:
    """Judge what was observed of a cell; with ``known`` False as if no defect were catalogued (for a bisect)."""
    outcome = read(cell.scenario, observation)
    if not outcome.must_never_be and (trouble := _trouble(cell, observation, outcome)):
        return Judged(verdict=Verdict.INVALID, why=trouble, outcome=outcome)
    defects = [each for each in cell.scenario.exposes if known and has(cell.client, each)]
    shown = [defect for defect in defects if matches(cell.scenario, defect.shows, outcome)]
    if shown:
        return Judged(verdict=Verdict.KNOWN, why=shown[0].because, outcome=outcome, defect=shown[0])
    claimed = matches(cell.scenario, cell.scenario.expect, outcome)
    if not claimed and known:
        explained = [each for each in cell.scenario.explained_by if has(cell.client, each)]
        shown = [defect for defect in explained if matches(cell.scenario, defect.shows, outcome)]
        if shown:
            return Judged(verdict=Verdict.KNOWN, why=shown[0].because, outcome=outcome, defect=shown[0])
    if not claimed:
        return Judged(verdict=Verdict.FAIL, why=_difference(cell, outcome), outcome=outcome)
    if defects:
        why = f"{defects[0].slug} ({defects[0].issue}) does not show on {cell.client.short}: if it is fixed, close it"
        return Judged(verdict=Verdict.FAIL, why=why, outcome=outcome, defect=defects[0])
    return Judged(verdict=Verdict.PASS, why=cell.scenario.because, outcome=outcome)


def _trouble(cell: Cell, observation: Observation, outcome: Outcome) -> str:
    """What of the lab kept the cell from being judged, in words; empty if nothing did."""
    broke = [event.detail for event in observation.events if event.kind is Kind.BROKE]
    if broke:
        return f"a node broke: {broke[0]}"
    if observation.trouble:
        return observation.trouble
    if observation.exit.code is None:
        signal = observation.exit.signal
        return f"the client was ended by {signal}, which is no doing of its own" if signal else "the client did not end"
    if observation.testimony is not None and (doubt := _doubt(cell, observation)):
        return doubt
    asked = isinstance(cell.scenario.expect, Accepts) and cell.scenario.expect.context is not None
    unheard = asked and outcome.kind == "accepts" and outcome.context is None
    return "the witness did not say whose context decided the legs" if unheard else ""


def _doubt(cell: Cell, observation: Observation) -> str:
    """Why a testimony cannot be believed, in words; empty if it can. One that says itself that it failed is no lie."""
    testimony = observation.testimony
    assert testimony is not None
    if testimony.damage or testimony.troubles:
        return testimony.damage
    return find_disagreement(cell.scenario, observation.events, testimony)


def _difference(cell: Cell, outcome: Outcome) -> str:
    return f"expected {in_words(cell.scenario.expect)}, saw {seen_in_words(outcome)}"


def in_words(expectation: Expectation) -> str:
    """``rejects the proxy leg (nobody vouches for it)``."""
    match expectation:
        case Rejects(leg, reason, phase):
            when = " while preparing the build" if phase is Phase.BUILD else ""
            return f"rejects the {leg.value} leg{when} ({reason.value})"
        case Unverified(leg):
            return f"accepts the {leg.value} leg unverified"
        case Crosses(leg, refused):
            then = f", and refuses in the end ({refused.value})" if refused else ""
            return f"asks over the {leg.value} leg unverified and gets no file{then}"
        case KeepsAltered():
            return "keeps an altered file"
        case Leaks(node, credential):
            return f"leaks {credential.value} to {node}"
        case Prints(credential):
            return f"prints the password of {credential.value}"
        case Breaks(how):
            return f"broken ({how})"
        case Accepts(context):
            return f"accepts{CONTEXTS[context]}"


def seen_in_words(outcome: Outcome) -> str:
    """``rejects the origin leg (unknown_ca) through connect-proxy``."""
    leg = f" the {outcome.leg.value} leg" if outcome.leg else ""
    when = " while preparing the build" if outcome.phase is Phase.BUILD else ""
    told = word_a_refusal(outcome.reason or "", outcome.cause) if outcome.kind == "rejects" else outcome.reason
    reason = f" ({told})" if told else ""
    context = CONTEXTS[outcome.context] if outcome.context is Whose.LOST else ""
    route = f" through {' and '.join(outcome.through)}" if outcome.through else ""
    return f"{outcome.kind}{leg}{when}{reason}{context}{route}"
