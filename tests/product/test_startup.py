"""The start of the client's Python, of which a witness changes nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace

import pytest

from harness.catalogue.find import load_scenarios
from harness.catalogue.plan import plan_cell
from harness.clients.equipment import Equipment
from harness.lab.host import inspect_machine
from harness.lab.workshop import Workshop
from harness.model.capability import Capability
from harness.model.cell import Cell, Machine
from harness.model.client import Client
from harness.model.conditions import Startup
from harness.model.expectation import Accepts
from harness.model.scenario import Scenario
from harness.model.trust import PUBLIC, Trust
from harness.model.words import Verdict
from harness.runs.pipeline import WITNESS, Pipeline
from scenarios.topologies import DIRECT
from tests.support.cells import cell, client
from tests.support.worlds import invoked

WORLD = Equipment(folder="/cells/1", index_url="https://i/", artefact_url="https://i/a", tree="/trees/26.3")
PLAIN = Scenario(claim="It holds.", topology=DIRECT, expect=Accepts(), because="It does.", trust=Trust(system={PUBLIC}))
INJECTED = PLAIN.but(startup=Startup.TRUSTSTORE_INJECTED)
TRUSTED_HOST = "injected_truststore.trusted_host_is_not_verified"


def test_without_anything_at_the_start_there_is_no_file_and_no_folder_for_it() -> None:
    invocation = invoked(cell(PLAIN), WORLD)
    assert invocation.files == {}
    assert invocation.environment["PYTHONPATH"] == "/trees/26.3"


@pytest.mark.parametrize("witness", [None, "/witness"])
def test_what_is_done_at_the_start_comes_after_a_witness_and_before_the_client(witness: str | None) -> None:
    invocation = invoked(cell(INJECTED), replace(WORLD, witness=witness))
    folders = [*filter(None, [witness]), "/cells/1/startup", "/trees/26.3"]
    assert invocation.environment["PYTHONPATH"].split(os.pathsep) == folders
    assert list(invocation.files) == ["/cells/1/startup/sitecustomize.py"]


def test_a_client_without_a_truststore_of_its_own_is_skipped_with_that() -> None:
    reads = replace(client(), has=frozenset({Capability.SYSTEM_STORE}))
    lacking = plan_cell(replace(cell(INJECTED), client=reads), Machine())
    assert lacking.skip == "pip26.3 on Python 3.10 lacks: --use-feature=truststore with a truststore of its own"
    asked = replace(client("23.3"), has=frozenset({Capability.FEATURE_TRUSTSTORE}))
    assert plan_cell(replace(cell(INJECTED), client=asked), Machine()).skip == ""


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize("witness", [None, WITNESS])
@pytest.mark.parametrize(("version", "verdict"), [("25.2", Verdict.KNOWN), ("25.3", Verdict.PASS)])
def test_it_is_done_with_a_witness_and_without(
    version: str, verdict: Verdict, witness: str | None, pip: Callable[[str], Client], workshop: Workshop
) -> None:
    chosen = Cell(scenario_id=TRUSTED_HOST, scenario=load_scenarios()[TRUSTED_HOST], client=pip(version))
    run = Pipeline(workshop, inspect_machine(), witness).run_cell(chosen)
    assert run.judged.verdict is verdict, run
    assert run.observation
    crashed = "Cannot set verify_mode to CERT_NONE when check_hostname is enabled" in run.observation.exit.output
    assert crashed is (verdict is Verdict.KNOWN)
