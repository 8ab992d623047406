from __future__ import annotations

from typing import Any

import pytest

from harness.report.answer import find_answer
from tests.support.recorded import BROKEN, FAILED, FIXED, HELD, KNOWN, SKIPPED, make


@pytest.mark.parametrize(
    ("hows", "headline", "tone"),
    [
        ([HELD, KNOWN], "Nothing is wrong: every cell is as expected", "good"),
        ([HELD, FAILED], "1 cell fails", "bad"),
        ([FAILED, FAILED, BROKEN, FIXED], "2 cells fail: 1 cause; the lab broke in 1 cell", "bad"),
        ([HELD, BROKEN, FIXED], "The lab broke in 1 cell", "broken"),
        ([HELD, FIXED], "1 known defect no longer shows", "bad"),
        ([SKIPPED, SKIPPED], "Nothing was run: every cell is skipped", "broken"),
        ([SKIPPED, HELD], "Nothing is wrong: every cell is as expected", "good"),
        ([], "Nothing was run", "good"),
    ],
)
def test_the_worst_comes_first(hows: list[dict[str, Any]], headline: str, tone: str) -> None:
    answer = find_answer([make(f"a.cell_{number}", **how) for number, how in enumerate(hows)])
    assert (answer.headline, answer.tone) == (headline, tone)


@pytest.mark.parametrize(
    ("hows", "headline", "tone"),
    [
        ([HELD], "The run is not complete", "broken"),
        ([], "The run is not complete", "broken"),
        ([HELD, FAILED], "1 cell fails", "bad"),
    ],
)
def test_nothing_is_said_to_be_right_where_records_are_missing(
    hows: list[dict[str, Any]], headline: str, tone: str
) -> None:
    answer = find_answer([make(f"a.cell_{number}", **how) for number, how in enumerate(hows)], complete=False)
    assert (answer.headline, answer.tone) == (headline, tone)
    assert f"{answer.headline} {answer.detail}".count("The run is not complete") == 1


def test_a_defect_that_is_gone_is_not_counted_as_a_failure() -> None:
    answer = find_answer([make("a.one", **FAILED), make("a.two", **FIXED), make("a.three", **KNOWN)])
    assert answer.detail == "3 cells: 1 with a known defect, 1 failed, 1 without a known defect that should show."
