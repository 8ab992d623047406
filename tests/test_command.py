from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from harness.cell import Cell, Client
from harness.command import command
from harness.conditions import Action, Cache, Channel, ClientCertificate
from harness.invocation import WRONG_FINGERPRINT, World
from harness.model import Accepts
from harness.scenario import Scenario
from scenarios.topologies import TUNNELLED
from tests.cells import PYTHON

SCRIPT = "/lab/variant_client.py"
WORLD = World(
    folder="/cells/1",
    index_url="https://localhost:4711/simple/",
    artefact_url="https://localhost:4711/files/demo-1.0-py3-none-any.whl",
    tree="/trees/1",
    proxy_url="http://localhost:4712",
    client_certificate="/cells/1/client.pem",
    fingerprint="ab" * 32,
    variant_client=SCRIPT,
)
VARIANT = Client(name="both_legs", version="2.32.5", source="installed", tree="/trees/1", interpreter=PYTHON)
OWN = replace(VARIANT, name="own_adapter", adapter=("--adapter", "own:Own", "--kwargs", '{"pin": "{fingerprint}"}'))


def words(client: Client, **changes: Any) -> tuple[str, ...]:
    scenario = Scenario(claim="It holds.", topology=TUNNELLED, expect=Accepts(), because="It does.", **changes)
    return command(Cell(scenario_id="theme.claim", scenario=scenario, client=client), WORLD)


def test_a_variant_is_named_to_the_labs_client() -> None:
    said = words(VARIANT)
    assert said[:4] == (PYTHON.executable, SCRIPT, "--variant", "both_legs")
    assert said[-3:] == ("demo", "--index-url", WORLD.index_url)
    assert not {"--vendored", "--cache", "--proxy", "--cert"} & set(said)


def test_what_a_pip_vendors_is_asked_for() -> None:
    assert "--vendored" in words(replace(VARIANT, source="vendored"))


def test_the_cache_chooses_cachecontrols_adapter() -> None:
    assert "--cache" in words(VARIANT, cache=Cache.ON)


def test_a_url_is_fetched_instead_of_a_project() -> None:
    said = words(VARIANT, action=Action.DOWNLOAD_URL)
    assert WORLD.artefact_url in said
    assert "demo" not in said


def test_a_proxy_that_is_set_by_flag_is_told() -> None:
    said = words(VARIANT, proxy_set_by=Channel.FLAG)
    assert said[said.index("--proxy") + 1] == WORLD.proxy_url


@pytest.mark.parametrize("leg", ["client_certificate", "proxy_client_certificate"])
def test_a_client_certificate_is_a_variants_to_show_and_an_adapters_own_business(leg: str) -> None:
    asked = {leg: ClientCertificate.ASKED_AND_SHOWN}
    assert WORLD.client_certificate in words(VARIANT, **asked)
    assert "--client-cert" not in words(OWN, **asked)


def test_what_only_a_raised_lab_knows_is_filled_in() -> None:
    assert '{"pin": "' + "ab" * 32 + '"}' in words(OWN)
    assert WORLD.filled("{certificate} {wrong_fingerprint}") == f"/cells/1/client.pem {WRONG_FINGERPRINT}"
