from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from harness.clients.equipment import WRONG_FINGERPRINT
from harness.model.cell import Cell
from harness.model.client import Client
from harness.model.conditions import (
    Action,
    Cache,
    Channel,
    ClientCertificate,
    Index,
    Option,
    Packaging,
    Setting,
    Spelling,
    Variable,
)
from harness.model.conditions.settings import (
    EMPTY_PROXY,
    INPROCESS_BUILDS,
    KEYRING,
    LEGACY_CERTS,
    NO_PROXY_ENV,
    TRUSTED_HOST,
    TRUSTED_HOST_AND_PORT,
    USE_TRUSTSTORE,
)
from harness.model.expectation import Accepts
from harness.model.scenario import Scenario
from scenarios.topologies import TUNNELLED
from tests.support.cells import PYTHON, client
from tests.support.worlds import ARTEFACT, INDEX, ORIGIN, SDIST, WORLD, after, invoked, made

VARIANT = Client(
    kind="variant", name="both_legs", version="2.32.5", source="installed", tree="/trees/1", interpreter=PYTHON
)
OWN = replace(VARIANT, name="own_adapter", adapter=("--adapter", "own:Own", "--kwargs", '{"pin": "{fingerprint}"}'))


def words(client: Client, **changes: Any) -> tuple[str, ...]:
    scenario = Scenario(claim="It holds.", topology=TUNNELLED, expect=Accepts(), because="It does.", **changes)
    return invoked(Cell(scenario_id="theme.claim", scenario=scenario, client=client), WORLD).argv


def test_a_variant_is_named_to_the_labs_client() -> None:
    said = words(VARIANT)
    assert said[:4] == (PYTHON.executable, WORLD.variant_client, "--variant", "both_legs")
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
    assert WORLD.fill_placeholders("{certificate} {wrong_fingerprint}") == f"/cells/1/client.pem {WRONG_FINGERPRINT}"


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (TRUSTED_HOST, ("--trusted-host", "localhost")),
        (TRUSTED_HOST_AND_PORT, ("--trusted-host", ORIGIN)),
        (USE_TRUSTSTORE, ("--use-feature=truststore",)),
        (LEGACY_CERTS, ("--use-deprecated=legacy-certs",)),
        (EMPTY_PROXY, ("--proxy", "")),
        (NO_PROXY_ENV, ("--no-proxy-env",)),
        (KEYRING, ("--keyring-provider=subprocess",)),
        (INPROCESS_BUILDS, ("--use-feature=inprocess-build-deps",)),
    ],
)
def test_an_option_is_on_the_command_line_alone(option: Option, words: tuple[str, ...]) -> None:
    invocation = made(options=(option,))
    assert invocation.argv == (*made().argv, *words)
    assert (invocation.environment, invocation.files) == (made().environment, {})


def test_a_host_is_trusted_without_the_password_that_it_may_want() -> None:
    world = replace(WORLD, index_url="https://user:word@localhost:4711/simple/")
    assert after(made(world, options=(TRUSTED_HOST_AND_PORT,)), "--trusted-host") == ORIGIN


@pytest.mark.parametrize(
    ("client_certificate", "shown"),
    [
        (ClientCertificate.NOT_ASKED, False),
        (ClientCertificate.ASKED_AND_SHOWN, True),
        (ClientCertificate.DEMANDED_AND_SHOWN, True),
        (ClientCertificate.DEMANDED_AND_MISSING, False),
    ],
)
def test_a_client_certificate_is_named_where_it_is_to_be_shown(
    client_certificate: ClientCertificate, shown: bool
) -> None:
    world = replace(WORLD, client_certificate="/cells/1/client.pem")
    invocation = made(world, client_certificate=client_certificate)
    assert ("--client-cert" in invocation.argv) is shown
    assert not shown or after(invocation, "--client-cert") == "/cells/1/client.pem"


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (Action.DOWNLOAD, ("download", "--no-deps", "--dest", "/cells/1/out", "demo")),
        (Action.INSTALL, ("install", "--no-deps", "--target", "/cells/1/out", "demo")),
        (Action.DOWNLOAD_URL, ("download", "--no-deps", "--dest", "/cells/1/out", ARTEFACT)),
        (Action.BUILD, ("wheel", "--no-deps", "--wheel-dir", "/cells/1/out", "built")),
        (Action.BUILD_LOCAL, ("wheel", "--no-deps", "--wheel-dir", "/cells/1/out", SDIST)),
    ],
)
def test_an_action_is_a_command_of_the_cells_own_pip(action: Action, words: tuple[str, ...]) -> None:
    assert made(action=action).argv == (PYTHON.executable, "-m", "pip", *words, "--index-url", INDEX)


