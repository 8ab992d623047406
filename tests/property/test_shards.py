"""However many cells there are and however long they take, each is in exactly one shard, the same on every machine."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from harness.catalogue.plan import Planned
from harness.compare.shards import Unit, assign_shards, estimate_seconds, find_unit
from harness.model.cell import Cell, Side
from scenarios.direct import shipped_store_vouches_for_the_origin
from tests.support.cells import client

UNITS = st.tuples(st.sampled_from(["direct.a", "direct.b", "tunnelled.a"]), st.integers(0, 40).map(str))
WEIGHTS = st.dictionaries(UNITS, st.floats(0, 100), max_size=40)
PARTS = st.integers(1, 9)


@given(WEIGHTS, PARTS)
def test_every_unit_is_in_one_shard_that_there_is(weights: Mapping[Unit, float], parts: int) -> None:
    shards = assign_shards(weights, parts)
    assert set(shards) == set(weights)
    assert set(shards.values()) <= set(range(1, parts + 1))


@given(WEIGHTS, PARTS, st.randoms(use_true_random=False))
def test_the_order_of_the_cells_does_not_matter(weights: Mapping[Unit, float], parts: int, random: object) -> None:
    shuffled = sorted(weights, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert assign_shards({name: weights[name] for name in shuffled}, parts) == assign_shards(weights, parts)


@given(WEIGHTS, PARTS)
def test_no_shard_has_more_to_do_than_another_by_more_than_one_unit(weights: Mapping[Unit, float], parts: int) -> None:
    loads = dict.fromkeys(range(1, parts + 1), 0.0)
    for name, number in assign_shards(weights, parts).items():
        loads[number] += weights[name]
    assert max(loads.values()) - min(loads.values()) <= max(weights.values(), default=0) + 1e-6


@given(st.sets(UNITS, max_size=40), PARTS)
def test_without_seconds_the_shards_differ_by_one_unit_at_most(units: set[Unit], parts: int) -> None:
    shards = assign_shards(dict.fromkeys(units, 1.0), parts)
    sizes = [list(shards.values()).count(number) for number in range(1, parts + 1)]
    assert max(sizes) - min(sizes) <= 1


@given(st.lists(st.sampled_from(Side), min_size=1), PARTS)
def test_both_sides_of_a_cell_are_in_one_shard(sides: list[Side], parts: int) -> None:
    cells = [
        Cell(scenario_id="direct.a", scenario=shipped_store_vouches_for_the_origin, client=client(), side=side)
        for side in sides
    ]
    planned = [Planned(cell=cell) for cell in cells]
    shards = assign_shards(estimate_seconds(planned, ()), parts)
    assert len({shards[find_unit(each)] for each in planned}) == 1
