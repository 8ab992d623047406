from __future__ import annotations

import os
import re
import shutil
import socket
import threading
from pathlib import Path

import pytest

from harness.lab import sanity
from harness.lab.authorities import Pki
from harness.lab.host import inspect_machine
from harness.lab.workshop import Workshop, open_workshop
from harness.model.cell import Machine
from harness.model.topology import Topology
from harness.model.transcript import EventKind, group_by_connection
from harness.model.words import Leg, Verdict
from harness.runs import process
from harness.runs.pipeline import Pipeline
from tests.support.real_cells import BOTH_LEGS, BUNDLE, FOUNDING, Pip, cell, told


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize(
    ("scenario_id", "version", "slug", "leg"),
    [
        (FOUNDING, "25.0.1", "truststore-context-lost", Leg.ORIGIN),
        (FOUNDING, "25.2", None, None),
        (BOTH_LEGS, "26.1.2", "proxy-leg-context-lost", Leg.PROXY),
        (BOTH_LEGS, "26.3", None, None),
    ],
)
def test_a_defect_shows_in_the_last_release_that_has_it_and_not_where_it_is_mended(
    scenario_id: str, version: str, slug: str | None, leg: Leg | None, pip: Pip, pipeline: Pipeline
) -> None:
    run = pipeline.run_cell(cell(scenario_id, pip(version)))
    assert run.judged.verdict is (Verdict.KNOWN if slug else Verdict.PASS), run
    assert (run.judged.defect.slug if run.judged.defect else None) == slug
    assert run.judged.outcome
    assert (run.judged.outcome.kind, run.judged.outcome.leg) == ("rejects" if slug else "accepts", leg)
    assert run.judged.outcome.through == ("connect-proxy",)


@pytest.mark.usefixtures("private")
def test_a_defect_is_a_failure_to_whoever_knows_of_none(pip: Pip, pipeline: Pipeline) -> None:
    judged = pipeline.run_cell(cell(FOUNDING, pip("25.0.1")), known=False).judged
    assert (judged.verdict, judged.defect) == (Verdict.FAIL, None)
    assert judged.why == (
        "expected accepts, saw rejects the origin leg (unknown_ca) by another context than the session's "
        "through connect-proxy"
    )


def test_a_cell_leaves_no_folder_no_thread_no_port_and_no_process(pip: Pip, workshop: Workshop) -> None:
    pipeline = Pipeline(workshop, Machine(no_namespaces="switched off"))
    chosen = cell(BUNDLE, pip("25.2"))
    pipeline.run_cell(chosen)
    before = set(workshop.folder.rglob("*")), set(threading.enumerate()), sockets(), children()
    run = pipeline.run_cell(chosen)
    assert run.judged.verdict is Verdict.PASS, run
    assert (set(workshop.folder.rglob("*")), set(threading.enumerate()), sockets(), children()) == before
    assert run.invocation
    assert not Path(run.invocation.folder).exists()
    ports = set(re.findall(r"localhost:(\d+)", f"{run.invocation.argv}{run.invocation.environment}"))
    assert len(ports) == 2
    assert not any(is_open(int(port)) for port in ports)


def sockets() -> int:
    """Return the number of sockets that this process holds, where that can be read."""
    return sum("socket:" in os.path.realpath(path) for path in Path("/proc/self/fd").glob("*"))


def children() -> list[str]:
    """The children of this process, where it can be asked."""
    return [path.read_text() for path in Path("/proc/self/task").glob("*/children")]


def is_open(port: int) -> bool:
    with socket.socket() as sock:
        return sock.connect_ex(("127.0.0.1", port)) == 0


def test_a_folder_is_gone_whatever_happens_on_the_way(pip: Pip, pipeline: Pipeline) -> None:
    folders: list[Path] = []

    def fail() -> None:
        with pipeline.raise_cell(cell(BUNDLE, pip("25.2"))) as (_, invocation):
            folders.append(Path(invocation.folder))
            assert folders[0].is_dir()
            raise ValueError("on the way")

    with pytest.raises(ValueError, match="on the way"):
        fail()
    assert not folders[0].exists()


def test_a_lab_that_is_not_sane_makes_its_cells_invalid(pip: Pip) -> None:
    with open_workshop() as odd:
        odd.pki.get_leaf = Pki().get_leaf  # type: ignore[method-assign]
        run = Pipeline(odd, Machine(no_namespaces="switched off")).run_cell(cell(BUNDLE, pip("25.2")))
    assert (run.judged.verdict, run.observation) == (Verdict.INVALID, None)
    assert run.judged.why.startswith("the sanity client failed on tunnelled: ")


