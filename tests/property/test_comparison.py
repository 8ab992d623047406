"""Whatever two sides recorded, a comparison says of every cell exactly one thing."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.compare import changes_markdown, junit
from harness.compare.changes import format_changes
from harness.compare.comparison import (
    Change,
    ChangeKind,
    choose_exit_code,
    classify_change,
    compare_records,
    count_kinds,
    find_improvements,
    has_held,
)
from harness.compare.publishing import MOST_ANNOTATIONS, format_annotations
from harness.evidence.judge import judge_cell
from harness.evidence.observation import Observation
from harness.evidence.outcome import matches_expectation
from harness.evidence.outcome import read_outcome as seen
from harness.model.cell import Side
from harness.model.record import Observed, Record
from harness.model.scenario import Scenario
from harness.model.words import Verdict, Whose
from tests.property.test_judge import MET, VERSIONS
from tests.property.test_results import LISTS, RECORD
from tests.support.cells import cell

OTHER = {Side.BASELINE: Side.CANDIDATE, Side.CANDIDATE: Side.BASELINE}
OPPOSITE = {
    ChangeKind.NEWLY_FAILING: ChangeKind.NEWLY_PASSING,
    ChangeKind.NEWLY_PASSING: ChangeKind.NEWLY_FAILING,
    ChangeKind.NEW: ChangeKind.GONE,
    ChangeKind.GONE: ChangeKind.NEW,
}
DEFECTS = st.sampled_from([None, "context-lost", "certifi-lost"])
CONTEXTS = st.none() | st.sampled_from(Whose)


def standing(record: Record, side: Side, defect: str | None, context: Whose | None) -> Record:
    known = record.verdict in {Verdict.KNOWN, Verdict.FAIL}
    observed = record.observed and msgspec.structs.replace(record.observed, context=context)
    return msgspec.structs.replace(record, side=side, defect=defect if known else None, observed=observed)


RECORDS = st.lists(st.builds(standing, RECORD, st.sampled_from(Side), DEFECTS, CONTEXTS), max_size=8)


def on(side: Side, records: Sequence[Record]) -> list[Record]:
    return [msgspec.structs.replace(record, side=side) for record in records]


def places(changes: Sequence[Change]) -> list[tuple[str, str]]:
    return [(change.scenario, change.python) for change in changes]


@LISTS
@given(RECORDS)
def test_every_cell_lands_in_exactly_one_class(records: list[Record]) -> None:
    changes = compare_records(records)
    minor = [(record.scenario, record.client.python.rpartition(".")[0]) for record in records]
    assert sorted(places(changes)) == sorted(set(minor))
    assert sum(count_kinds(changes).values()) == len(changes)


@LISTS
@given(RECORDS)
def test_compared_with_itself_nothing_changes(records: list[Record]) -> None:
    changes = compare_records([*on(Side.BASELINE, records), *on(Side.CANDIDATE, records)])
    assert {change.kind for change in changes} <= {ChangeKind.UNCHANGED, ChangeKind.BROKEN}
    assert choose_exit_code(changes, whole=False) == (
        2 if any(change.kind is ChangeKind.BROKEN for change in changes) else 0
    )
    assert find_improvements(changes) == ()


@LISTS
@given(RECORDS)
def test_swapping_the_sides_swaps_better_and_worse(records: list[Record]) -> None:
    swapped = [msgspec.structs.replace(record, side=OTHER[record.side]) for record in records if record.side]
    before = {
        place: change.kind
        for place, change in zip(places(compare_records(records)), compare_records(records), strict=True)
    }
    after = {
        place: change.kind
        for place, change in zip(places(compare_records(swapped)), compare_records(swapped), strict=True)
    }
    assert after == {place: OPPOSITE.get(kind, kind) for place, kind in before.items()}


@LISTS
@given(RECORDS)
def test_the_code_is_one_only_for_a_claim_that_held_and_does_not(records: list[Record]) -> None:
    changes = compare_records(records)
    worse = [
        change
        for change in changes
        if change.baseline and change.candidate and change.compared
        if has_held(change.baseline) and not has_held(change.candidate)
    ]
    if choose_exit_code(changes) == 1:
        assert worse
    if choose_exit_code(changes) == 0:
        assert not worse


@given(RECORD, RECORD)
def test_a_cell_that_was_not_run_on_either_side_is_unchanged(one: Record, other: Record) -> None:
    if Verdict.SKIP is one.verdict is other.verdict:
        assert (
            classify_change(one, other)
            is classify_change(None, other)
            is classify_change(one, None)
            is ChangeKind.UNCHANGED
        )


@given(MET, VERSIONS, st.booleans())
def test_a_claim_is_held_where_the_judge_saw_what_it_expects(
    met: tuple[Scenario, Observation], version: str, known: bool
) -> None:
    scenario, observation = met
    judged = judge_cell(cell(scenario, version), observation, known=known)
    if judged.verdict is not Verdict.INVALID:
        record = recorded(judged.verdict, judged.defect.slug if judged.defect else None)
        shows = any(
            matches_expectation(scenario, defect.shows, seen(scenario, observation)) for defect in scenario.exposes
        )
        claimed = matches_expectation(scenario, scenario.expect, seen(scenario, observation))
        assert has_held(record) == claimed or (shows and judged.verdict is Verdict.KNOWN)


def recorded(verdict: Verdict, defect: str | None) -> Record:
    observed = Observed(outcome="accepts", leg=None, exit=0, through=())
    return msgspec.structs.replace(SOME, verdict=verdict, defect=defect, observed=observed)


SOME = msgspec.convert(
    {
        **{"cell": "a.b-pip26.3-py3.13", "scenario": "a.b", "claim": "", "topology": "direct", "observed": None},
        "client": {"name": "pip", "version": "26.3", "source": "release", "python": "3.13.1", "openssl": ""},
        **{"expected": {"outcome": "accepts", "leg": None}, "verdict": "SKIP", "seconds": 0, "replay": ""},
    },
    Record,
)


@LISTS
@given(RECORDS)
def test_whatever_changed_is_named_in_every_report(records: list[Record]) -> None:
    changes = compare_records(records)
    told, page = format_changes(changes), changes_markdown.format_changes_markdown(changes)
    for change in changes:
        if change.kind is not ChangeKind.UNCHANGED:
            assert f"{change.scenario} py{change.python}" in told
            assert f"{change.scenario} py{change.python}" in page
    assert junit.format_changes_junit(changes).count("<testcase") == len(changes)


@settings(LISTS, max_examples=15)
@given(RECORDS, st.integers(0, 4000))
def test_the_summary_is_never_over_its_budget(records: list[Record], budget: int) -> None:
    assert len(changes_markdown.format_changes_markdown(compare_records(records), budget).encode()) <= budget


@LISTS
@given(RECORDS)
def test_there_are_never_more_than_ten_annotations_and_each_is_one_line(records: list[Record]) -> None:
    lines = format_annotations(compare_records(records))
    assert len(lines) <= MOST_ANNOTATIONS
    assert [line for line in lines if not line.startswith("::") or "\n" in line or "\r" in line] == []
