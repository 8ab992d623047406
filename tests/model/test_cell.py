from __future__ import annotations

from dataclasses import replace

import pytest

from harness.model.cell import Cell
from harness.model.expectation import Accepts
from harness.model.scenario import Scenario
from scenarios.topologies import DIRECT
from tests.support.cells import PYTHON, cell, client

SCENARIO = Scenario(claim="It holds.", topology=DIRECT, expect=Accepts(), because="It does.")


@pytest.mark.parametrize(("version", "minor"), [("3.10.13", "3.10"), ("3.9.0", "3.9"), ("3.14.0", "3.14")])
def test_an_interpreter_is_called_by_its_minor_version(version: str, minor: str) -> None:
    assert replace(PYTHON, version=version).minor == minor


def test_a_release_is_called_by_its_version_and_its_python() -> None:
    assert client("25.2").short == "pip25.2"
    assert client("25.2").id == "pip25.2-py3.10"


def test_a_label_tells_a_tree_from_the_release_of_its_version() -> None:
    assert client("25.2", label="mine").id == "pip25.2+mine-py3.10"


def test_a_cell_is_called_by_its_scenario_and_its_client() -> None:
    named = cell(SCENARIO, "25.2", "tunnelled.system_store_vouches_for_the_origin")
    assert named.id == "tunnelled.system_store_vouches_for_the_origin-pip25.2-py3.10"


def test_cells_of_two_scenarios_or_clients_have_two_ids() -> None:
    clients = [client("25.2"), client("25.2", label="mine"), client("25.2.1")]
    clients.append(replace(client("25.2"), interpreter=replace(PYTHON, version="3.13.0")))
    ids = {Cell(scenario_id=name, scenario=SCENARIO, client=each).id for name in ("a.b", "a.c") for each in clients}
    assert len(ids) == 2 * len(clients)
