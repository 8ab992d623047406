from __future__ import annotations

from harness.history.bars import Bar, draw_bar, find_axis
from harness.history.ranges import find_histories
from tests.history.past import ran
from tests.support.recorded import HELD, KNOWN, make


def test_a_bar_lies_on_the_axis_of_all_runs() -> None:
    runs = [
        ran(0, make(version="24.2", **KNOWN), make("a.other", "25.0"), make(version="24.1", **HELD)),
        ran(1, make(version="25.1", **KNOWN), make(version="25.2", **HELD), make("a.other", "9.0")),
        ran(2, make(version="26.3", **KNOWN)),
    ]
    axis = find_axis(runs)
    assert axis == ("9.0", "24.1", "24.2", "25.0", "25.1", "25.2", "26.3")
    (found,) = find_histories(runs)
    assert draw_bar(found, axis) == Bar(shows=(2, 4, 6), absent=(1, 5), ranges=((2, 4), (6, 6)))
