from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import pytest

from harness.catalogue.find import load_scenarios
from harness.catalogue.plan import Planned
from harness.clients.variant import NO_VARIANT, Choice
from harness.model.cell import Cell, Machine
from harness.model.errors import UsageError
from harness.model.scenario import Scenario
from harness.runs import request as module
from harness.runs.recording import replay
from harness.runs.request import request
from tests.support.cells import RELEASES, client

NAME = "tunnelled.system_store_vouches_for_the_origin"


class Asked(NamedTuple):
    scenarios: list[str]
    pips: list[str]
    pythons: list[str]
    choice: Choice = NO_VARIANT


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Asked]:
    """What is asked of the selection, which would fetch releases."""
    kept: list[Asked] = []

    def select(
        scenarios: Mapping[str, Scenario],
        pips: Sequence[str],
        pythons: Sequence[str],
        _machine: Machine,
        _progress: Callable[[str], None],
        choice: Choice,
    ) -> tuple[Planned, ...]:
        kept.append(Asked(list(scenarios), list(pips), list(pythons), choice))
        return ()

    monkeypatch.setattr(module, "select", select)
    return kept


def of(cell: str, *pips: str, pythons: Sequence[str] = (), choice: Choice = NO_VARIANT) -> tuple[Planned, ...]:
    return request(load_scenarios(), cell, pips, pythons, Machine(), lambda _line: None, choice)


def test_a_cell_names_its_scenario_pip_and_python(asked: list[Asked]) -> None:
    of(f"{NAME}-pip25.0.1-py3.10")
    assert asked == [Asked([NAME], ["25.0.1"], ["3.10"])]


def test_a_scenario_alone_stands_for_the_newest_pip(asked: list[Asked]) -> None:
    of(NAME)
    assert asked == [Asked([NAME], ["latest"], [])]


def test_a_scenario_is_put_to_the_pips_and_pythons_given(asked: list[Asked]) -> None:
    of(NAME, "25.1", "/checkouts/mine", pythons=["3.12"])
    assert asked == [Asked([NAME], ["25.1", "/checkouts/mine"], ["3.12"])]


@pytest.mark.parametrize("version", [*RELEASES, "26.0b1"])
def test_the_line_that_replays_a_release_names_its_own_cell(asked: list[Asked], version: str) -> None:
    subject = Cell(scenario_id=NAME, scenario=load_scenarios()[NAME], client=client(version))
    of(replay(subject).rpartition(" ")[2])
    assert asked == [Asked([NAME], [version], ["3.10"])]


@pytest.mark.parametrize("given", [{"pips": ["25.1"], "pythons": []}, {"pips": [], "pythons": ["3.12"]}])
def test_a_cell_takes_no_further_pip_or_python(asked: list[Asked], given: dict[str, list[str]]) -> None:
    cell = f"{NAME}-pip25.0.1-py3.10"
    with pytest.raises(UsageError, match=f"{cell} names a client and a Python already"):
        of(cell, *given["pips"], pythons=given["pythons"])
    assert asked == []


@pytest.mark.parametrize("end", ["", "-pip25.0.1-py3.10"])
def test_an_unknown_scenario_is_named_with_the_nearest(asked: list[Asked], end: str) -> None:
    with pytest.raises(UsageError, match=rf"unknown scenario 'tunelled.system_store_vouches_for_the_origin'; .*{NAME}"):
        of(f"tunelled.system_store_vouches_for_the_origin{end}")
    assert asked == []


def test_a_cell_of_a_tree_is_not_to_be_had_by_its_id(asked: list[Asked]) -> None:
    with pytest.raises(UsageError, match=f"unknown scenario '{NAME}-pip25.2"):
        of(f"{NAME}-pip25.2+mine-py3.10")
    assert asked == []


def test_a_cell_names_its_variant_and_the_libraries_under_it(asked: list[Asked]) -> None:
    of(f"{NAME}-pool_only=2.32.5+urllib3=2.6.3-py3.12")
    choice = Choice(variants=("pool_only",), requests=("2.32.5",), urllib3=("2.6.3",))
    assert asked == [Asked([NAME], [], ["3.12"], choice)]


def test_a_cell_names_its_variant_and_the_pip_that_vendors_what_is_under_it(asked: list[Asked]) -> None:
    of(f"{NAME}-both_legs=2.32.3+pip=25.0.1-py3.12")
    assert asked == [Asked([NAME], [], ["3.12"], Choice(variants=("both_legs",), vendored=("25.0.1",)))]


def test_a_variant_alone_is_put_upon_the_newest_libraries(asked: list[Asked]) -> None:
    of(NAME, choice=Choice(variants=("pool_only",)))
    assert asked == [Asked([NAME], [], [], Choice(variants=("pool_only",), requests=("latest",)))]


def test_a_library_that_is_not_to_be_chosen_is_named(asked: list[Asked]) -> None:
    with pytest.raises(UsageError, match="there is no library 'idna' to choose, but requests, urllib3,"):
        of(f"{NAME}-pool_only=2.32.5+idna=3-py3.12")
    assert asked == []
