from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from harness.evidence.judge import judge_cell
from harness.evidence.observation import Observation
from harness.evidence.outcome import matches_expectation, read_outcome
from harness.model.expectation import Expectation
from harness.model.scenario import Scenario
from harness.model.transcript import Event, EventKind
from harness.model.words import Verdict
from tests.property.observations import EXPECTATIONS, OBSERVATIONS, SCENARIOS
from tests.support.cells import RELEASES, cell
from tests.support.wire import holding

VERSIONS = st.sampled_from(RELEASES)
#: Half of them hold what the scenario or one of its defects says, so that every verdict comes up.
MET = SCENARIOS.flatmap(
    lambda scenario: st.tuples(
        st.just(scenario),
        OBSERVATIONS
        | st.sampled_from([scenario.expect, *(defect.shows for defect in scenario.exposes)]).map(
            lambda shown: holding(scenario, shown)
        ),
    )
)


@given(MET, VERSIONS, st.booleans())
def test_a_pass_is_what_was_expected_and_hides_no_defect(
    met: tuple[Scenario, Observation], version: str, known: bool
) -> None:
    scenario, seen = met
    if judge_cell(cell(scenario, version), seen, known=known).verdict is Verdict.PASS:
        assert matches_expectation(scenario, scenario.expect, read_outcome(scenario, seen))
        assert not known or not [defect for defect in scenario.exposes if defect.affects_version("pip", version)]


@given(MET, VERSIONS)
def test_a_known_defect_is_exposed_affects_the_version_and_shows(
    met: tuple[Scenario, Observation], version: str
) -> None:
    scenario, seen = met
    judged = judge_cell(cell(scenario, version), seen)
    if judged.verdict is Verdict.KNOWN:
        assert judged.defect in scenario.exposes
        assert judged.defect is not None
        assert judged.defect.affects_version("pip", version)
        assert matches_expectation(scenario, judged.defect.shows, read_outcome(scenario, seen))


@given(MET, VERSIONS)
def test_with_no_defect_known_nothing_is_excused(met: tuple[Scenario, Observation], version: str) -> None:
    scenario, seen = met
    strict = judge_cell(cell(scenario, version), seen, known=False)
    assert strict == judge_cell(cell(scenario.but(exposes=()), version), seen)
    assert strict.verdict is not Verdict.KNOWN


@given(MET, VERSIONS, EXPECTATIONS)
def test_what_is_not_expected_never_passes(
    met: tuple[Scenario, Observation], version: str, expectation: Expectation
) -> None:
    scenario, seen = met
    other = scenario.but(expect=expectation)
    if not matches_expectation(other, expectation, read_outcome(other, seen)):
        assert judge_cell(cell(other, version), seen).verdict is not Verdict.PASS


@given(MET, VERSIONS, st.text(), st.booleans())
def test_a_node_that_broke_is_never_the_clients_fault(
    met: tuple[Scenario, Observation], version: str, detail: str, known: bool
) -> None:
    scenario, seen = met
    events = (*seen.events, Event("origin", 1, EventKind.BROKE, detail))
    judged = judge_cell(cell(scenario, version), replace(seen, events=events), known=known)
    assert judged.outcome
    assert judged.outcome.must_never_be or judged.verdict is Verdict.INVALID


@given(MET, VERSIONS)
def test_every_verdict_has_a_reason_and_none_is_a_skip(met: tuple[Scenario, Observation], version: str) -> None:
    judged = judge_cell(cell(met[0], version), met[1])
    assert judged.why
    assert judged.verdict is not Verdict.SKIP
