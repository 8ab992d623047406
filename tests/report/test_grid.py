"""One rule: rows and columns come in an order that a reader can predict."""

from __future__ import annotations

from collections.abc import Callable

from harness.model.record import Record
from harness.model.words import Verdict
from harness.report.grid import arrange_grid, select_latest

Make = Callable[..., Record]


def test_versions_are_in_version_order(record: Make) -> None:
    versions = ["25.2", "9.0", "26.0b1", "25.10", "26.0"]
    grid = arrange_grid(record(version=version) for version in versions)
    assert [column.version for column in grid.columns] == ["26.0", "26.0b1", "25.10", "25.2", "9.0"]


def test_the_newest_python_comes_first(record: Make) -> None:
    grid = arrange_grid(record(python=python) for python in ["3.13.1", "3.9.2", "3.10.13"])
    assert [column.heading for column in grid.columns] == [("25.2", "py3.13"), ("25.2", "py3.10"), ("25.2", "py3.9")]


def test_what_is_not_pip_comes_last_and_says_so(record: Make) -> None:
    grid = arrange_grid([record(name="both_legs", version="2.1"), record(label="fix"), record()])
    headings = [column.heading for column in grid.columns]
    assert headings == [("25.2", "py3.10"), ("25.2", "+fix", "py3.10"), ("both_legs", "2.1", "py3.10")]
    assert [column.full for column in grid.columns] == ["25.2 py3.10", "25.2+fix py3.10", "both_legs 2.1 py3.10"]


def test_a_version_that_is_none_comes_after_those_that_are(record: Make) -> None:
    grid = arrange_grid([record(version="main"), record(version="99")])
    assert [column.version for column in grid.columns] == ["99", "main"]


def test_scenarios_are_grouped_by_module(record: Make) -> None:
    grid = arrange_grid(record(scenario) for scenario in ["tunnelled.b", "direct.c", "tunnelled.a"])
    assert [(section.module, [row.name for row in section.rows]) for section in grid.sections] == [
        ("direct", ["c"]),
        ("tunnelled", ["a", "b"]),
    ]


def test_a_cell_that_was_not_run_leaves_a_gap(record: Make) -> None:
    first, second = record("direct.a", "25.1"), record("direct.b", "25.2")
    assert [row.records for row in arrange_grid([second, first]).rows] == [(None, first), (second, None)]


def test_a_cell_that_was_run_again_counts_as_it_ended_last(record: Make) -> None:
    again = record()
    assert select_latest([record(verdict=Verdict.FAIL), again]) == (again,)
