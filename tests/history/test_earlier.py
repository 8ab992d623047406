from __future__ import annotations

from harness.history.earlier import compare_with_before, find_run_before
from tests.history.past import ran
from tests.support.recorded import FAILED, make


def test_the_run_before_is_the_last_of_the_same_series() -> None:
    main, newest = ran(1, make(), name="2026-01-06-main.jsonl"), ran(0, make(), name="2026-01-05-newest.jsonl")
    again = ran(2, make(), name="2026-01-12-newest.jsonl")
    assert again.series == newest.series != main.series
    assert find_run_before(again, [newest, main]) is newest


def test_else_it_is_the_last_that_has_a_cell_in_common() -> None:
    one, other = ran(0, make("a.a"), name="one.jsonl"), ran(1, make("a.b"), name="two.jsonl")
    assert find_run_before(ran(2, make("a.a"), name="three.jsonl"), [one, other]) is one
    assert find_run_before(ran(2, make("a.c"), name="three.jsonl"), [one, other]) is None
    assert find_run_before(one, []) is None


def test_a_new_release_is_compared_with_the_one_before() -> None:
    old, new = ran(0, make(version="26.3")), ran(7, make(version="26.4", **FAILED))
    told = compare_with_before(new, [old])
    assert told is not None
    assert [change.client for change in told[1].changes] == ["26.3 py3.10 → 26.4 py3.10"]