def test_the_sanity_client_runs_once_a_topology(pip: Pip, workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    trouble = sanity.try_topology

    def counted(topology: Topology, given: Workshop) -> str:
        asked.append(topology.name)
        return trouble(topology, given)

    monkeypatch.setattr(sanity, "try_topology", counted)
    pipeline = Pipeline(workshop, Machine(no_namespaces="switched off"))
    for scenario_id in (BUNDLE, BUNDLE, "direct.ssl_cert_file_vouches_for_the_origin"):
        pipeline.check_topology(cell(scenario_id, pip("25.2")).scenario.topology)
    assert asked == ["tunnelled", "direct"]


def test_a_client_that_does_not_end_makes_its_cell_invalid(
    pip: Pip, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = cell(BUNDLE, pip("25.2"))
    pipeline.check_topology(chosen.scenario.topology)
    monkeypatch.setattr(process, "PATIENCE", 0.01)
    judged = pipeline.run_cell(chosen).judged
    assert (judged.verdict, judged.why) == (Verdict.INVALID, "the client did not end")


@pytest.mark.usefixtures("private")
def test_mounts_that_fail_make_a_cell_invalid(pip: Pip) -> None:
    chosen = cell(FOUNDING, pip("25.2"))
    with open_workshop() as odd:
        mounts = odd.stores.lay_out_host(chosen.scenario.host, chosen.scenario.trust.system, chosen.client.interpreter)
        shutil.rmtree(mounts[0][0])
        judged = Pipeline(odd, inspect_machine()).run_cell(chosen).judged
    assert judged.verdict is Verdict.INVALID
    assert judged.why.startswith("the cell could not be made: ")


@pytest.fixture
def traps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Surroundings in which every setting that a pip would read leads astray."""
    (tmp_path / "pip.conf").write_text("[global]\nindex-url = https://elsewhere.test/\n")
    (tmp_path / "netrc").write_text("default login eve password letmein\n")
    (tmp_path / "nobody.pem").touch()
    for name in ("SSL_CERT_FILE", "PIP_CERT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, str(tmp_path / "nobody.pem"))
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy", "ALL_PROXY", "PIP_PROXY", "PIP_INDEX_URL"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("NO_PROXY", "*")


@pytest.mark.usefixtures("private", "traps")
@pytest.mark.parametrize(("version", "verdict"), [("25.0.1", Verdict.KNOWN), ("25.2", Verdict.PASS)])
def test_surroundings_full_of_traps_change_nothing(
    version: str, verdict: Verdict, pip: Pip, pipeline: Pipeline
) -> None:
    run = pipeline.run_cell(cell(FOUNDING, pip(version)))
    assert run.judged.verdict is verdict, run


ELSEWHERE = [
    ("tunnelled.nobody_vouches_for_the_origin", "26.3", Verdict.PASS),
    ("tunnelled.shipped_store_vouches_for_the_origin", "25.0.1", Verdict.KNOWN),
    ("tunnelled.ssl_cert_file_vouches_for_the_origin", "25.0.1", Verdict.PASS),
    ("tunnelled_over_tls.ssl_cert_dir_vouches_for_both_legs", "26.3", Verdict.PASS),
    ("intercepted.cert_flag_does_not_vouch_for_the_inspection", "26.3", Verdict.PASS),
    ("intercepted_over_tls.shipped_store_vouches_for_both_legs", "26.3", Verdict.PASS),
]


@pytest.mark.usefixtures("traps")
@pytest.mark.parametrize(("scenario_id", "version", "verdict"), ELSEWHERE)
def test_a_cell_that_needs_no_namespace_gets_the_same_verdict_without_one(
    scenario_id: str, version: str, verdict: Verdict, pip: Pip, pipeline: Pipeline, workshop: Workshop
) -> None:
    chosen = cell(scenario_id, pip(version))
    without = Pipeline(workshop, Machine(no_namespaces="switched off"))
    within, alone = pipeline.run_cell(chosen), without.run_cell(chosen)
    assert told(within.judged) == told(alone.judged)
    assert alone.judged.verdict is verdict, alone
    assert alone.invocation
    assert alone.invocation.mounts is None


def test_each_connection_is_told_whole(pip: Pip, workshop: Workshop) -> None:
    run = Pipeline(workshop, Machine(no_namespaces="switched off")).run_cell(cell(BUNDLE, pip("26.3")))
    assert run.observation
    for seen in group_by_connection(run.observation.events).values():
        assert (seen[0].kind, seen[-1].kind) == (EventKind.CONNECTED, EventKind.CLOSED)
