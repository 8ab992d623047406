from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from packaging.version import Version

from harness.catalogue.find import load_scenarios
from harness.catalogue.plan import find_obstacle
from harness.evidence import testimony
from harness.evidence.statements import Manager
from harness.evidence.story import build_story, format_story
from harness.lab.host import inspect_machine
from harness.lab.workshop import Workshop
from harness.model.cell import Cell
from harness.model.client import Client, Interpreter
from harness.model.conditions import Beside
from harness.model.words import Leg, Phase, Verdict, Whose
from harness.provision.beside import fetch_beside
from harness.provision.releases import Releases, find_cache_folder
from harness.provision.sources import name_release
from harness.runs.cell_runner import CellRun
from harness.runs.pipeline import Pipeline
from tests.support.stocks import clients

SHIPPED = "tunnelled.shipped_store_vouches_for_the_origin"
FOUNDING = "tunnelled.system_store_vouches_for_the_origin"
OVER_TLS = "tunnelled_over_tls.system_store_vouches_for_both_legs"
BUILD = "build_isolation.system_store_reaches_the_build_through_a_tunnel"
BUILD_BY_FLAG = "build_isolation.cert_flag_reaches_the_build_through_a_tunnel"

OVER_SOCKS = "socks.system_store_vouches_for_the_origin"

#: Cells of many kinds: every topology, the cache, a build by two processes, adapters without a context, hosts.
VARIED = (
    ("direct.system_store_vouches_for_the_origin", "24.1.2"),
    (SHIPPED, "20.3"),
    (FOUNDING, "25.0.1"),
    ("tunnelled.system_store_vouches_with_the_cache_on", "25.2"),
    ("tunnelled.distro_store_vouches_for_the_origin", "25.0.1"),
    ("tunnelled.origin_shows_an_expired_certificate", "25.0.1"),
    (OVER_TLS, "26.2"),
    ("tunnelled_over_tls.nobody_vouches_for_the_proxy", "26.3"),
    ("forwarded.plain_index_needs_no_store", "26.3"),
    ("intercepted.system_store_vouches_for_the_inspection", "25.2"),
    (BUILD, "26.3"),
    (BUILD_BY_FLAG, "22.0.4"),
    (OVER_SOCKS, "26.1.2"),
    (OVER_SOCKS, "26.3"),
)


#: Cells in which the wire has a hang-up, or a word for two reasons.
SILENT = (
    ("tunnelled.origin_shows_another_name", "25.0.1"),
    ("tunnelled_over_tls.nobody_vouches_for_the_origin", "26.3"),
)


@pytest.fixture(scope="session")
def watched(workshop: Workshop) -> Pipeline:
    """A pipeline as the matrix has it: its clients testify."""
    fetch_beside(Beside.PYSOCKS, find_cache_folder(), print)
    return Pipeline(workshop, inspect_machine())


@pytest.fixture(scope="session")
def unwatched(workshop: Workshop) -> Pipeline:
    """A pipeline whose clients are left alone."""
    return Pipeline(workshop, inspect_machine(), None)


def cell(scenario_id: str, client: Client) -> Cell:
    return Cell(scenario_id=scenario_id, scenario=load_scenarios()[scenario_id], client=client)


def heard(run: CellRun) -> testimony.Testimony | None:
    return None if run.observation is None else run.observation.testimony


def decided(run: CellRun) -> set[tuple[Leg | None, Phase, Whose]]:
    said = heard(run)
    assert said is not None
    assert said.troubles == ()
    return {(each.leg, each.phase, each.whose) for each in said.decisions}


@pytest.mark.parametrize(("scenario_id", "version"), SILENT)
def test_a_reason_that_the_wire_does_not_say_is_proven_by_a_witness_alone(
    scenario_id: str, version: str, pip: Callable[[str], Client], unwatched: Pipeline, watched: Pipeline
) -> None:
    one = cell(scenario_id, pip(version))
    if why := find_obstacle(inspect_machine(), one.scenario):
        pytest.skip(why)
    assert watched.run_cell(one).judged.verdict is Verdict.PASS
    alone = unwatched.run_cell(one).judged
    assert alone.verdict is Verdict.FAIL
    assert "for an unproven reason" in alone.why


@pytest.mark.parametrize(("scenario_id", "version"), VARIED)
def test_a_witness_changes_no_verdict(
    scenario_id: str, version: str, pip: Callable[[str], Client], unwatched: Pipeline, watched: Pipeline
) -> None:
    one = cell(scenario_id, pip(version))
    if why := find_obstacle(inspect_machine(), one.scenario):
        pytest.skip(why)
    seen, unseen = watched.run_cell(one), unwatched.run_cell(one)
    assert seen.judged.outcome is not None
    unaware = replace(seen.judged, outcome=replace(seen.judged.outcome, context=None))
    assert unaware == unseen.judged
    said = heard(seen)
    assert said is not None
    assert said.troubles == ()
    assert heard(unseen) is None


