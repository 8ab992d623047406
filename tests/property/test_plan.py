from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from harness.catalogue.plan import plan_cell
from harness.clients.pip import find_telling_releases
from harness.model.cell import Cell, Machine
from harness.model.client import Client
from harness.model.defect import Defect, pips
from harness.model.expectation import Rejects
from harness.model.scenario import Scenario
from harness.model.words import Leg
from tests.property.observations import SCENARIOS
from tests.support.cells import ABLE, RELEASES, client

ORDERED = [Version(each) for each in RELEASES]
ENDS = st.sampled_from([*RELEASES, "19.0", "20.3.2", "25.1.0.post1", "27.0"])
SPECIFIERS = st.one_of(
    st.builds(">={},<{}".format, ENDS, ENDS),
    st.builds("<{}".format, ENDS),
    st.builds(">={}".format, ENDS),
    st.builds("=={}".format, ENDS),
)
DEFECTS = SPECIFIERS.map(
    lambda affected: Defect(
        slug="lost", issue="pypa/pip#1", affected=(pips(affected),), shows=Rejects(Leg.ORIGIN), because="It is."
    )
)
LISTS = st.lists(st.sampled_from(ORDERED), min_size=1, unique=True).map(sorted)
MACHINES = st.builds(
    Machine, no_namespaces=st.sampled_from(["", "none"]), global_configuration=st.sampled_from(["", "it"])
)
CLIENTS = st.builds(
    client,
    st.sampled_from(RELEASES),
    has=st.sampled_from([ABLE, frozenset()]),
    unfit=st.sampled_from(["", "it does not run"]),
)


@given(LISTS, st.lists(DEFECTS, max_size=3))
def test_telling_releases_are_known_in_order_and_with_the_newest(known: list[Version], defects: list[Defect]) -> None:
    worth = find_telling_releases("pip", defects, known)
    assert worth[-1] == known[-1]
    assert list(worth) == sorted(set(worth) & set(known))


@given(LISTS, st.lists(DEFECTS, min_size=1, max_size=3))
def test_telling_releases_hold_both_sides_of_every_boundary_and_nothing_else(
    known: list[Version], defects: list[Defect]
) -> None:
    sides = {
        side
        for defect in defects
        for pair in pairwise(known)
        if len({defect.affects_version("pip", str(each)) for each in pair}) == 2
        for side in pair
    }
    assert set(find_telling_releases("pip", defects, known)) == sides | {known[-1]}


@given(LISTS, st.lists(DEFECTS, max_size=3))
def test_releases_left_out_are_like_one_that_is_run(known: list[Version], defects: list[Defect]) -> None:
    def having(release: Version) -> list[bool]:
        return [defect.affects_version("pip", str(release)) for defect in defects]

    tried = [having(release) for release in find_telling_releases("pip", defects, known)]
    assert all(having(release) in tried for release in known)


@given(DEFECTS, st.sampled_from(RELEASES), st.sampled_from([".dev0", "b1", "rc2", ".post1", "+local"]))
def test_a_version_with_a_suffix_has_the_defects_of_its_release(defect: Defect, release: str, suffix: str) -> None:
    assert defect.affects_version("pip", release + suffix) == defect.affects_version("pip", release)


@given(SCENARIOS, CLIENTS, MACHINES)
def test_a_better_machine_skips_no_more(scenario: Scenario, subject: Client, machine: Machine) -> None:
    cell = Cell(scenario_id="theme.claim", scenario=scenario, client=subject)
    assert plan_cell(cell, machine).skip or not plan_cell(cell, Machine()).skip
