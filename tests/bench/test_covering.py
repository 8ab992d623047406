from __future__ import annotations

from itertools import combinations

import pytest

from harness.catalogue.wide.meeting import KINDS, can_meet, list_factors
from harness.catalogue.wide.rows import name_kind, read_rows, split_id

pytest.importorskip("covertable", reason="covertable makes new rows, and is not needed to run those that are there")

from bench.covering import find_missing_rows

ROWS = read_rows()


def two_stores_without(number: int) -> dict[str, dict[str, str]]:
    """The rows of two stores but for the last ones."""
    rows = {row_id: dict(words) for row_id, words in ROWS.items() if name_kind(words) == "two stores"}
    return dict(list(rows.items())[:-number])


def met(rows: dict[str, dict[str, str]]) -> set[object]:
    factors = list_factors("two stores")
    whole = [{axis: words.get(axis, usual[0]) for axis, usual in factors.items()} for words in rows.values()]
    return {pair for row in whole for pair in combinations(row.items(), 2)}


@pytest.mark.parametrize("kind", ["two stores"])
def test_nothing_is_added_where_every_two_conditions_meet(kind: str) -> None:
    assert list(find_missing_rows(kind, ROWS)) == []


def test_what_is_added_makes_up_for_what_is_missing_and_leaves_the_rest() -> None:
    rows = two_stores_without(20)
    added = {row_id: split_id(row_id) for row_id in find_missing_rows("two stores", rows)}
    assert added
    assert not {*added} & {*rows}
    assert met(rows) < met(rows | added)
    assert met(rows | added) >= met(two_stores_without(1))
    factors = list_factors("two stores")
    assert all(
        can_meet({axis: words.get(axis, usual[0]) for axis, usual in factors.items()}) for words in added.values()
    )


def test_every_kind_has_axes() -> None:
    assert all(list_factors(kind) for kind in KINDS)