@pytest.mark.client
@pytest.mark.parametrize(
    ("version", "minor"),
    [("20.3", "3.6"), ("20.3", "3.7"), ("22.0.4", "3.9"), ("23.0.1", "3.8"), ("24.0", "3.7"), ("25.0.1", "3.12")],
)
def test_a_witness_hears_a_pip_on_every_python(
    version: str, minor: str, interpreters: tuple[Interpreter, ...], watched: Pipeline
) -> None:
    if minor not in {each.minor for each in interpreters}:
        pytest.skip(f"no Python {minor} here")
    (client,) = clients([name_release(Version(version))], [minor], interpreters, Releases(find_cache_folder()), print)
    run = watched.run_cell(cell("direct.shipped_store_vouches_for_the_origin", client))
    ours = Whose.SESSIONS if version == "25.0.1" else Whose.NONE
    assert decided(run) == {(Leg.ORIGIN, Phase.MAIN, ours)}, run.judged.why


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize(
    ("version", "origin", "proxy"),
    [
        ("24.2", Whose.LOST, Whose.LOST),
        ("25.1.1", Whose.LOST, Whose.LOST),
        ("25.2", Whose.SESSIONS, Whose.LOST),
        ("26.1.2", Whose.SESSIONS, Whose.LOST),
        ("26.2", Whose.SESSIONS, Whose.SESSIONS),
        ("26.3", Whose.SESSIONS, Whose.SESSIONS),
    ],
)
def test_a_context_is_lost_exactly_where_pip_loses_it(
    version: str, origin: Whose, proxy: Whose, pip: Callable[[str], Client], watched: Pipeline
) -> None:
    client = pip(version)
    assert decided(watched.run_cell(cell(FOUNDING, client))) == {(Leg.ORIGIN, Phase.MAIN, origin)}
    over_tls = {(leg, whose) for leg, _, whose in decided(watched.run_cell(cell(OVER_TLS, client)))}
    assert (Leg.PROXY, proxy) in over_tls
    assert {leg for leg, _ in over_tls} == {Leg.PROXY} | ({Leg.ORIGIN} if proxy is Whose.SESSIONS else set())


@pytest.mark.usefixtures("private")
def test_a_context_that_is_lost_is_seen_where_luck_hides_it(pip: Callable[[str], Client], watched: Pipeline) -> None:
    run = watched.run_cell(cell("tunnelled.distro_store_vouches_for_the_origin", pip("25.0.1")))
    assert run.judged.outcome is not None
    assert run.judged.outcome.kind == "accepts"
    assert decided(run) == {(Leg.ORIGIN, Phase.MAIN, Whose.LOST)}


@pytest.mark.client
def test_a_builds_pip_that_runs_from_a_zip_file_testifies_on_a_python_with_an_old_zipimport(
    interpreters: tuple[Interpreter, ...], watched: Pipeline
) -> None:
    old = [each.minor for each in interpreters if each.minor in ("3.7", "3.8", "3.9")]
    if not old:
        pytest.skip("no Python older than 3.10 here")
    (client,) = clients([name_release(Version("22.0.4"))], old[:1], interpreters, Releases(find_cache_folder()), print)
    run = watched.run_cell(cell(BUILD_BY_FLAG, client))
    assert {(leg, phase) for leg, phase, _ in decided(run)} == {(Leg.ORIGIN, Phase.MAIN), (Leg.ORIGIN, Phase.BUILD)}


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize(
    ("scenario_id", "version", "whose"), [(BUILD, "26.3", Whose.SESSIONS), (BUILD_BY_FLAG, "20.3", Whose.NONE)]
)
def test_the_second_pip_of_a_build_testifies_too(
    scenario_id: str, version: str, whose: Whose, pip: Callable[[str], Client], watched: Pipeline
) -> None:
    run = watched.run_cell(cell(scenario_id, pip(version)))
    assert decided(run) == {(Leg.ORIGIN, Phase.MAIN, whose), (Leg.ORIGIN, Phase.BUILD, whose)}


def test_no_testimony_is_left_behind(pip: Callable[[str], Client], watched: Pipeline) -> None:
    run = watched.run_cell(cell(SHIPPED, pip("26.3")))
    assert run.invocation is not None
    assert run.invocation.testimony is not None
    assert not Path(run.invocation.testimony).exists()


@pytest.mark.parametrize(("version", "whose"), [("25.1.1", Whose.LOST), ("26.1.2", Whose.SESSIONS), ("26.3", None)])
def test_a_context_is_followed_through_the_manager_of_a_socks_proxy(
    version: str, whose: Whose | None, pip: Callable[[str], Client], watched: Pipeline
) -> None:
    one = cell(OVER_SOCKS, pip(version))
    if why := find_obstacle(inspect_machine(), one.scenario):
        pytest.skip(why)
    said = heard(watched.run_cell(one))
    assert said is not None
    assert (said.whose, said.troubles) == (whose, ())
    (over_socks,) = (each for each in said.accounts[0].find_events(Manager) if each.name == "SOCKSProxyManager")
    assert over_socks.proxy is not None
    assert over_socks.proxy.startswith("socks5://localhost:")
    stuck = "opens its pools with proxy_ssl_context too, which no pool knows" in format_story(build_story(said))
    assert stuck is (whose is None)
