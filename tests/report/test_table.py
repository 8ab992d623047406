"""One rule: what is printed can be read at 100 columns and without colour."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

import pytest
from rich.console import Console

from harness.model.record import Record
from harness.model.words import Verdict
from harness.report.table import Matrix, choose_name_width, fold_name, split_columns

Make = Callable[..., Record]

LONG = "cert_flag_replaces_the_system_store_when_the_proxy_is_set_in_a_config_file"


def printed(*records: Record, width: int = 100) -> list[str]:
    log = StringIO()
    Console(file=log, width=width).print(Matrix(records))
    return [line.rstrip() for line in log.getvalue().splitlines()]


def test_the_matrix_reads_like_this(record: Make) -> None:
    records = [
        record("direct.a"),
        record("direct.a", "24.0", verdict=Verdict.SKIP, why="too old"),
        record("tunnelled.b", verdict=Verdict.FAIL),
        record("tunnelled.b", "24.0", verdict=Verdict.KNOWN, defect="context-lost", issue="pypa/pip#13288"),
        record("tunnelled.c", "24.0", verdict=Verdict.INVALID),
    ]
    assert printed(*records) == [
        "           24.0    25.2",
        "scenario   py3.10  py3.10",
        "-------------------------",
        "direct",
        "  a        -       ok",
        "tunnelled",
        "  b        known   FAIL",
        "  c        broken",
        "",
        "ok: as claimed  known: a known defect  FAIL: neither  broken: the lab  -: skipped  blank: not run",
        "",
        "known defects",
        "  context-lost (pypa/pip#13288) on 24.0: 1 cell",
        "",
        "skipped",
        "  1 cell: too old",
        "",
        "5 cells: 1 pass, 1 known, 1 fail, 1 invalid, 1 skipped",
    ]


def test_a_log_has_no_colour_codes_and_a_terminal_has(record: Make) -> None:
    assert not any("\x1b" in line for line in printed(record()))
    terminal = Console(file=StringIO(), force_terminal=True, color_system="standard", width=100)
    with terminal.capture() as shown:
        terminal.print(Matrix([record()]))
    assert "\x1b[32mok" in shown.get()


def test_the_matrix_is_ascii(record: Make) -> None:
    assert "\n".join(printed(record(), record(version="25.1", verdict=Verdict.FAIL))).isascii()


def test_markup_in_a_reason_is_text(record: Make) -> None:
    assert "  1 cell: [red]not markup[/red]" in printed(record(verdict=Verdict.SKIP, why="[red]not markup[/red]"))


def test_columns_that_do_not_fit_go_into_a_further_table(record: Make) -> None:
    versions = [f"25.{number}" for number in range(13)]
    lines = printed(*(record(f"direct.{LONG}", version) for version in versions))
    heads = [line.split() for line in lines if line.strip().startswith("25.")]
    assert len(heads) == 2
    assert [version for head in heads for version in head] == versions


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
