from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from harness.catalogue.find import load_scenarios
from harness.catalogue.plan import Planned
from harness.clients.registry import AskedClients
from harness.model.cell import Cell, Machine
from harness.model.errors import UsageError
from harness.model.scenario import Scenario
from harness.provision.stock import Stock
from harness.runs import request as module
from harness.runs.recording import make_replay_command
from harness.runs.request import plan_request
from tests.support.cells import RELEASES, client

NAME = "tunnelled.system_store_vouches_for_the_origin"


Selected = tuple[list[str], AskedClients]


@pytest.fixture
def selected(monkeypatch: pytest.MonkeyPatch) -> list[Selected]:
    """The requests to the selection, which would fetch releases."""
    kept: list[Selected] = []

    def select(
        scenarios: Mapping[str, Scenario], asked: AskedClients, _machine: Machine, _stock: Stock
    ) -> tuple[Planned, ...]:
        kept.append((list(scenarios), asked))
        return ()

    monkeypatch.setattr(module, "select_cells", select)
    return kept


def of(cell: str, *specs: tuple[str, str], pythons: Sequence[str] = ()) -> tuple[Planned, ...]:
    asked = AskedClients(specs=specs, pythons=tuple(pythons))
    return plan_request(load_scenarios(), cell, asked, Machine(), Stock(Path(), print))


def asking(*specs: tuple[str, str], pythons: Sequence[str] = ()) -> list[Selected]:
    return [([NAME], AskedClients(specs=specs, pythons=tuple(pythons)))]


def test_a_cell_names_its_scenario_pip_and_python(selected: list[Selected]) -> None:
    of(f"{NAME}-pip25.0.1-py3.10")
    assert selected == asking(("pip", "25.0.1"), pythons=["3.10"])


def test_a_scenario_alone_stands_for_the_newest_pip(selected: list[Selected]) -> None:
    of(NAME)
    assert selected == asking(("pip", "latest"))


def test_a_scenario_is_put_to_the_pips_and_pythons_given(selected: list[Selected]) -> None:
    of(NAME, ("pip", "25.1"), ("pip", "/checkouts/mine"), pythons=["3.12"])
    assert selected == asking(("pip", "25.1"), ("pip", "/checkouts/mine"), pythons=["3.12"])


@pytest.mark.parametrize("version", [*RELEASES, "26.0b1"])
def test_the_line_that_replays_a_release_names_its_own_cell(selected: list[Selected], version: str) -> None:
    subject = Cell(scenario_id=NAME, scenario=load_scenarios()[NAME], client=client(version))
    of(make_replay_command(subject).rpartition(" ")[2])
    assert selected == asking(("pip", version), pythons=["3.10"])


@pytest.mark.parametrize(("specs", "pythons"), [([("pip", "25.1")], []), ([], ["3.12"])])
def test_a_cell_takes_no_further_pip_or_python(
    selected: list[Selected], specs: list[tuple[str, str]], pythons: list[str]
) -> None:
    cell = f"{NAME}-pip25.0.1-py3.10"
    with pytest.raises(UsageError, match=f"{cell} names a client and a Python already"):
        of(cell, *specs, pythons=pythons)
    assert selected == []


@pytest.mark.parametrize("end", ["", "-pip25.0.1-py3.10"])
def test_an_unknown_scenario_is_named_with_the_nearest(selected: list[Selected], end: str) -> None:
    with pytest.raises(UsageError, match=rf"unknown scenario 'tunelled.system_store_vouches_for_the_origin'; .*{NAME}"):
        of(f"tunelled.system_store_vouches_for_the_origin{end}")
    assert selected == []


def test_a_cell_of_a_tree_is_not_to_be_had_by_its_id(selected: list[Selected]) -> None:
    with pytest.raises(UsageError, match=f"unknown scenario '{NAME}-pip25.2"):
        of(f"{NAME}-pip25.2+mine-py3.10")
    assert selected == []


def test_a_cell_names_its_variant_and_the_libraries_under_it(selected: list[Selected]) -> None:
    of(f"{NAME}-pool_only=2.32.5+urllib3=2.6.3-py3.12")
    assert selected == asking(("variant", "pool_only=2.32.5+urllib3=2.6.3"), pythons=["3.12"])


def test_a_cell_names_its_variant_and_the_pip_that_vendors_what_is_under_it(selected: list[Selected]) -> None:
    of(f"{NAME}-both_legs=2.32.3+pip=25.0.1-py3.12")
    assert selected == asking(("variant", "both_legs=2.32.3+pip=25.0.1"), pythons=["3.12"])


def test_a_variant_alone_is_put_upon_the_newest_libraries(selected: list[Selected]) -> None:
    of(NAME, ("variant", "pool_only"))
    assert selected == asking(("variant", "pool_only=latest"))


def test_a_library_that_is_not_to_be_chosen_is_named(selected: list[Selected]) -> None:
    with pytest.raises(UsageError, match="unknown library 'idna'; expected one of requests, urllib3,"):
        of(f"{NAME}-pool_only=2.32.5+idna=3-py3.12")
    assert selected == []
