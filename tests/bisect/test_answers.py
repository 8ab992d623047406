from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from harness.bisect.answers import Answer, find_beginning_defects, find_ending_defects, read_answer
from harness.bisect.boundary import Unknown
from harness.model.record import Record
from harness.model.words import Leg, Phase, Verdict
from scenarios.defects.contexts import TRUSTSTORE_CONTEXT_LOST
from scenarios.tunnelled import system_store_vouches_for_the_origin as founding
from tests.support.recorded import ACCEPTED, REFUSED, make

FIXED = make(version="25.2")
HAS_IT = make(version="25.1.1", verdict=Verdict.FAIL)
BEFORE = make(version="24.1.2")


def with_observed(**changes: object) -> Record:
    return make(verdict=Verdict.FAIL, observed=msgspec.structs.replace(REFUSED, **changes))


def test_a_cell_answers_by_outcome_leg_reason_and_phase() -> None:
    assert read_answer(FIXED) == Answer("accepts", None, None, None)
    assert read_answer(HAS_IT) == Answer("rejects", Leg.ORIGIN, "unknown_ca", Phase.MAIN)


@pytest.mark.parametrize(
    "changes", [{"reason": "bad_certificate"}, {"leg": Leg.PROXY}, {"phase": Phase.BUILD}, {"outcome": "broken"}]
)
def test_another_failure_is_another_answer(changes: dict[str, object]) -> None:
    assert read_answer(with_observed(**changes)) != read_answer(HAS_IT)


@pytest.mark.parametrize("changes", [{"exit": 2}, {"through": ()}])
def test_what_is_no_part_of_an_outcome_makes_no_other_answer(changes: dict[str, object]) -> None:
    assert read_answer(with_observed(**changes)) == read_answer(HAS_IT)


@pytest.mark.parametrize("verdict", [Verdict.PASS, Verdict.FAIL, Verdict.KNOWN])
def test_the_verdict_does_not_count(verdict: Verdict) -> None:
    assert read_answer(make(verdict=verdict, observed=ACCEPTED)) == read_answer(FIXED)


def test_a_cell_that_was_not_run_or_broke_is_unknown_and_says_why() -> None:
    assert read_answer(make(verdict=Verdict.SKIP, why="it does not run")) == Unknown("it does not run")
    assert read_answer(make(verdict=Verdict.INVALID, why="the client did not end")) == Unknown("the client did not end")


def test_a_defect_ends_where_the_last_record_is_the_last_to_show_it() -> None:
    assert find_ending_defects(founding, HAS_IT, FIXED) == (TRUSTSTORE_CONTEXT_LOST,)
    assert find_beginning_defects(founding, HAS_IT, FIXED) == ()


def test_a_defect_begins_where_the_first_record_is_the_first_to_show_it() -> None:
    assert find_beginning_defects(founding, BEFORE, HAS_IT) == (TRUSTSTORE_CONTEXT_LOST,)
    assert find_ending_defects(founding, BEFORE, HAS_IT) == ()


@pytest.mark.parametrize(
    "last",
    [
        make(version="25.1.1", verdict=Verdict.FAIL, observed=ACCEPTED),
        make(version="25.2", verdict=Verdict.FAIL),
        make(version="24.0", verdict=Verdict.FAIL),
    ],
    ids=["it does not show", "it is over", "it is not there yet"],
)
def test_a_change_that_is_not_the_defects_is_not_laid_to_it(last: Record) -> None:
    assert find_ending_defects(founding, last, make(version="26.3")) == ()


def test_a_defect_that_a_scenario_does_not_expose_is_not_named() -> None:
    assert find_ending_defects(replace(founding, exposes=()), HAS_IT, FIXED) == ()
