from __future__ import annotations

import importlib.util
import os
import re
import signal
from pathlib import Path

import pytest

from harness.model.cell import Side
from tests.support.pip_trees import write_tree
from tests.support.product import COMPARE, PYTHON, compare, environment, eventually, matrix, records, started

TUNNELLED = "tunnelled.system_store_vouches_for_the_origin"
DIRECT = "direct.system_store_vouches_for_the_origin"
FLAG = "tunnelled.cert_flag_vouches_for_the_origin"
#: What the witness says of the leg that is refused.
LOST = "by another context than the session's"
WHICH = ("-k", f"{TUNNELLED}-pip or {DIRECT}-pip or {FLAG}-pip", "--python", PYTHON)

pytestmark = pytest.mark.usefixtures("private")


def test_the_founding_fix_is_newly_passing_and_ends_with_zero(tmp_path: Path) -> None:
    results = tmp_path / "out.jsonl"
    done = compare("-n", "2", "--baseline", "25.1.1", "--candidate", "25.2", *WHICH, "--results", str(results))
    assert done.returncode == 0, done.stdout + done.stderr
    for words in (
        f"newly passing: tunnelled, rejects the origin leg (unknown_ca) {LOST} → accepts\n  1 cell\n",
        f"  {TUNNELLED} py{PYTHON}\n",
        "as known: truststore-context-lost (pypa/pip#13288)",
        "truststore-context-lost (pypa/pip#13288): no longer shows in 1 cell: closed, as scenarios/defects/ says",
        "3 cells compared: 0 broken, 0 newly failing, 1 newly passing,",
    ):
        assert words in done.stdout, done.stdout
    assert {(record.client.version, record.side) for record in records(results)} == {
        ("25.1.1", Side.BASELINE),
        ("25.2", Side.CANDIDATE),
    }


def test_a_pip_with_one_line_broken_is_newly_failing_and_ends_with_one(tmp_path: Path) -> None:
    tree = write_tree(tmp_path / "tree", broken=True)
    junit = tmp_path / "junit.xml"
    done = compare("-n", "0", "--baseline", "26.3", "--candidate", str(tree), *WHICH, "--junit", str(junit))
    assert done.returncode == 1, done.stdout + done.stderr
    for words in (
        f"newly failing: tunnelled, accepts → rejects the origin leg (unknown_ca) {LOST}\n  1 cell\n",
        "    lost at:   proxy_manager_for hands on no ssl_context\n",
        "      LOST  proxy_manager_for hands on no ssl_context.\n",
        "    baseline:  26.3: accepts; exit 0; through connect-proxy\n    candidate: 26.3+tree: rejects the origin leg",
        "      -origin: handshake done\n      -origin: delivered\n      +origin: refused unknown_ca\n",
        f"    replay:    nox -s lab -- run {TUNNELLED} --pip {tree} --python {PYTHON}\n",
        "3 cells compared: 0 broken, 1 newly failing, 0 newly passing,",
    ):
        assert words in done.stdout, done.stdout
    assert junit.read_text().count("<failure ") == 1
    assert "Traceback" not in done.stdout + done.stderr


def test_a_defect_that_a_tree_has_fixed_is_an_improvement_though_its_cell_fails(tmp_path: Path) -> None:
    fixed = write_tree(tmp_path / "fixed", broken=False)
    (fixed / "pip" / "__init__.py").write_text('__version__ = "25.1.1"\n')
    done = compare("-n", "0", "--baseline", "25.1.1", "--candidate", str(fixed), *WHICH)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "close its entry in scenarios/defects/ with the release that brings this" in done.stdout


def test_a_library_laid_over_the_baseline_is_the_candidate_and_changes_what_it_decides(tmp_path: Path) -> None:
    found = importlib.util.find_spec("requests")
    assert found is not None
    assert found.origin is not None
    overlay, results = f"requests={Path(found.origin).parents[1]}", tmp_path / "out.jsonl"
    which = ("-k", "tunnelled_over_tls and vouches_for_both_legs and (shipped or ssl_cert_file)", "--python", PYTHON)
    given = ("--baseline", "25.2", "--candidate-overlay", overlay, "--results", str(results))
    done = compare("-n", "2", *given, *which)
    assert done.returncode == 1, done.stdout + done.stderr
    for words in (
        f"newly failing: tunnelled over TLS, accepts {LOST} → rejects the proxy leg (unknown_ca) {LOST}\n  1 cell\n",
        f"newly passing: tunnelled over TLS, rejects the proxy leg (unknown_ca) {LOST} → accepts {LOST}\n  1 cell\n",
        "proxy-leg-misses-certifi (psf/requests#6767): no longer shows in 1 cell: close its entry",
    ):
        assert words in done.stdout, done.stdout
    laid = next(record for record in records(results) if record.side is Side.CANDIDATE)
    assert re.fullmatch(rf"{re.escape(laid.scenario)}-pip25\.2\+requests-[\d.]+-py{re.escape(PYTHON)}", laid.cell)
    assert laid.replay == f"nox -s lab -- run {laid.scenario} --pip '25.2 with {overlay}' --python {PYTHON}"


