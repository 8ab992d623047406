from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from junitparser import JUnitXml

from harness.model.record import Record, decode_record
from harness.provision.releases import Releases, find_cache_folder
from tests.support.pip_trees import write_tree
from tests.support.product import MATRIX, PYTHON, ROOT, eventually, matrix, records, started, verdicts

TUNNELLED = "tunnelled.system_store_vouches_for_the_origin"
WORKAROUND = "tunnelled.ssl_cert_file_vouches_for_the_origin"
OVER_TLS = "tunnelled_over_tls.system_store_vouches_for_both_legs"

pytestmark = pytest.mark.usefixtures("private")

#: The founding defect and the one of the proxy leg, on both sides of their last boundary, and the workaround.
FOUNDING = {
    f"{TUNNELLED}-pip25.0.1-py{PYTHON}": "KNOWN",
    f"{TUNNELLED}-pip25.2-py{PYTHON}": "PASS",
    f"{WORKAROUND}-pip25.0.1-py{PYTHON}": "PASS",
    f"{OVER_TLS}-pip26.1.2-py{PYTHON}": "KNOWN",
    f"{OVER_TLS}-pip26.3-py{PYTHON}": "PASS",
}
PIPS = [word for pip in ("25.0.1", "25.2", "26.1.2", "26.3") for word in ("--pip", pip)]
ON_PIPS = [*PIPS, "--python", PYTHON]
NODES = [f"scenarios/test_matrix.py::test_cell[{cell}]" for cell in FOUNDING]


