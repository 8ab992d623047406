from __future__ import annotations

from harness.compare.changes_markdown import format_changes_markdown
from harness.compare.comparison import compare_records
from tests.support.recorded import FAILED, HELD, KNOWN, SKIPPED, pair


def test_changed_cells_come_before_the_matrix() -> None:
    told = format_changes_markdown(
        compare_records([*pair(HELD, HELD, "a.same"), *pair(HELD, FAILED, "b.worse"), *pair(KNOWN, HELD, "c.better")])
    )
    order = ["## 3 cells compared", "26.3 py3.10 (baseline) and 26.4 py3.10 (candidate)", "* context-lost (pypa/pip"]
    order += [
        "### newly failing: ",
        "<summary>b.worse py3.10",
        "### newly passing: ",
        "<summary>c.better",
        "| scenario |",
    ]
    places = [told.find(words) for words in order]
    assert -1 not in places, told
    assert places == sorted(places)
    assert "a.same" not in told.partition("| scenario |")[0]


def test_a_page_that_is_too_long_keeps_the_worst_and_says_what_it_left_out() -> None:
    cells = [record for number in range(40) for record in pair(HELD, FAILED, f"b.s{number:02}")]
    told = format_changes_markdown(compare_records(cells), 4000)
    assert len(told.encode()) <= 4000
    assert "<summary>b.s00 py3.10" in told
    assert "changed cells left out to keep this page within its size limit" in told


def test_what_keeps_from_a_conclusion_stands_at_the_top() -> None:
    assert "**nothing was compared: no cell was run on both sides**" in format_changes_markdown(
        compare_records(pair(SKIPPED, SKIPPED))
    )
