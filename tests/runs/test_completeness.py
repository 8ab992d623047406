from __future__ import annotations

from pathlib import Path

import pytest

from harness.model.record import Results
from harness.runs.completeness import describe_gaps, describe_missing, find_missing, has_lab_broken
from tests.support.recorded import BROKEN, HELD, make, pair

ONE, TWO = make("a.one"), make("a.two")


def read(name: str, *records: object, planned: tuple[str, ...] = (), cut: bool = False) -> Results:
    return Results(path=Path(name), records=records, planned=planned, cut=cut)  # type: ignore[arg-type]


def test_a_planned_cell_without_a_record_is_missing_in_the_order_of_the_plan() -> None:
    assert find_missing(["z", ONE.cell, "a", "z"], [ONE, TWO]) == ("z", "a")


def test_a_file_without_a_plan_is_taken_as_it_is() -> None:
    assert describe_gaps([read("old.jsonl", ONE)]) == ()


def test_a_file_that_lacks_records_is_named_with_the_cells() -> None:
    lines = describe_gaps([read("out.jsonl", ONE, planned=(ONE.cell, "b", "c"))])
    assert lines == ("out.jsonl is incomplete: 2 of 3 planned cells have no record: b, c",)


def test_a_cell_whose_record_is_in_another_file_is_not_missing() -> None:
    first, second = read("1", ONE, planned=(ONE.cell, TWO.cell)), read("2", TWO, planned=(TWO.cell,))
    assert describe_gaps([first, second]) == ()
    assert describe_gaps([first]) != ()


def test_a_file_without_an_end_is_named() -> None:
    assert describe_gaps([read("out.jsonl", ONE, cut=True)]) == ("out.jsonl is cut: its last line has no end",)


@pytest.mark.parametrize(("number", "end"), [(1, "c0"), (10, "c9"), (11, "c9 and 1 more"), (5000, "c9 and 4990 more")])
def test_a_screen_names_ten_cells_and_counts_the_rest(number: int, end: str) -> None:
    cells = [f"c{index}" for index in range(number)]
    line = describe_missing(cells, cells)
    assert line.startswith(f"{number} of {number} planned cell{'s have' * (number > 1) or ' has'} no record: c0")
    assert line.endswith(end)


def test_the_last_record_of_a_cell_says_whether_the_lab_broke() -> None:
    broken = make("a.one", **BROKEN)
    assert has_lab_broken([ONE, broken])
    assert not has_lab_broken([broken, ONE])
    assert has_lab_broken(pair(BROKEN, HELD))
