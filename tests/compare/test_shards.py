from __future__ import annotations

from dataclasses import replace

import pytest

from harness.catalogue.plan import Planned
from harness.compare.shards import Shard, estimate_seconds, find_unit
from harness.model.cell import Side
from harness.model.errors import UsageError
from scenarios.direct import shipped_store_vouches_for_the_origin
from tests.support.cells import cell
from tests.support.recorded import make

CELL = cell(shipped_store_vouches_for_the_origin, "25.2", "direct.a")
OTHER = cell(shipped_store_vouches_for_the_origin, "26.3", "direct.a")
UNKNOWN = cell(shipped_store_vouches_for_the_origin, "26.3", "direct.b")


def test_a_shard_is_written_as_one_of_so_many() -> None:
    assert Shard.from_text("2/4") == Shard(2, 4)


@pytest.mark.parametrize("text", ["0/4", "5/4", "1", "1/0", "a/b", "-1/2", "1/2/3", ""])
def test_what_is_no_shard_is_named(text: str) -> None:
    with pytest.raises(UsageError, match="is not a shard: expected I/N, such as 1/4") as caught:
        Shard.from_text(text)
    assert repr(text) in str(caught.value)


def test_a_cell_takes_the_seconds_that_it_took() -> None:
    records = [make("direct.a", "25.2", seconds=3.0), make("direct.a", "26.3", seconds=5.0)]
    planned = [Planned(cell=each) for each in (CELL, OTHER, UNKNOWN)]
    assert list(estimate_seconds(planned, records).values()) == [3.0, 5.0, 4.0]


def test_a_client_that_was_never_recorded_takes_what_the_scenario_takes_on_others() -> None:
    records = [make("direct.a", "25.2", seconds=3.0), make("direct.b", "25.2", seconds=9.0)]
    assert estimate_seconds([Planned(cell=OTHER)], records) == {find_unit(Planned(cell=OTHER)): 3.0}


def test_without_records_every_cell_weighs_the_same_and_a_skip_nothing() -> None:
    planned = [Planned(cell=CELL), Planned(cell=OTHER), Planned(cell=UNKNOWN, skip="it lacks a store")]
    assert list(estimate_seconds(planned, ()).values()) == [1.0, 1.0, 0.0]


def test_the_sides_of_a_comparison_are_one_unit() -> None:
    sides = [replace(each, side=side) for each, side in zip((CELL, OTHER), Side, strict=True)]
    assert list(estimate_seconds([Planned(cell=each) for each in sides], ()).values()) == [2.0]
