"""Read the answer of a record for a bisect, and name the known defect that a change is.

One rule: pure, and by outcome and reason. The verdict does not count: it compares a cell with a claim, and does not say
what the cell did.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from harness.bisect.boundary import Unknown
from harness.evidence.outcome import matches_expectation, restore_outcome
from harness.model.defect import Defect
from harness.model.record import Record
from harness.model.scenario import Scenario
from harness.model.words import Leg, Phase, Verdict, Whose


class Answer(NamedTuple):
    """The part of a record that is equal on one side of a change; the context only where the scenario claims one."""

    outcome: str
    leg: Leg | None
    reason: str | None
    phase: Phase | None
    context: Whose | None = None


def read_answer(record: Record) -> Answer | Unknown:
    """Return what a cell showed; unknown if it never ran or the lab broke."""
    seen = record.observed
    if seen is None or record.verdict is Verdict.INVALID:
        return Unknown(record.why or "the cell was not run")
    context = seen.context if record.expected.context is not None else None
    return Answer(seen.outcome, seen.leg, seen.reason, seen.phase, context)


def find_ending_defects(scenario: Scenario, last: Record, first: Record) -> tuple[Defect, ...]:
    """Return the defects of a scenario that end with a change: ``last`` is the last record to show them."""
    return tuple(_find_changing_defects(scenario, having=last, lacking=first))


def find_beginning_defects(scenario: Scenario, last: Record, first: Record) -> tuple[Defect, ...]:
    """Return the defects of a scenario that begin with a change: ``first`` is the first record to show them."""
    return tuple(_find_changing_defects(scenario, having=first, lacking=last))


def _find_changing_defects(scenario: Scenario, *, having: Record, lacking: Record) -> Iterator[Defect]:
    for defect in scenario.exposes:
        within = _is_affected(defect, having) and not _is_affected(defect, lacking)
        if within and having.observed and matches_expectation(scenario, defect.shows, restore_outcome(having.observed)):
            yield defect


def _is_affected(defect: Defect, record: Record) -> bool:
    return defect.affects_version(record.client.kind, record.client.version)
