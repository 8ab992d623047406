from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from harness.bisect.answers import Answer, read_answer
from harness.bisect.boundary import Unknown
from harness.bisect.trials import Trials
from harness.catalogue.find import load_scenarios
from harness.evidence.story import format_story
from harness.lab.host import inspect_machine
from harness.model.client import Client
from harness.model.words import Leg, Phase, Verdict
from harness.provision.parallel import work_in_parallel
from harness.runs.scratch import open_scratch_folder

FOUNDING = "tunnelled.system_store_vouches_for_the_origin"
REFUSED, ACCEPTED = Answer("rejects", Leg.ORIGIN, "unknown_ca", Phase.MAIN), Answer("accepts", None, None, None)

pytestmark = pytest.mark.usefixtures("private")


@pytest.fixture
def trials() -> Iterator[Trials]:
    scenario = load_scenarios()[FOUNDING]
    with open_scratch_folder() as folder, closing(Trials(FOUNDING, scenario, inspect_machine(), folder)) as trials:
        yield trials


def test_a_known_defect_counts_for_nothing(trials: Trials, pip: Callable[[str], Client]) -> None:
    record = trials.record_cell(pip("25.1.1"))
    assert (record.verdict, record.defect) == (Verdict.FAIL, None)
    assert read_answer(record) == REFUSED


def test_a_pip_that_lacks_what_a_scenario_needs_is_run_for_what_it_does(
    trials: Trials, pip: Callable[[str], Client]
) -> None:
    lacking = pip("24.0")
    assert trials.scenario.needs - lacking.has
    assert read_answer(trials.record_cell(lacking)) == REFUSED


def test_a_pip_that_cannot_run_is_unknown_with_the_reason(trials: Trials, pip: Callable[[str], Client]) -> None:
    record = trials.record_cell(replace(pip("25.2"), unfit="pip 25.2 does not run here"))
    assert record.verdict is Verdict.SKIP
    assert read_answer(record) == Unknown("pip 25.2 does not run here")


def test_several_at_once_answer_as_one_after_another(trials: Trials, pip: Callable[[str], Client]) -> None:
    subjects = [pip(version) for version in ("25.1.1", "25.2")] * 2
    found: dict[int, Answer | Unknown] = {}
    work_in_parallel(
        lambda place: read_answer(trials.record_cell(subjects[place])), range(len(subjects)), found.__setitem__, 4
    )
    assert found == {0: REFUSED, 1: ACCEPTED, 2: REFUSED, 3: ACCEPTED}


def test_the_witness_tells_of_the_same_cell(trials: Trials, pip: Callable[[str], Client]) -> None:
    assert "LOST  proxy_manager_for hands on no ssl_context." in format_story(trials.record_story(pip("25.1.1")))
    assert "ok    proxy_manager_for hands on ssl_context=A." in format_story(trials.record_story(pip("25.2")))