def test_an_early_end_is_no_result(tmp_path: Path) -> None:
    said, results = tmp_path / "said", tmp_path / "out.jsonl"
    pips = ("--baseline", "25.2", "--candidate", "26.3", "--python", PYTHON, "-k", "tunnelled", "-n", "2")
    with started((*COMPARE, *pips, "--results", str(results)), said) as run:
        assert eventually(lambda: len(records(results)) > 1 or run.poll() is not None), said.read_text()
        os.killpg(run.pid, signal.SIGINT)
        assert run.wait(60) == 2, said.read_text()
    assert re.search(r"^\d+ cells? compared: ", said.read_text(), re.MULTILINE), said.read_text()
    assert "Traceback" not in said.read_text()


def test_one_side_alone_is_no_comparison() -> None:
    done = compare("-n", "0", "--baseline", "25.2", "--candidate", "26.3", "-k", f"{DIRECT}-pip26.3")
    assert done.returncode == 2, done.stdout + done.stderr
    assert "1 cell ran on one side alone: the run ended early, or -k chose one side\n" in done.stdout


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--compare",), "nothing to compare: give --candidate SPEC or --candidate-overlay NAME=PATH"),
        (("--compare", "--candidate", "26.3", "--pip", "25.2"), "--pip belongs to a matrix"),
        (("--compare", "--candidate", "26.3", "--truststore", "latest"), "--truststore belongs to a matrix"),
        (("--compare", "--candidate", "nonsense"), "'nonsense' does not name a pip"),
        (("--compare", "--candidate-overlay", "idna=."), "'idna=.' is not an overlay"),
        (("--candidate", "26.3"), "--candidate belongs to a comparison: nox -s compare, or --compare"),
        (("--html", "out.html"), "--html belongs to a comparison"),
        (("--compare", "--candidate", "26.3", "--html", "absent/f"), "--html absent/f: No such file or directory"),
        (("--shard", "3/2"), "'3/2' is not a shard"),
        (("--timings", "absent"), "absent: No such file or directory"),
    ],
)
def test_options_that_make_no_sense_end_with_one_line(options: tuple[str, ...], words: str) -> None:
    done = matrix("-n", "0", *options)
    text = done.stdout + done.stderr
    assert done.returncode == 4, text
    assert any(line.startswith(f"ERROR: {words}") for line in text.splitlines()), text
    assert "Traceback" not in text


def collected(*options: str) -> list[str]:
    done = matrix("-n", "0", "--collect-only", "--python", PYTHON, *options, env=environment())
    assert done.returncode == 0, done.stdout + done.stderr
    return re.findall(r"test_cell\[(.+)\]", done.stdout)


def test_shards_part_what_is_selected() -> None:
    pips = ("--pip", "25.2", "--pip", "26.3", "-k", "tunnelled and system_store")
    parts = [collected(*pips, "--shard", f"{number}/3") for number in (1, 2, 3)]
    assert sorted(cell for part in parts for cell in part) == sorted(collected(*pips))
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


def test_a_shard_has_both_sides_of_its_cells() -> None:
    sides = ("--compare", "--baseline", "25.2", "--candidate", "26.3", "-k", "tunnelled and system_store")
    for number in (1, 2):
        part = collected(*sides, "--shard", f"{number}/2")
        names = [cell.partition("-pip")[0] for cell in part]
        assert names == sorted(names)
        assert {names.count(name) for name in names} == {2}


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_shard_with_nothing_to_do_has_done_it(workers: str) -> None:
    few = ("--pip", "26.3", "--python", PYTHON, "-k", f"{DIRECT}-pip", "--shard", "2/2", "-n", workers)
    done = matrix(*few)
    assert done.returncode == 0, done.stdout + done.stderr
    assert matrix(*few, "-k", "nothing_like_this").returncode == 4