@pytest.fixture(scope="session")
def founding(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The founding cells run by two workers: a folder with what was printed and written. Made once for all workers."""
    folder = tmp_path_factory.getbasetemp() if worker_id == "master" else tmp_path_factory.getbasetemp().parent
    place = folder / "founding"
    with FileLock(f"{place}.lock"):
        if not place.exists():
            place.mkdir()
            files = ["--results", str(place / "out.jsonl"), "--junitxml", str(place / "junit.xml")]
            done = matrix("-n", "2", *ON_PIPS, "-k", " or ".join(FOUNDING), *files)
            (place / "printed").write_text(f"{done.returncode}\n{done.stdout}{done.stderr}")
    return place


def test_the_founding_cells_are_known_and_pass_where_they_should(founding: Path) -> None:
    code, _, printed = (founding / "printed").read_text().partition("\n")
    assert verdicts(founding / "out.jsonl") == FOUNDING, printed
    assert code == "0", printed
    assert "5 cells: 3 pass, 2 known, 0 fail, 0 invalid, 0 skipped" in printed
    assert "truststore-context-lost (pypa/pip#13288) on 25.0.1: 1 cell" in printed


def test_a_known_cell_names_the_leg_that_was_refused(founding: Path) -> None:
    found = {record.cell: record.observed for record in records(founding / "out.jsonl")}
    legs = {cell: seen and (seen.outcome, seen.leg and seen.leg.value, seen.reason) for cell, seen in found.items()}
    assert legs[f"{TUNNELLED}-pip25.0.1-py{PYTHON}"] == ("rejects", "origin", "unknown_ca")
    assert legs[f"{OVER_TLS}-pip26.1.2-py{PYTHON}"] == ("rejects", "proxy", "unknown_ca")
    assert legs[f"{OVER_TLS}-pip26.3-py{PYTHON}"] == ("accepts", None, None)


def test_every_record_is_as_the_published_schema_says(founding: Path) -> None:
    schema = json.loads((ROOT / "docs" / "record.schema.json").read_text())
    lines = (founding / "out.jsonl").read_bytes().splitlines()
    assert len(lines) == len(FOUNDING)
    for line in lines:
        assert list(strangers(json.loads(line), schema["$defs"]["Record"], schema["$defs"])) == []
        assert isinstance(decode_record(line), Record)


def strangers(value: Any, kind: dict[str, Any], kinds: dict[str, Any]) -> Iterator[str]:
    """Fields of a value that the schema does not have, fields that are missing, and words that it does not know."""
    for wanted in [kind, *kind.get("anyOf", [])]:
        if "$ref" in wanted and value is not None:
            yield from strangers(value, kinds[wanted["$ref"].rpartition("/")[2]], kinds)
    if "enum" in kind and value not in kind["enum"]:
        yield f"{value} is none of {kind['enum']}"
    if "properties" in kind:
        yield from set(kind["required"]) - set(value)
        yield from set(value) - set(kind["properties"])
        for name in set(value) & set(kind["properties"]):
            yield from strangers(value[name], kind["properties"][name], kinds)


def test_every_record_says_what_a_reader_needs(founding: Path) -> None:
    for record in records(founding / "out.jsonl"):
        assert record.cell == f"{record.scenario}-pip{record.client.version}-py{PYTHON}"
        assert (record.client.name, record.client.source) == ("pip", "release")
        assert record.client.python.startswith(f"{PYTHON}.")
        assert "SSL" in record.client.openssl
        assert record.observed is not None
        assert record.observed.through == ("connect-proxy",)
        assert record.observed.exit == (0 if record.verdict.value == "PASS" else 1)
        assert record.seconds > 0
        assert record.replay == f"nox -s lab -- run {record.cell}"
        assert (record.defect is not None) == (record.verdict.value == "KNOWN")


def test_junit_has_a_testcase_a_cell_and_its_own_words(founding: Path) -> None:
    suite = next(iter(JUnitXml.fromfile(str(founding / "junit.xml"))))
    cases = {f"{case.classname.removeprefix('scenarios.')}.{case.name}": case for case in suite}
    assert {name: [type(each).__name__ for each in case.result] for name, case in cases.items()} == {
        cell: ["Skipped"] * (verdict == "KNOWN") for cell, verdict in FOUNDING.items()
    }
    known = cases[f"{TUNNELLED}-pip25.0.1-py{PYTHON}"].result[0]
    assert known.message.startswith("known defect truststore-context-lost (pypa/pip#13288): ")
    assert f"nox -s lab -- run {TUNNELLED}-pip25.0.1-py{PYTHON}" in known.text
    assert suite.hostname is None


def test_each_record_is_written_as_its_cell_ends_and_the_order_of_cells_changes_nothing(tmp_path: Path) -> None:
    results = tmp_path / "out.jsonl"
    nodes = [word for word in MATRIX if word != "scenarios"]
    with started((*nodes, *reversed(NODES), "-n", "0", *ON_PIPS, "--results", str(results)), tmp_path / "said") as run:
        assert eventually(lambda: records(results) or run.poll() is not None), (tmp_path / "said").read_text()
        assert 0 < len(records(results)) < len(FOUNDING), (tmp_path / "said").read_text()
        assert run.wait(180) == 0, (tmp_path / "said").read_text()
    assert list(verdicts(results).items()) == list(reversed(FOUNDING.items()))


def test_a_single_worker_gives_the_same_verdict(tmp_path: Path) -> None:
    results = tmp_path / "out.jsonl"
    cell, verdict = next(iter(FOUNDING.items()))
    done = matrix("-n", "1", *ON_PIPS, "-k", cell, "--results", str(results))
    assert done.returncode == 0, done.stdout + done.stderr
    assert verdicts(results) == {cell: verdict}


def test_a_pip_with_one_line_broken_turns_the_right_cells_red_and_says_why(tmp_path: Path) -> None:
    broken_tree = write_tree(tmp_path / "tree", broken=True)
    expected = {
        "direct.system_store_vouches_for_the_origin": "PASS",
        TUNNELLED: "FAIL",
        "tunnelled.cert_flag_vouches_for_the_origin": "PASS",
        "tunnelled.shipped_store_vouches_for_the_origin": "PASS",
        "tunnelled_over_tls.nobody_vouches_for_the_proxy": "PASS",
        OVER_TLS: "FAIL",
    }
    results = tmp_path / "out.jsonl"
    which = " or ".join(f"{scenario}-pip" for scenario in expected)
    done = matrix("-n", "0", "--pip", str(broken_tree), "--python", PYTHON, "-k", which, "--results", str(results))
    assert {cell.partition("-pip")[0]: verdict for cell, verdict in verdicts(results).items()} == expected
    assert done.returncode == 1, done.stdout + done.stderr
    for words in (
        "2 cells fail: 1 cause",
        "FAIL proxy_manager_for hands on no ssl_context, as pypa/pip#13288 in 24.2 to 25.1.1",
        "claim: The system store alone verifies the origin through a tunnel.",
        "because: A client trusts the same stores behind a proxy as without one.",
        "certificate verify failed",
        "-origin: handshake done",
        "+origin: refused unknown_ca",
        f"replay: nox -s lab -- run {TUNNELLED} --pip {broken_tree} --python {PYTHON}",
    ):
        assert words in _join_lines(done.stdout), done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def _join_lines(printed: str) -> str:
    """Return the output in one line, however it was folded."""
    return " ".join(printed.replace("\\\n", " ").split())


def test_by_default_a_scenario_runs_on_the_newest_release_and_on_both_sides_of_each_boundary() -> None:
    done = matrix("-n", "0", "--collect-only", "-k", TUNNELLED)
    assert done.returncode == 0, done.stdout + done.stderr
    newest = Releases(find_cache_folder()).list_usual()[-1]
    collected = re.findall(rf"test_cell\[{re.escape(TUNNELLED)}-pip(.+)-py.+\]", done.stdout)
    assert collected == ["24.1.2", "24.2", "25.1.1", "25.2", str(newest)]