@pytest.mark.parametrize("index", Index)
def test_what_the_index_does_is_not_told_to_the_client(index: Index) -> None:
    assert replace(made(index=index), secrets={}) == replace(made(), secrets={})


@pytest.mark.parametrize(
    "literal",
    [{"variables": (Variable("PIP_INDEX_URL={index_url}"),)}, {"settings": (Setting("index-url = {index_url}"),)}],
)
def test_an_index_that_is_named_literally_is_named_in_these_words_alone(literal: dict[str, Any]) -> None:
    assert "--index-url" not in made(**literal).argv


@pytest.mark.parametrize(
    "literal",
    [
        {"variables": (Variable("PIP_EXTRA_INDEX_URL={index_url}"),)},
        {"settings": (Setting("extra-index-url = {index_url}"),)},
        {"options": (Option("--extra-index-url {index_url}"),)},
    ],
)
def test_a_further_index_stands_beside_the_first(literal: dict[str, Any]) -> None:
    assert "--index-url" in made(**literal).argv


@pytest.mark.parametrize("login", ["me:a#b[c@d/e?f", "m@e:%"])
def test_an_odd_login_does_not_hide_the_host(login: str) -> None:
    world = replace(WORLD, index_url=f"https://{login}@localhost:4711/simple/", proxy_url=f"http://{login}@localhost:1")
    said = world.fill_placeholders("{origin} {origin_host} {origin_port} {proxy}")
    assert said == "localhost:4711 localhost 4711 localhost:1"
    assert Spelling.NAME_AND_PORT.spell_url(world.proxy_url or "") == f"{login}@localhost:1"


@pytest.mark.parametrize("zipped_by", ["the scenario", "its own nature"])
def test_a_pip_in_a_zip_file_is_run_from_it_and_is_on_no_path(zipped_by: str) -> None:
    own = zipped_by == "its own nature"
    scenario = Scenario(claim="It holds.", topology=TUNNELLED, expect=Accepts(), because="It does.")
    scenario = scenario if own else scenario.but(packaging=Packaging.ZIP)
    a_pip = Client(kind="pip", name="pip", version="26.3", source="release", tree="", interpreter=PYTHON, zipped=own)
    world = replace(WORLD, tree="/stores/26.3.pyz")
    told = invoked(Cell(scenario_id="theme.claim", scenario=scenario, client=a_pip), world)
    assert told.argv[:3] == (PYTHON.executable, "/stores/26.3.pyz", "download")
    assert "/stores/26.3.pyz" not in told.environment["PYTHONPATH"]


@pytest.mark.parametrize(
    ("spelled", "written"),
    [
        (Spelling.TRAILING_SLASH, "http://me:word@localhost:1/"),
        (Spelling.UPPER_CASE_SCHEME, "HTTP://me:word@localhost:1"),
        (Spelling.QUOTED, '"http://me:word@localhost:1"'),
        (Spelling.ONE_SLASH, "http:/me:word@localhost:1"),
    ],
)
def test_a_proxy_is_named_as_people_write_it(spelled: Spelling, written: str) -> None:
    world = replace(WORLD, proxy_url="http://me:word@localhost:1")
    scenario = Scenario(claim="It holds.", topology=TUNNELLED, expect=Accepts(), because="It does.")
    told = scenario.but(proxy_spelled=spelled, proxy_set_by=Channel.PIP_PROXY)
    environment = invoked(Cell(scenario_id="theme.claim", scenario=told, client=client()), world).environment
    assert environment["PIP_PROXY"] == written
    assert "https_proxy" not in environment


def test_who_asks_for_versions_keeps_no_file() -> None:
    argv = made(action=Action.INDEX_VERSIONS).argv
    assert argv[3:7] == ("index", "versions", "demo", "--index-url")
    assert not {"--no-deps", "--dest"} & set(argv)
