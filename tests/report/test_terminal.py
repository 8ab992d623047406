"""One rule: the answer comes first, nothing is cut short, and what went as expected takes no room but on request."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.console import Console

from harness.model.losses import LOST_BEHIND_A_PROXY
from harness.model.record import Record
from harness.model.words import Verdict
from harness.report.terminal import Report, choose_log_width, print_report
from harness.report.themes import SCREEN
from tests.support.recorded import BROKEN, FAILED, FIXED, KNOWN, REFUSED, SKIPPED, make

Make = Callable[..., Record]

LOST: dict[str, Any] = {**FAILED, "observed": replace(REFUSED, lost_at=(LOST_BEHIND_A_PROXY,))}
#: A boundary of which each scenario has a part of its own.
VERSIONS = ("24.1.2", "24.2", "25.1.1", "25.2", "26.3")


def printed(*records: Record, width: int = 100, everything: bool = False, terminal: bool = False) -> list[str]:
    log = StringIO()
    console = Console(file=log, width=width, highlight=False, force_terminal=terminal, color_system=None)
    print_report(console, Report(records, everything=everything))
    return [line.rstrip() for line in log.getvalue().splitlines()]


def boundary(scenarios: int = 4) -> list[Record]:
    """Scenarios that each ran on two of many releases."""
    return [
        make(f"theme{number % 3}.claim_{number}", f"{20 + number}.{side}", **(KNOWN if side else {}))
        for number in range(scenarios)
        for side in range(2)
    ]


def test_a_boundary_is_one_line_per_scenario_newest_first() -> None:
    lines = printed(*boundary())
    assert lines[0] == "Nothing is wrong: every cell is as expected."
    assert "  claim_1  21.1 known  21.0 ok" in lines


def test_a_rectangle_is_a_table_newest_first(record: Make) -> None:
    records = [record(f"direct.{name}", version) for name in "ab" for version in ("24.0", "25.10", "25.2")]
    lines = printed(*records, record("direct.c", "25.2", **SKIPPED))
    assert [line.split() for line in lines if line.strip().startswith("25.10")] == [["25.10", "25.2", "24.0"]]
    assert next(line for line in lines if line.startswith("  a ")).split() == ["a", "ok", "ok", "ok"]
    skipped = next(line for line in lines if line.startswith("  c "))
    assert skipped.index("-") == next(line for line in lines if line.strip().startswith("25.10")).index("25.2")


def test_the_cause_is_named_before_anything_else() -> None:
    failing = [make(f"tunnelled.claim_{number}", **LOST) for number in range(3)]
    lines = printed(*failing, make("direct.a", **BROKEN), make("direct.b", "25.1", **FIXED))
    assert lines[:7] == [
        "3 cells fail: 1 cause",
        f"   3  {LOST_BEHIND_A_PROXY}, as pypa/pip#13288 in 24.2 to 25.1.1",
        "the lab broke in 1 cell",
        "   1  a node broke: no port",
        "News: known defects that no longer show",
        "   1  context-lost (pypa/pip#13288) no longer shows on 25.1 py3.10",
        "",
    ]
    assert sum("claim:" in line for line in lines) == 2
    assert all(any(record.cell in line for line in lines) for record in failing)


def test_what_is_as_expected_is_summed_up_by_theme_unless_asked_for() -> None:
    records = boundary(SCREEN + 2)
    lines = printed(*records)
    assert any("theme0  14 ok  14 known" in line for line in lines)
    assert not any("claim_" in line for line in lines)
    assert lines[-3].endswith("To list them: report FILE --all, or matrix --report all.")
    everything = "\n".join(printed(*records, everything=True))
    assert all(f"claim_{number} " in everything for number in range(SCREEN + 2))


def test_a_scenario_that_fails_is_told_although_all_the_others_are_not() -> None:
    lines = printed(*boundary(SCREEN + 2), make("theme0.broken", "40.0", **FAILED))
    assert "  broken  40.0 FAIL" in lines
    assert "  and 14 scenarios as expected: 14 ok  14 known" in lines


def test_an_empty_column_is_not_there(record: Make) -> None:
    records = [make(f"direct.claim_{number}", version) for number in range(SCREEN) for version in ("25.1", "25.2")]
    lines = printed(*records, record("direct.z", "25.2", **FAILED))
    assert [line.strip() for line in lines if line.strip() in {"25.2", "25.2    25.1"}] == ["25.2"]


def test_many_causes_leave_the_answer_on_one_screen() -> None:
    records = [
        make(f"direct.claim_{number}", **{**FAILED, "observed": replace(REFUSED, reason=f"reason_{number}")})
        for number in range(30)
    ]
    lines = printed(*records)
    assert lines[15].strip() == "16  for 16 other causes, each named below"
    assert sum("claim:" in line for line in lines) == 10
    assert sum("claim:" in line for line in printed(*records, everything=True)) == 30


@pytest.mark.parametrize("colour", [False, True])
def test_colour_is_for_terminals_alone(*, colour: bool) -> None:
    log = StringIO()
    console = Console(file=log, width=80, force_terminal=colour, color_system="standard" if colour else None)
    print_report(console, Report([make(**LOST)]))
    assert ("\x1b[" in log.getvalue()) is colour


def test_markup_in_a_reason_is_text(record: Make) -> None:
    assert "  1 cell: [red]not markup[/red]" in printed(record(verdict=Verdict.SKIP, why="[red]not markup[/red]"))


def test_a_command_is_continued_so_that_a_shell_reads_it() -> None:
    replay = "nox -s lab -- run " + " ".join(f"--pip ./tree{number}" for number in range(12))
    lines = printed(make(**{**FAILED, "replay": replay}), width=60, terminal=True)
    assert max(map(len, lines)) <= 60
    first = next(number for number, line in enumerate(lines) if "replay:" in line)
    told = "\n".join(lines[first:]).split("\n\n")[0].partition("replay:")[2]
    assert told.replace("\\\n", "").split() == replay.split()
    assert any(line.endswith(replay) for line in printed(make(**{**FAILED, "replay": replay}), width=60))


@settings(deadline=None)
@given(st.integers(60, 220), st.integers(1, 60), st.sampled_from([KNOWN, FAILED, LOST, BROKEN, SKIPPED]))
def test_nothing_is_wider_than_the_terminal_and_nothing_lost(width: int, number: int, fields: dict[str, Any]) -> None:
    records = [*boundary(number), *(make(f"theme9.other_{each}", "30.1", **fields) for each in range(3))]
    lines = printed(*records, width=width, everything=True, terminal=True)
    assert max(map(len, lines)) <= width
    text = "\n".join(lines)
    assert all(record.client.version in text for record in records)
    assert all(f"{record.scenario.partition('.')[2]} " in text for record in records)


@pytest.mark.parametrize(("columns", "width"), [("80", 80), ("200", 200), ("", 100), ("wide", 100), ("0", 100)])
def test_a_log_is_as_wide_as_its_reader_says(columns: str, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert choose_log_width() == width
