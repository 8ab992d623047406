from __future__ import annotations

from itertools import combinations

import pytest

from harness.catalogue.find import find_scenario, load_scenarios
from harness.catalogue.pairwise import (
    ACTIONS,
    CACHES,
    CERTIFICATES,
    CHANNELS,
    HOSTS,
    PAGES,
    STORES,
    WideRow,
    can_meet,
    cover_pairs,
    find_crossed_topologies,
    generate_wide,
)
from harness.model.expectation import Accepts, Leaks, Rejects
from harness.model.words import Leg
from scenarios.defects.contexts import CERTIFI_LOST_WITH_THE_CONTEXT
from scenarios.defects.options import HTTP_INDEX_LEAVES_THE_PROXY_UNVERIFIED

TOPOLOGIES = find_crossed_topologies(load_scenarios().values())
GENERATED = generate_wide(load_scenarios())


@pytest.mark.parametrize("flawed", [False, True], ids=["without a flaw", "with one"])
def test_every_two_conditions_that_can_meet_do(flawed: bool) -> None:
    topologies = [each for each in TOPOLOGIES if each.legs or not flawed]
    flaws = (Leg, CERTIFICATES) if flawed else ([None], [None])
    axes = (topologies, STORES, *flaws, HOSTS, CHANNELS, ACTIONS, CACHES, PAGES)
    found = [row for row in cover_pairs(TOPOLOGIES) if (row.leg is not None) is flawed]
    never = [
        (WideRow._fields[one], a, WideRow._fields[other], b)
        for one, other in combinations(range(len(axes)), 2)
        for a in axes[one]
        for b in axes[other]
        if can_meet({one: a, other: b}, flawed=flawed) and not any(row[one] == a and row[other] == b for row in found)
    ]
    assert never == []


def test_no_row_is_one_that_cannot_be() -> None:
    assert [
        row for row in cover_pairs(TOPOLOGIES) if not can_meet(dict(enumerate(row)), flawed=row.leg is not None)
    ] == []


def test_few_rows_do_it() -> None:
    assert 100 < len(cover_pairs(TOPOLOGIES)) < 250


def test_what_is_generated_is_the_same_every_time() -> None:
    cover_pairs.cache_clear()
    assert generate_wide(load_scenarios()) == GENERATED


def test_each_row_has_a_name_of_its_own() -> None:
    assert len(GENERATED) == len(cover_pairs(TOPOLOGIES))


def test_a_store_that_vouches_for_every_leg_is_accepted_and_any_flaw_refused_on_its_leg() -> None:
    for name, scenario in GENERATED.items():
        if isinstance(scenario.expect, Rejects):
            assert scenario.expect.leg in scenario.unverifiable_legs
        else:
            assert not scenario.unverifiable_legs, name
            assert isinstance(scenario.expect, Accepts | Leaks)
            assert (scenario.topology.origin.scheme == "http") or scenario.expect == Accepts()


def test_a_generated_scenario_is_found_by_its_name() -> None:
    name, scenario = next(iter(GENERATED.items()))
    assert find_scenario(load_scenarios(), name) == scenario


def test_what_may_explain_a_scenario_is_shown_where_its_leg_is_there() -> None:
    assert [
        (name, defect.slug)
        for name, scenario in GENERATED.items()
        for defect in scenario.explained_by
        if getattr(defect.shows, "leg", None) not in {None, *scenario.topology.legs}
    ] == []


def test_what_is_about_an_http_index_explains_no_other() -> None:
    explained = [each for each in GENERATED.values() if HTTP_INDEX_LEAVES_THE_PROXY_UNVERIFIED in each.explained_by]
    assert {each.topology.origin.scheme for each in explained} == {"http"}
    assert {each.topology.path[0].scheme for each in explained} == {"https"}


def test_a_store_that_is_lost_explains_no_other_store() -> None:
    explained = [each for each in GENERATED.values() if CERTIFI_LOST_WITH_THE_CONTEXT in each.explained_by]
    assert explained
    assert all(each.trust.shipped and each.topology.proxies for each in explained)


def test_topologies_over_socks_are_not_crossed_and_leave_the_rows_as_they_are() -> None:
    without = {name: each for name, each in load_scenarios().items() if not each.topology.speaks_socks}
    assert len(without) < len(load_scenarios())
    assert list(generate_wide(without)) == list(GENERATED)
