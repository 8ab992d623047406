"""One rule: progress says what is done of how much, and no time left that nobody can know."""

from __future__ import annotations

import pytest

from harness.runs.cell_progress import CellProgress, describe_seconds


def test_it_says_how_many_of_how_many_have_ended_and_failed() -> None:
    progress = CellProgress(total=702)
    for number in range(310):
        progress.count_cell(wrong=number < 3)
    assert progress.describe_progress(310.0) == "cells 310/702, 3 failed, about 7 min left"


def test_no_time_is_said_before_there_is_something_to_reckon_with_or_at_the_end() -> None:
    assert CellProgress(total=702, done=2).describe_progress(60.0) == "cells 2/702"
    assert CellProgress(total=20, done=20).describe_progress(60.0) == "cells 20/20"
    assert CellProgress(done=20).describe_progress(60.0) == "cells 20"


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.2, "1 s"), (89, "89 s"), (90, "2 min"), (3599, "1 h 0 min"), (7800, "2 h 10 min")]
)
def test_a_time_is_said_as_one_reads_it(seconds: float, words: str) -> None:
    assert describe_seconds(seconds) == words
