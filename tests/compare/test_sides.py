from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from harness.catalogue.plan import Planned
from harness.compare.sides import Sides, check_sides, select_sides
from harness.model.cell import Machine, Side
from harness.model.errors import UsageError
from harness.provision.stock import open_stock
from scenarios import direct, tunnelled
from tests.support.surroundings import isolate

PYTHON = "{}.{}".format(*sys.version_info[:2])
SCENARIOS = {
    "tunnelled.exposes": tunnelled.system_store_vouches_for_the_origin,
    "direct.plain": direct.shipped_store_vouches_for_the_origin,
}


@pytest.fixture(scope="module")
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Shared by the tests, so that each release is fetched once."""
    return tmp_path_factory.mktemp("surroundings")


@pytest.fixture(autouse=True)
def cache(surroundings: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return isolate(surroundings, monkeypatch)


def chosen(sides: Sides, pythons: Sequence[str] = ()) -> tuple[Planned, ...]:
    with open_stock(lambda _line: None) as stock:
        return select_sides(SCENARIOS, sides, pythons, Machine(), stock)


def tree(folder: Path, version: str = "26.3") -> Path:
    (folder / "pip").mkdir(parents=True)
    (folder / "pip" / "__init__.py").write_text(f'__version__ = "{version}"\n')
    return folder


@pytest.mark.client
def test_every_scenario_stands_on_both_sides_one_after_the_other() -> None:
    planned = chosen(Sides(baseline="25.1.1", candidate="25.2"))
    assert [(each.cell.id, each.cell.side) for each in planned] == [
        (f"{name}-pip{version}-py{PYTHON}", side)
        for name in SCENARIOS
        for version, side in (("25.1.1", Side.BASELINE), ("25.2", Side.CANDIDATE))
    ]


@pytest.mark.client
def test_the_baseline_is_the_newest_release_unless_another_is_given(tmp_path: Path) -> None:
    planned = chosen(Sides(candidate=str(tree(tmp_path / "mine"))))
    assert {each.cell.client.short for each in planned} == {"pip26.3", "pip26.3+mine"}


def test_folders_of_one_name_are_told_apart_by_their_sides(tmp_path: Path) -> None:
    sides = Sides(baseline=str(tree(tmp_path / "a" / "pip")), candidate=str(tree(tmp_path / "b" / "pip")))
    assert {each.cell.client.short for each in chosen(sides)} == {"pip26.3+pip-baseline", "pip26.3+pip-candidate"}


@pytest.mark.client
def test_a_scenario_that_one_side_lacks_is_skipped_there_with_the_reason() -> None:
    planned = chosen(Sides(baseline="24.1.2", candidate="24.2"))
    skipped = {(each.cell.scenario_id, each.cell.side): each.skip for each in planned if each.skip}
    assert list(skipped) == [("tunnelled.exposes", Side.BASELINE)]
    assert "pip24.1.2 on Python" in skipped["tunnelled.exposes", Side.BASELINE]


def test_without_a_candidate_it_is_the_baseline_with_the_overlays() -> None:
    assert Sides(baseline="26.3", overlays=("urllib3=./a", "requests=./b")).specs == {
        Side.BASELINE: "26.3",
        Side.CANDIDATE: "26.3 with urllib3=./a with requests=./b",
    }


@pytest.mark.client
@pytest.mark.parametrize(
    ("sides", "words"),
    [
        (
            Sides(baseline="26.3", candidate="26.3"),
            "baseline and candidate are both pip 26.3: there is nothing to compare",
        ),
        (Sides(baseline="latest", candidate="26.3"), "baseline and candidate are both pip 26.3"),
        (
            Sides(baseline=">=25", candidate="26.3"),
            "the baseline '>=25' is 3 pips, pip 25.1.1 to pip 26.3: expected one",
        ),
        (
            Sides(baseline="26.3", candidate="all"),
            "the candidate 'all' is 5 pips, pip 24.1.2 to pip 26.3: expected one",
        ),
        (Sides(baseline="26.3", candidate="./nowhere"), "'./nowhere' does not name a pip"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_one_line(sides: Sides, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        chosen(sides)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


VARIANT = "variant@pool_only+urllib3=2.6.3"


@pytest.mark.parametrize(
    ("sides", "said"),
    [
        (
            Sides(candidate=VARIANT),
            "two clients of one kind are compared: the baseline a pip and the candidate a variant",
        ),
        (Sides(baseline=VARIANT, overlays=("urllib3=.",)), "a variant names its libraries itself"),
        (Sides(baseline=VARIANT, candidate="variant@nobody"), "unknown variant 'nobody'"),
        (Sides(baseline=VARIANT, candidate="variant@pool_only+urllib3=./absent"), "no such file or folder"),
    ],
)
def test_sides_that_cannot_be_compared_are_refused_before_an_index_is_asked(sides: Sides, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        check_sides(sides)
