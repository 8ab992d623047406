from __future__ import annotations

from typing import Any

import msgspec
import pytest

from harness.compare.comparison import ChangeKind, choose_exit_code, compare_records, find_improvements
from harness.model.cell import Side
from harness.model.words import Whose
from tests.support.recorded import BROKEN, FAILED, FIXED, HELD, KNOWN, SKIPPED, make, pair


def seen(change: dict[str, Any], **observed: Any) -> dict[str, Any]:
    return {**change, "observed": msgspec.structs.replace(change["observed"], **observed)}


@pytest.mark.parametrize(
    ("baseline", "candidate", "kind", "code"),
    [
        (HELD, FAILED, ChangeKind.NEWLY_FAILING, 1),
        (HELD, KNOWN, ChangeKind.NEWLY_FAILING, 1),
        (FIXED, KNOWN, ChangeKind.NEWLY_FAILING, 1),
        (FAILED, HELD, ChangeKind.NEWLY_PASSING, 0),
        (KNOWN, HELD, ChangeKind.NEWLY_PASSING, 0),
        (KNOWN, FIXED, ChangeKind.NEWLY_PASSING, 0),
        (HELD, HELD, ChangeKind.UNCHANGED, 0),
        (HELD, FIXED, ChangeKind.UNCHANGED, 0),
        (KNOWN, FAILED, ChangeKind.UNCHANGED, 0),
        (KNOWN, seen(FAILED, reason="hung_up"), ChangeKind.REASON_CHANGED, 0),
        (KNOWN, seen(KNOWN, through=()), ChangeKind.REASON_CHANGED, 0),
        (FAILED, seen(FAILED, exit=2), ChangeKind.REASON_CHANGED, 0),
        (seen(HELD, context=Whose.SESSIONS), seen(HELD, context=Whose.LOST), ChangeKind.CONTEXT_CHANGED, 0),
        (seen(HELD, context=Whose.SESSIONS), HELD, ChangeKind.UNCHANGED, 0),
        (seen(HELD, context=Whose.SESSIONS), seen(FAILED, context=Whose.LOST), ChangeKind.NEWLY_FAILING, 1),
        (SKIPPED, HELD, ChangeKind.NEW, 2),
        (SKIPPED, FAILED, ChangeKind.NEW, 2),
        (HELD, SKIPPED, ChangeKind.GONE, 2),
        (SKIPPED, SKIPPED, ChangeKind.UNCHANGED, 2),
        (BROKEN, HELD, ChangeKind.BROKEN, 2),
        (HELD, BROKEN, ChangeKind.BROKEN, 2),
        (SKIPPED, BROKEN, ChangeKind.BROKEN, 2),
    ],
)
def test_a_cell_is_compared_by_what_it_showed_of_its_claim(
    baseline: dict[str, Any], candidate: dict[str, Any], kind: ChangeKind, code: int
) -> None:
    changes = compare_records(pair(baseline, candidate))
    assert [change.kind for change in changes] == [kind]
    assert choose_exit_code(changes) == code


def test_a_part_of_a_comparison_may_compare_nothing() -> None:
    assert choose_exit_code(compare_records(pair(SKIPPED, HELD)), whole=False) == 0
    assert choose_exit_code((), whole=False) == 0
    assert choose_exit_code(()) == 2


def test_a_side_that_is_missing_is_no_result() -> None:
    whole = pair(HELD, HELD, "tunnelled.other")
    for record, kind in zip(pair(HELD, HELD), (ChangeKind.GONE, ChangeKind.NEW), strict=True):
        changes = compare_records([*whole, record])
        assert [change.kind for change in changes] == [kind, ChangeKind.UNCHANGED]
        assert choose_exit_code(changes) == choose_exit_code(changes, whole=False) == 2


def test_the_same_scenario_on_another_python_is_another_cell() -> None:
    other = make(side=Side.CANDIDATE, python="3.12.1", **FAILED)
    older = make(side=Side.BASELINE, python="3.12.0", **HELD)
    changes = compare_records([*pair(HELD, HELD), older, other])
    assert [(change.python, change.kind) for change in changes] == [
        ("3.12", ChangeKind.NEWLY_FAILING),
        ("3.10", ChangeKind.UNCHANGED),
    ]


def test_what_matters_most_comes_first() -> None:
    records = [
        *(*pair(HELD, HELD, "a.a"), *pair(KNOWN, HELD, "a.b"), *pair(HELD, FAILED, "a.d"), *pair(HELD, FAILED, "a.c")),
        *pair(HELD, BROKEN, "a.e"),
    ]
    assert [change.scenario for change in compare_records(records)] == ["a.e", "a.c", "a.d", "a.b", "a.a"]


@pytest.mark.parametrize(
    ("cells", "left", "listed"),
    [
        ([(KNOWN, HELD)], 0, False),
        ([(KNOWN, FIXED)], 0, True),
        ([(KNOWN, HELD), (KNOWN, KNOWN)], 1, False),
    ],
)
def test_an_improvement_says_what_is_left_and_what_the_catalogue_says(
    cells: list[tuple[dict[str, Any], dict[str, Any]]], left: int, listed: bool
) -> None:
    records = [record for number, sides in enumerate(cells) for record in pair(*sides, f"a.s{number}")]
    (improvement,) = find_improvements(compare_records(records))
    assert (improvement.defect, improvement.issue, improvement.cells) == ("context-lost", "pypa/pip#13288", 1)
    assert (improvement.left, improvement.listed) == (left, listed)


def test_a_cell_that_failed_without_a_known_defect_closes_none() -> None:
    assert find_improvements(compare_records(pair(FAILED, HELD))) == ()
