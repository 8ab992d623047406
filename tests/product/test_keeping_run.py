from __future__ import annotations

import os
import re
import signal
from pathlib import Path

import pytest

from harness.model.record import encode_record, read_results
from harness.model.words import Verdict
from tests.support.product import (
    MATRIX,
    PYTHON,
    alive,
    compare,
    environment,
    eventually,
    lab,
    matrix,
    records,
    started,
    tail,
    verdicts,
)
from tests.support.recorded import make

TUNNELLED = "tunnelled.system_store_vouches_for_the_origin"
#: A few cells, of two releases.
FEW = ("--pip", "25.2", "--pip", "26.3", "--python", PYTHON, "-k", "tunnelled and system_store")
#: More than end before one of the processes of a run is killed.
MANY = ("--pip", "25.2", "--pip", "26.3", "--python", PYTHON, "-k", "tunnelled or intercepted")


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.usefixtures("private")
def test_a_cell_whose_worker_is_killed_is_named_and_run_again_by_resume(tmp_path: Path) -> None:
    results, said = tmp_path / "out.jsonl", tmp_path / "said"
    with started((*MATRIX, "-n", "2", *FEW, "--results", str(results)), said) as run:
        assert eventually(lambda: records(results) or run.poll() is not None), said.read_text()
        os.kill(children(run.pid)[0], signal.SIGKILL)
        assert run.wait(180) == 2, said.read_text()
    lost = [record for record in records(results) if record.verdict.value == "INVALID"]
    assert [record.why for record in lost] == ["its worker ended before it did"]
    assert {record.cell for record in records(results)} == set(read_results(results).planned)
    assert lost[0].cell in said.read_text()
    told = lab("report", str(results))
    assert (told.returncode, lost[0].cell in told.stdout) == (2, True)
    again = matrix("-n", "2", *FEW, "--results", str(results), "--resume")
    assert again.returncode == 0, again.stdout + again.stderr
    assert "\n1 pass in" in again.stdout.replace("1 known", "1 pass")
    assert set(verdicts(results)) == set(read_results(results).planned)
    assert set(verdicts(results).values()) <= {"PASS", "KNOWN"}
    assert lab("report", str(results)).returncode == 0


@pytest.mark.usefixtures("private")
def test_a_run_that_is_killed_whole_is_told_by_its_file_and_gone_on_with(tmp_path: Path) -> None:
    results, temporary = tmp_path / "out.jsonl", tmp_path / "temporary"
    temporary.mkdir()
    few = (*FEW, "--results", str(results))
    with started((*MATRIX, "-n", "1", *few), tmp_path / "said", environment({"TMPDIR": str(temporary)})) as run:
        assert eventually(lambda: records(results) or run.poll() is not None)
        os.killpg(run.pid, signal.SIGKILL)
        run.wait(60)
    assert eventually(lambda: not alive(temporary), 60)
    planned, done = read_results(results).planned, set(verdicts(results))
    assert set(planned) > done
    told = lab("report", str(results))
    assert told.returncode == 2
    left = [cell for cell in planned if cell not in done]
    words = f"{results} is incomplete: {len(left)} of {len(planned)} planned cells have no record: {', '.join(left)}"
    assert words in told.stderr
    assert f"{len(done)} cell" in told.stdout
    again = matrix("-n", "1", *few, "--resume")
    assert again.returncode == 0, again.stdout + again.stderr
    assert f"\n{len(planned)} cells: " in again.stdout
    assert set(verdicts(results)) == set(planned)


@pytest.mark.usefixtures("private")
def test_a_run_that_is_interrupted_names_what_it_has_not_run(tmp_path: Path) -> None:
    results, said = tmp_path / "out.jsonl", tmp_path / "said"
    with started((*MATRIX, "-n", "2", *MANY, "--results", str(results)), said) as run:
        assert eventually(lambda: records(results) or run.poll() is not None), said.read_text()
        os.killpg(run.pid, signal.SIGINT)
        assert run.wait(60) == 2, said.read_text()
    planned = read_results(results).planned
    left = len(planned) - len(records(results))
    assert f"ERROR: {left} of {len(planned)} planned cells have no record: " in said.read_text()
    assert f" and {left - 10} more" in said.read_text()
    told = lab("report", str(results))
    assert (told.returncode, f"{left} of {len(planned)}" in told.stderr) == (2, True)


@pytest.mark.usefixtures("private")
def test_a_run_that_was_interrupted_replaces_nothing(tmp_path: Path) -> None:
    results, said = tmp_path / "out.jsonl", tmp_path / "said"
    results.write_bytes(before := encode_record(make()))
    beside = tmp_path / "unfinished-out.jsonl"
    with started((*MATRIX, "-n", "2", *MANY, "--results", str(results), "--replace"), said) as run:
        assert eventually(lambda: records(beside) or run.poll() is not None), said.read_text()
        os.killpg(run.pid, signal.SIGINT)
        assert run.wait(60) == 2, said.read_text()
    assert results.read_bytes() == before
    assert f"--results {beside} --resume continues from them" in said.read_text()
    assert records(beside)


