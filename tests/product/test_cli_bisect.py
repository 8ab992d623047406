from __future__ import annotations

import os
import re
import signal
from math import ceil, log2
from pathlib import Path

import pytest

from harness.bisect.answers import read_answer
from harness.bisect.boundary import Unknown
from harness.model.client import Interpreter
from harness.model.record import read_records
from tests.support import repository
from tests.support.product import LAB, alive, environment, eventually, lab, records, started, tells_how_to_go_on

FOUNDING = "tunnelled.system_store_vouches_for_the_origin"
SHIPPED = "tunnelled.shipped_store_vouches_for_the_origin"
RAN = re.compile(r"^Cells run: (\d+), of the (\d+) releases from (\S+) to (\S+?)(?:, and (\d+) once more.*)?\.$", re.M)
#: How a refusal by a context that was lost is told.
REFUSED = "(unknown_ca) by another context than the session's"


def bisect(*arguments: str, code: int = 0) -> tuple[str, str]:
    """Return the answer of a bisect that ends with this code, and its progress."""
    done = lab("bisect", *arguments)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout, done.stderr


def refused(*arguments: str) -> str:
    """The one line by which a wrong use ends."""
    said, complaint = bisect(*arguments, code=2)
    assert said == ""
    (line,) = complaint.splitlines()
    return line.removeprefix("Error: ")


def cells(said: str) -> tuple[int, int]:
    """Return the number of cells that were run, and of their releases."""
    counted = RAN.search(said)
    assert counted, said
    return int(counted[1]), int(counted[2])


@pytest.mark.usefixtures("private")
def test_the_founding_fix_is_found_between_25_1_1_and_25_2(tmp_path: Path) -> None:
    results = tmp_path / "out.jsonl"
    said, progress = bisect(FOUNDING, "--old", "25.0", "--new", "26.1", "--results", str(results))
    for words in (
        f"Since pip 25.2: accepts.\nUp to pip 25.1.1: rejects the origin leg {REFUSED}.\n",
        "A known defect ends here: truststore-context-lost (pypa/pip#13288), pip >=24.2,<25.2:",
        "    pip 25.1.1\n      LOST  proxy_manager_for hands on no ssl_context.\n",
        "    pip 25.2\n      ok    proxy_manager_for hands on ssl_context=A.\n",
        f"    nox -s bisect -- {FOUNDING} --old 25.1.1 --new 25.2 --python 3.",
        f"    nox -s bisect -- {FOUNDING} --repo ../pip --old 25.1.1 --new 25.2 --python 3.",
    ):
        assert words in said
    assert re.search(r"^pip 25\.1\.1 dates from 2025-05-02, pip 25\.2 from 2025-07-30, by the newest file", said, re.M)
    ran, there = cells(said)
    assert ran <= 2 + ceil(log2(there))
    assert [record.client.version for record in read_records(results)][:2] == ["25.0", "26.1"]
    assert len(read_records(results)) == ran
    # Before each stands that it had to be fetched, if it had.
    first = r"^\[1\] pip25\.0-py3\.\d+: rejects the origin leg \(unknown_ca\)[^\n]*\n"
    cells_in_turn = rf"{first}(?:pip 26\.1: [^\n]*\n)*\[2\] pip26\.1-"
    assert re.search(cells_in_turn, progress, re.M)


def test_where_the_shipped_store_stopped_to_count_is_found() -> None:
    said, _ = bisect(SHIPPED, "--old", "24.0", "--new", "24.3.1")
    assert f"Since pip 24.2: rejects the origin leg {REFUSED}.\nUp to pip 24.1.2: accepts.\n" in said
    assert "A known defect begins here: certifi-lost-with-the-context (pypa/pip#13288)" in said


def test_ends_that_are_alike_are_all_that_is_run() -> None:
    said, _ = bisect(SHIPPED, "--old", "24.0", "--new", "26.1", code=1)
    assert said.startswith("Nothing changes between pip 24.0 and pip 26.1. Either end: accepts.\n")
    assert cells(said)[0] == 2
    assert "--every" in said


def test_every_release_shows_every_change(tmp_path: Path) -> None:
    results = tmp_path / "out.jsonl"
    said, _ = bisect(SHIPPED, "--every", "--old", "24.1.2", "--new", "25.3", "-n", "2", "--results", str(results))
    assert said.startswith(f"{SHIPPED}, 2 changes:\n\n    pip 24.1.2              accepts\n")
    assert f"    pip 24.2 to pip 25.1.1  rejects the origin leg {REFUSED}\n    pip 25.2 to pip 25.3" in said
    assert said.index("Since pip 24.2: rejects") < said.index("Since pip 25.2: accepts.")
    ran, there = cells(said)
    assert ran == there == len(read_records(results))


