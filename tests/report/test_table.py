"""One rule: a table can be read at 100 columns and without colour, and nothing in it is cut short."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

import pytest
from rich.console import Console

from harness.model.record import Record
from harness.report.grid import arrange_grid
from harness.report.table import choose_name_width, draw_tables, fold_name, split_columns

Make = Callable[..., Record]

LONG = "cert_flag_replaces_the_system_store_when_the_proxy_is_set_in_a_config_file"


def printed(*records: Record, width: int = 100) -> list[str]:
    log = StringIO()
    grid = arrange_grid(records)
    sections = [(section.module, section.rows, "and 2 more") for section in grid.sections]
    Console(file=log, width=width).print(*draw_tables(grid.columns, sections, width))
    return [line.rstrip() for line in log.getvalue().splitlines()]


def test_columns_that_do_not_fit_go_into_a_further_table(record: Make) -> None:
    versions = [f"25.{number}" for number in range(13)]
    lines = printed(*(record(f"direct.{LONG}", version) for version in versions))
    heads = [line.split() for line in lines if line.strip().startswith("25.")]
    assert len(heads) == 2
    assert [version for head in heads for version in head] == versions[::-1]


def test_a_long_scenario_is_folded_and_not_cut(record: Make) -> None:
    lines = printed(*(record(f"direct.{LONG}", f"25.{number}") for number in range(5)))
    first = next(number for number, line in enumerate(lines) if line.startswith("  cert_flag"))
    assert lines[first].split()[0] + lines[first + 1].strip() == LONG


def test_a_long_label_is_folded_and_not_cut(record: Make) -> None:
    label = "a-branch-that-mends-it-all-at-once"
    lines = printed(record(label=label))
    above = lines[1 : next(number for number, line in enumerate(lines) if line.startswith("scenario"))]
    assert [line.strip() for line in above] == ["+a-branch-that-mends", "-it-all-at-once"]


@pytest.mark.parametrize(
    ("width", "parts"),
    [(24, [[0, 1, 2]]), (23, [[0, 1], [2]]), (8, [[0], [1], [2]]), (1, [[0], [1], [2]])],
)
def test_as_many_columns_stand_beside_each_other_as_fit(width: int, parts: list[list[int]]) -> None:
    assert split_columns([6, 6, 6], width) == parts


def test_names_take_the_room_that_costs_no_table() -> None:
    assert choose_name_width([6] * 5, longest=74, width=100) == 60
    assert choose_name_width([6] * 12, longest=74, width=100) == 52
    assert choose_name_width([6], longest=20, width=100) == 20
    assert choose_name_width([6], longest=99, width=100) == 92


def test_a_name_folds_after_underscores() -> None:
    assert fold_name("one_two_three", 9) == ["one_two_", "  three"]
    assert fold_name("one_two", 7) == ["one_two"]
    assert fold_name("unbreakable", 6) == ["unbrea", "  kabl", "  e"]