@pytest.mark.usefixtures("private")
def test_the_exit_code_of_a_run_that_goes_on_is_that_of_all_records(tmp_path: Path) -> None:
    results = tmp_path / "out.jsonl"
    one = ("-n", "0", "--pip", "26.3", "--python", PYTHON, "-k", f"{TUNNELLED}-pip", "--results", str(results))
    assert matrix(*one).returncode == 0
    failed = encode_record(make("a.failed", verdict=Verdict.FAIL))
    results.write_bytes(results.read_bytes() + failed)
    again = matrix(*one, "--resume")
    assert again.returncode == 1, again.stdout + again.stderr
    assert "2 cells: 1 pass, 0 known, 1 fail" in again.stdout
    assert not re.search(r"\d pass.* in [\d.]+s$", again.stdout), again.stdout


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (encode_record(make()), "it already exists, with 1 records: --resume runs what is missing in it, --replace"),
        (b"# A page\n", "is not a file of results and stays unchanged: "),
    ],
    ids=["results", "a page"],
)
@pytest.mark.parametrize("options", [("--pip", "99"), ("--pip", "25.2", "--nonsense"), ("--pip", "26.3")])
def test_a_file_that_is_there_is_kept_whatever_else_is_asked(
    tmp_path: Path, content: bytes, words: str, options: tuple[str, ...]
) -> None:
    results = tmp_path / "keep.jsonl"
    results.write_bytes(content)
    done = matrix("-n", "2", *options, "--results", str(results))
    assert done.returncode == 4, done.stdout + done.stderr
    assert "--nonsense" in options or words in done.stderr
    assert "Traceback" not in done.stderr
    assert results.read_bytes() == content
    bisected = lab("bisect", TUNNELLED, "--old", "99", "--results", str(results))
    assert (bisected.returncode, results.read_bytes()) == (2, content)
    assert words in bisected.stderr


@pytest.mark.parametrize("replace", ["--replace", "--resume"])
def test_a_wrong_use_replaces_nothing(tmp_path: Path, replace: str) -> None:
    results = tmp_path / "keep.jsonl"
    results.write_bytes(before := encode_record(make()))
    for workers in ("0", "2"):
        done = matrix("-n", workers, "--pip", "99", "--results", str(results), replace)
        assert done.returncode == 4
        assert tail(done.stderr).startswith("ERROR: there is no final pip release 99; nearest: ")
        none = matrix("-n", workers, "--pip", "26.3", "-k", "no_such_cell", "--results", str(results), replace)
        assert none.returncode == 4, none.stdout + none.stderr
    assert results.read_bytes() == before
    assert list(tmp_path.iterdir()) == [results]


def test_the_pages_of_a_comparison_are_kept_when_it_does_not_begin_or_end(tmp_path: Path) -> None:
    pages = {name: tmp_path / name for name in ("junit", "markdown", "html")}
    for page in pages.values():
        page.write_text("what was there")
    wanted = [word for name, page in pages.items() for word in (f"--{name}", str(page))]
    done = compare("-n", "0", "--candidate", "99", *wanted)
    assert done.returncode == 4
    assert {page.read_text() for page in pages.values()} == {"what was there"}


@pytest.mark.usefixtures("private")
def test_the_pages_of_a_comparison_that_is_interrupted_are_kept(tmp_path: Path) -> None:
    page, results, said = tmp_path / "page.html", tmp_path / "out.jsonl", tmp_path / "said"
    page.write_text("what was there")
    sides = ("--compare", "--baseline", "25.2", "--candidate", "26.3", "--python", PYTHON, "-k", "tunnelled")
    with started((*MATRIX, "-n", "2", *sides, "--html", str(page), "--results", str(results)), said) as run:
        assert eventually(lambda: records(results) or run.poll() is not None), said.read_text()
        os.killpg(run.pid, signal.SIGINT)
        assert run.wait(60) == 2, said.read_text()
    assert page.read_text() == "what was there"
    assert f"--html {page} is not written: the run did not come to its end" in said.read_text()


@pytest.mark.usefixtures("private")
def test_a_bisect_goes_on_with_what_it_has_run(tmp_path: Path) -> None:
    results = tmp_path / "out.jsonl"
    ends = ("bisect", TUNNELLED, "--old", "25.1.1", "--new", "25.2", "--results", str(results))
    first = lab(*ends)
    assert first.returncode == 0, first.stdout + first.stderr
    before = results.read_bytes()
    again = lab(*ends, "--resume")
    assert again.returncode == 0, again.stdout + again.stderr
    assert "Cells run: 0, of the 2 releases" in again.stdout
    assert results.read_bytes() == before
    other = lab("bisect", TUNNELLED.replace("tunnelled", "direct"), "--results", str(results), "--resume")
    assert (other.returncode, other.stdout) == (2, "")
    assert f"--results {results} cannot be resumed: a record there is of {TUNNELLED}" in other.stderr
    assert results.read_bytes() == before


@pytest.mark.usefixtures("private")
def test_a_gate_names_what_its_parts_have_lost(tmp_path: Path) -> None:
    results = tmp_path / "results-1-of-1.jsonl"
    sides = ("--baseline", "25.2", "--candidate", "26.3", "--python", PYTHON, "-k", f"{TUNNELLED}-pip")
    assert compare("-n", "0", *sides, "--results", str(results)).returncode == 0
    lines = results.read_bytes().splitlines(keepends=True)
    results.write_bytes(lines[0])
    lost = next(cell for cell in read_results(results).planned if cell not in verdicts(results))
    merged = lab("gate", env=environment({"LAB_MERGE": str(tmp_path), "LAB_REPORT": str(tmp_path / "report")}))
    changed = lab("changes", str(results))
    for done in (merged, changed):
        assert done.returncode == 2
        assert f"is incomplete: 1 of 2 planned cells have no record: {lost}\n" in done.stderr
