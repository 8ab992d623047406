from __future__ import annotations

from typing import Any

import pytest

from harness.history.flaky import find_flaky
from tests.history.past import ran
from tests.support.recorded import FAILED, HELD, SKIPPED, make

SAME = "a" * 40


@pytest.mark.parametrize(
    ("turns", "commits", "why"),
    [
        ([[HELD, FAILED]], [""], "its records in one run disagree"),
        ([[HELD], [FAILED]], [SAME, SAME], "runs of the same client by the same commit of the lab disagree"),
        ([[HELD], [FAILED], [HELD]], ["", "", ""], "it changed and changed back"),
        ([[HELD], [FAILED], [HELD]], ["a", "b", "c"], "it changed and changed back"),
        ([[HELD], [FAILED]], [SAME, "b" * 40], ""),
        ([[HELD], [FAILED]], ["", ""], ""),
        ([[HELD], [FAILED]], [f"{SAME}+", f"{SAME}+"], ""),
        ([[HELD], [SKIPPED], [HELD]], ["", "", ""], ""),
        ([[HELD], [FAILED], [FAILED]], ["", "", ""], ""),
    ],
)
def test_a_cell_is_flaky_for_a_reason(turns: list[list[dict[str, Any]]], commits: list[str], why: str) -> None:
    runs = [
        ran(day, *(make(**fields) for fields in turn), commit=commit)
        for day, (turn, commit) in enumerate(zip(turns, commits, strict=True))
    ]
    assert [each.why for each in find_flaky(runs)] == ([why] if why else [])


def test_a_flaky_cell_says_what_it_came_to_in_each_run() -> None:
    (cell,) = find_flaky([ran(0, make(**HELD), make("a.b")), ran(1, make(**FAILED)), ran(2, make(**HELD), make("a.b"))])
    assert (cell.scenario, cell.client) == ("tunnelled.claim", "25.2 py3.10")
    assert [(run.name, record.verdict.value) for run, record in cell.standings] == [
        ("day-0.jsonl", "PASS"),
        ("day-1.jsonl", "FAIL"),
        ("day-2.jsonl", "PASS"),
    ]