def test_what_does_not_run_on_the_python_is_stepped_around_and_reported(
    tmp_path: Path, interpreters: tuple[Interpreter, ...]
) -> None:
    if "3.9" not in [each.minor for each in interpreters]:
        pytest.skip("there is no Python 3.9 here, on which pip 26.1 does not run")
    results = tmp_path / "out.jsonl"
    said, progress = bisect(SHIPPED, "--old", "26.0.1", "--python", "3.9", "--results", str(results), code=2)
    assert said == ""
    assert "Error: of pip 26.0.1 to " in progress
    said, progress = bisect(
        SHIPPED, "--old", "25.3", "--new", "26.1", "--python", "3.9", "--results", str(results), code=1
    )
    assert "No answer from pip 26.1 (pip 26.1 does not run on Python 3.9)." in said
    assert "[-] pip26.1-py3.9: no answer, pip 26.1 does not run on Python 3.9" in progress
    assert {isinstance(read_answer(record), Unknown) for record in read_records(results)} == {True, False}
    assert cells(said)[0] == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("tunnelled.no_such_claim",), "unknown scenario 'tunnelled.no_such_claim'"),
        ((SHIPPED, "--old", "25.2.7"), "there is no final pip release 25.2.7"),
        ((SHIPPED, "--old", "26.1", "--new", "25.2"), "--old 26.1 is newer than --new 25.2"),
        ((SHIPPED, "--old", "25.2", "--new", "25.2"), "--old 25.2 is the same release as --new 25.2"),
        ((SHIPPED, "--results", "/nowhere/out.jsonl"), "--results /nowhere/out.jsonl: No such file or directory"),
        ((SHIPPED, "--python", "2.7"), "no Python '2.7' here"),
        ((SHIPPED, "--all-parents"), "--all-parents needs --repo"),
        ((SHIPPED, "--repo", ".", "--new", "HEAD"), "--repo needs --old and --new"),
        ((SHIPPED, "--repo", ".", "--every"), "--every is for releases, and --repo for commits"),
        ((SHIPPED, "--repo", "/nowhere", "--old", "a", "--new", "b"), "git rev-parse of /nowhere failed"),
    ],
)
def test_a_wrong_use_is_one_line(arguments: tuple[str, ...], said: str) -> None:
    assert refused(*arguments).startswith(said)


#: A search is told to end with all that may be, in test_surroundings_run.py.
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_a_bisect_of_several_at_once_that_is_told_to_end_leaves_nothing(tmp_path: Path, number: int) -> None:
    temporary, said, results = tmp_path / "temporary", tmp_path / "said", tmp_path / "out.jsonl"
    temporary.mkdir()
    ends = ("--old", "24.0", "--new", "25.1.1")
    command = (*LAB, "bisect", SHIPPED, *ends, "--every", "-n", "2", "--results", str(results))
    with started(command, said, environment({"TMPDIR": str(temporary)})) as run:
        assert eventually(lambda: records(results) or run.poll() is not None), said.read_text()
        assert run.poll() is None, said.read_text()
        os.killpg(run.pid, number)
        assert run.wait(60) == 2, said.read_text()
    assert eventually(lambda: not alive(temporary), 60), alive(temporary)
    assert "Traceback" not in said.read_text()
    assert tells_how_to_go_on(said.read_text(), results)
    assert list(temporary.iterdir()) == []
    assert read_records(results)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A repository that stands in for pip's: releases one after another."""
    made, commits = repository.of_releases(
        tmp_path_factory.mktemp("clones") / "pip", ("24.3.1", "25.0.1", "25.1.1", "25.2", "25.3")
    )
    return made.folder, commits


@pytest.mark.usefixtures("private")
def test_the_commit_of_the_founding_fix_is_named(clone: tuple[Path, dict[str, str]]) -> None:
    path, commits = clone
    before = {each: each.read_bytes() for each in (path / ".git").rglob("*") if each.is_file()}
    said, progress = bisect(FOUNDING, "--repo", str(path), "--old", "24.3.1", "--new", "25.3")
    last, first = commits["25.1.1"][:9], commits["25.2"][:9]
    for words in (
        f"Since {first}: accepts.\nUp to {last}: rejects the origin leg {REFUSED}.\n",
        f"{first} of 2026-01-01, pull request #13343: Release 25.2 (#13343)\n",
        f"    {last}\n      LOST  proxy_manager_for hands on no ssl_context.\n",
        f"    nox -s bisect -- {FOUNDING} --repo {path} --old {last} --new {first} --python 3.",
        "Cells run: 4, from 24.3.1 to 25.3, and 2 once more with the witness.\n",
    ):
        assert words in said
    assert f"[1] pip24.3.1+pip-{commits['24.3.1'][:9]}-py3." in progress
    assert {each: each.read_bytes() for each in (path / ".git").rglob("*") if each.is_file()} == before


def test_commits_that_are_alike_at_both_ends_are_told(clone: tuple[Path, dict[str, str]]) -> None:
    path, commits = clone
    said, _ = bisect(SHIPPED, "--repo", str(path), "--old", "25.2", "--new", "25.3", code=1)
    assert said.startswith(
        f"Nothing changes between {commits['25.2'][:9]} and {commits['25.3'][:9]}. Either end: accepts."
    )
    assert "same commit" in refused(SHIPPED, "--repo", str(path), "--old", "25.2", "--new", "25.2")
    assert "has no commit '25.2.7'" in refused(SHIPPED, "--repo", str(path), "--old", "25.2", "--new", "25.2.7")


def test_a_commit_that_cannot_be_tested_or_does_a_third_thing_is_skipped(tmp_path: Path) -> None:
    made, commits = repository.of_releases(tmp_path / "pip", ("25.0.1",))
    (made.folder / "src" / "pip" / "__main__.py").write_text("raise SystemExit('this pip does nothing')\n")
    made.git("commit", "--quiet", "--all", "-m", "Break it")
    broken = made.git("rev-parse", "HEAD")
    made.git("rm", "--quiet", "-r", "src")
    without = made.commit("1", "news.txt")
    new = made.release("25.2", "Mend it (#13343)")
    said, _ = bisect(SHIPPED, "--repo", str(made.folder), "--old", commits["25.0.1"], "--new", new)
    assert said.startswith("The first new commit is one of these, newest first:\n\n")
    assert f"    {new[:9]} of 2026-01-01, pull request #13343: Mend it (#13343)\n" in said
    assert re.search(rf"^    {without[:9]} .*\n      skipped: git archive of .*src/pip", said, re.M)
    neither = r"broken \(not_begun\), which is neither the old outcome nor the new"
    assert re.search(rf"^    {broken[:9]} .*\n      skipped: {neither}$", said, re.M)
