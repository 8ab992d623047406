from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from harness.report.catalogue_bars import draw_axis, draw_text_bar

RELEASES = tuple(map(Version, ("9.0.0", "9.0.1", "10.0.0", "24.0", "24.1", "24.1.2", "24.2", "25.0")))


def test_each_series_has_a_mark_below_its_major() -> None:
    assert draw_axis(RELEASES) == "9  10 24     25"
    since = Version("24.1.2")
    assert draw_text_bar(RELEASES, lambda version: since <= version < Version("25")) == "·· ·· ··▒▒██ ··"


@given(st.sets(st.sampled_from(RELEASES)))
def test_a_bar_is_full_where_all_have_it_and_empty_where_none_has(having: set[Version]) -> None:
    bar = draw_text_bar(RELEASES, having.__contains__)
    assert len(bar.replace(" ", "")) == 12
    assert (set(bar.replace(" ", "")) == {"█"}) == (having == set(RELEASES))
    assert (set(bar.replace(" ", "")) == {"·"}) == (not having)
