"""A record → what it answers in a bisect, and which known defect a change is.

One rule: pure, and by outcome and reason. The verdict does not count: it says how a cell compares with a claim, not
what it did.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from harness.bisect.boundary import Unknown
from harness.evidence.outcome import Outcome, matches_expectation
from harness.evidence.refusals import find_proven_reason
from harness.model.affected import affects
from harness.model.defect import Defect
from harness.model.record import Observed, Record
from harness.model.scenario import Scenario
from harness.model.words import Leg, Phase, Reason, Verdict, Whose


class Answer(NamedTuple):
    """What tells one side of a change from the other; whose context it was only where the scenario claims that."""

    outcome: str
    leg: Leg | None
    reason: str | None
    phase: Phase | None
    context: Whose | None = None


def answer(record: Record) -> Answer | Unknown:
    """What a cell showed; unknown if it never ran or the lab broke."""
    seen = record.observed
    if seen is None or record.verdict is Verdict.INVALID:
        return Unknown(record.why or "the cell was not run")
    context = seen.context if record.expected.context is not None else None
    return Answer(seen.outcome, seen.leg, seen.reason, seen.phase, context)


def ending(scenario: Scenario, last: Record, first: Record) -> tuple[Defect, ...]:
    """The defects that a scenario exposes and that go with a change: ``last`` is the last record to show them."""
    return tuple(_at(scenario, having=last, lacking=first))


def beginning(scenario: Scenario, last: Record, first: Record) -> tuple[Defect, ...]:
    """The defects that a scenario exposes and that come with a change: ``first`` is the first record to show them."""
    return tuple(_at(scenario, having=first, lacking=last))


def _at(scenario: Scenario, *, having: Record, lacking: Record) -> Iterator[Defect]:
    for defect in scenario.exposes:
        within = affects(defect, having.client.version) and not affects(defect, lacking.client.version)
        if within and having.observed and matches_expectation(scenario, defect.shows, _outcome(having.observed)):
            yield defect


def _outcome(seen: Observed) -> Outcome:
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
