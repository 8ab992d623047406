"""One rule: the page stays within its budget, and what was left out is counted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from harness.model.record import Record
from harness.model.words import Verdict
from harness.report.markdown import escape_markdown, fit_blocks, format_markdown

Make = Callable[..., Record]


def test_a_page_gives_the_failures_before_the_matrix(record: Make) -> None:
    told = format_markdown([record(), record("direct.b", verdict=Verdict.FAIL, topology="direct")])
    order = [
        "## 1 cell fails",
        "### FAIL rejects the origin leg",
        "<summary>direct.b-pip25.2-py3.10</summary>",
        "| scenario |",
    ]
    assert [told.index(text) for text in order] == sorted(told.index(text) for text in order)


def test_the_matrix_has_a_row_a_scenario_under_its_module(record: Make) -> None:
    told = format_markdown(
        [record("direct.a", "24.0"), record("direct.a", verdict=Verdict.FAIL), record("tunnelled.b")]
    )
    assert told.endswith(
        "| scenario | 25.2<br>py3.10 | 24.0<br>py3.10 |\n"
        "| --- | --- | --- |\n"
        "| **direct** |\n"
        "| a | **FAIL** | ok |\n"
        "| **tunnelled** |\n"
        "| b | ok |  |\n"
    )


def test_scenarios_with_clients_of_their_own_have_them_beside_each_other(record: Make) -> None:
    old = [record(f"direct.s{number}", f"24.{number}") for number in range(4)]
    told = format_markdown([*old, record("direct.s0", "25.0", verdict=Verdict.FAIL)])
    assert "| **direct** |\n| s0 | 25.0 **FAIL**, 24.0 ok |\n| s1 | 24.1 ok |\n" in told


def test_what_is_known_comes_after_what_is_wrong(record: Make) -> None:
    known = record("direct.a", verdict=Verdict.KNOWN, defect="lost", issue="pypa/pip#13288")
    told = format_markdown([known, record("direct.b", verdict=Verdict.FAIL)])
    assert told.index("### FAIL") < told.index("Known defects: 1") < told.index("| scenario |")


def test_what_is_said_in_several_lines_is_one_bullet(record: Make) -> None:
    told = format_markdown([record(verdict=Verdict.FAIL, why="one\n* two\n# three")])
    assert "* why: one \\* two \\# three\n" in told


def test_a_failing_cell_has_its_diff_and_its_replay_line(record: Make) -> None:
    told = format_markdown([record(verdict=Verdict.FAIL, expected_transcript=("done",), transcript=("refused",))])
    assert "```diff\n--- expected\n+++ seen\n@@ -1 +1 @@\n-done\n+refused\n```\n" in told
    assert "```sh\nnox -s lab -- run tunnelled.claim-pip25.2-py3.10\n```\n" in told


def test_defects_and_skips_are_listed(record: Make) -> None:
    told = format_markdown(
        [
            record("direct.a", verdict=Verdict.KNOWN, defect="lost", issue="pypa/pip#13288"),
            record("direct.b", verdict=Verdict.SKIP, why="too old"),
        ]
    )
    assert "<summary>Known defects: 1</summary>\n\n* lost (pypa/pip\\#13288) on 25.2: 1 cell\n" in told
    assert "<summary>Skipped: 1</summary>\n\n* 1 cell: too old\n" in told


def test_a_page_that_fits_leaves_nothing_out(record: Make) -> None:
    records = [record(f"direct.s{number}", verdict=Verdict.FAIL) for number in range(20)]
    whole = format_markdown(records)
    assert format_markdown(records, budget=len(whole.encode())) == whole


def test_a_flood_of_failures_leaves_room_for_the_matrix(record: Make) -> None:
    records = [record(f"direct.s{number}", verdict=Verdict.FAIL) for number in range(200)]
    told = format_markdown(records, budget=20_000)
    shown, rows = told.count("<details>"), told.count("| **FAIL** |")
    assert 0 < shown < 200
    assert f"_{200 - shown} failed or broken cells left out" in told
    assert rows == 200
    assert len(told.encode()) <= 20_000


def test_rows_that_do_not_fit_are_counted(record: Make) -> None:
    told = format_markdown([record(f"direct.s{number}") for number in range(200)], budget=1_000)
    rows = told.count("| ok |")
    assert rows > 0
    assert f"_{200 - rows} scenarios left out" in told


@pytest.mark.parametrize("budget", [0, 1, 40])
def test_a_budget_that_holds_nothing_gives_nothing(record: Make, budget: int) -> None:
    assert format_markdown([record()], budget=budget) == ""


def test_blocks_are_kept_whole_and_measured_in_bytes() -> None:
    blocks = ["ä" * 50, "ö" * 50, "ü" * 50]
    assert fit_blocks(blocks, 300, "things") == "".join(blocks)
    cut = fit_blocks(blocks, 299, "things")
    assert cut.startswith(blocks[0] + blocks[1] + "\n_1 things left out")


def test_text_is_never_markdown() -> None:
    assert escape_markdown("a|b\n*c* <d> `e` [f]") == r"a\|b \*c\* \<d\> \`e\` \[f\]"
    assert escape_markdown("- no list") == r"\- no list"


def test_a_transcript_cannot_end_its_code_block(record: Make) -> None:
    told = format_markdown([record(verdict=Verdict.FAIL, transcript=("````", "</details>"))])
    assert "`````diff\n ````\n </details>\n`````\n" in told
