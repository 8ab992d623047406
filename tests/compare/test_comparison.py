from __future__ import annotations

from typing import Any

import msgspec
import pytest

from harness.compare.comparison import Kind, compare, exit_code, improvements
from harness.model.cell import Side
from harness.model.words import Whose
from tests.support.recorded import BROKEN, FAILED, FIXED, HELD, KNOWN, SKIPPED, make, pair


def seen(change: dict[str, Any], **observed: Any) -> dict[str, Any]:
    return {**change, "observed": msgspec.structs.replace(change["observed"], **observed)}


@pytest.mark.parametrize(
    ("baseline", "candidate", "kind", "code"),
    [
        (HELD, FAILED, Kind.NEWLY_FAILING, 1),
        (HELD, KNOWN, Kind.NEWLY_FAILING, 1),
        (FIXED, KNOWN, Kind.NEWLY_FAILING, 1),
        (FAILED, HELD, Kind.NEWLY_PASSING, 0),
        (KNOWN, HELD, Kind.NEWLY_PASSING, 0),
        (KNOWN, FIXED, Kind.NEWLY_PASSING, 0),
        (HELD, HELD, Kind.UNCHANGED, 0),
        (HELD, FIXED, Kind.UNCHANGED, 0),
        (KNOWN, FAILED, Kind.UNCHANGED, 0),
        (KNOWN, seen(FAILED, reason="hung_up"), Kind.REASON_CHANGED, 0),
        (KNOWN, seen(KNOWN, through=()), Kind.REASON_CHANGED, 0),
        (FAILED, seen(FAILED, exit=2), Kind.REASON_CHANGED, 0),
        (seen(HELD, context=Whose.SESSIONS), seen(HELD, context=Whose.LOST), Kind.CONTEXT_CHANGED, 0),
        (seen(HELD, context=Whose.SESSIONS), HELD, Kind.UNCHANGED, 0),
        (seen(HELD, context=Whose.SESSIONS), seen(FAILED, context=Whose.LOST), Kind.NEWLY_FAILING, 1),
        (SKIPPED, HELD, Kind.NEW, 2),
        (SKIPPED, FAILED, Kind.NEW, 2),
        (HELD, SKIPPED, Kind.GONE, 2),
        (SKIPPED, SKIPPED, Kind.UNCHANGED, 2),
        (BROKEN, HELD, Kind.BROKEN, 2),
        (HELD, BROKEN, Kind.BROKEN, 2),
        (SKIPPED, BROKEN, Kind.BROKEN, 2),
    ],
)
def test_a_cell_is_compared_by_what_it_showed_of_its_claim(
    baseline: dict[str, Any], candidate: dict[str, Any], kind: Kind, code: int
) -> None:
    changes = compare(pair(baseline, candidate))
    assert [change.kind for change in changes] == [kind]
    assert exit_code(changes) == code


def test_a_part_of_a_comparison_may_compare_nothing() -> None:
    assert exit_code(compare(pair(SKIPPED, HELD)), whole=False) == 0
    assert exit_code((), whole=False) == 0
    assert exit_code(()) == 2


def test_a_side_that_is_missing_is_no_result() -> None:
    whole = pair(HELD, HELD, "tunnelled.other")
    for record, kind in zip(pair(HELD, HELD), (Kind.GONE, Kind.NEW), strict=True):
        changes = compare([*whole, record])
        assert [change.kind for change in changes] == [kind, Kind.UNCHANGED]
        assert exit_code(changes) == exit_code(changes, whole=False) == 2


def test_the_same_scenario_on_another_python_is_another_cell() -> None:
    other = make(side=Side.CANDIDATE, python="3.12.1", **FAILED)
    older = make(side=Side.BASELINE, python="3.12.0", **HELD)
    changes = compare([*pair(HELD, HELD), older, other])
    assert [(change.python, change.kind) for change in changes] == [
        ("3.12", Kind.NEWLY_FAILING),
        ("3.10", Kind.UNCHANGED),
    ]


def test_what_matters_most_comes_first() -> None:
    records = [
        *(*pair(HELD, HELD, "a.a"), *pair(KNOWN, HELD, "a.b"), *pair(HELD, FAILED, "a.d"), *pair(HELD, FAILED, "a.c")),
        *pair(HELD, BROKEN, "a.e"),
    ]
    assert [change.scenario for change in compare(records)] == ["a.e", "a.c", "a.d", "a.b", "a.a"]


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
    (improvement,) = improvements(compare(records))
    assert (improvement.defect, improvement.issue, improvement.cells) == ("context-lost", "pypa/pip#13288", 1)
    assert (improvement.left, improvement.listed) == (left, listed)


def test_a_cell_that_failed_without_a_known_defect_closes_none() -> None:
    assert improvements(compare(pair(FAILED, HELD))) == ()
