from __future__ import annotations

import gzip
import json
import os
import signal
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from harness.model.record import Record, encode_record
from tests.support.product import LAB, PYTHON, environment, eventually, lab, records, started, tail
from tests.support.recorded import BROKEN, FAILED, HELD, KNOWN, make, pair


def written(file: Path, records: Sequence[Record]) -> str:
    file.write_bytes(b"".join(map(encode_record, records)))
    return str(file)


@pytest.mark.parametrize(
    ("baseline", "candidate", "code"), [(HELD, FAILED, 1), (KNOWN, HELD, 0), (HELD, HELD, 0), (HELD, BROKEN, 2)]
)
def test_the_code_is_that_of_the_comparison(
    tmp_path: Path, baseline: dict[str, object], candidate: dict[str, object], code: int
) -> None:
    done = lab("changes", written(tmp_path / "out.jsonl", [*pair(baseline, candidate), *pair(HELD, HELD, "a.b")]))
    assert (done.returncode, done.stderr) == (code, "")
    assert done.stdout.splitlines()[-1].endswith("unchanged")


def test_the_parts_of_a_comparison_are_judged_together_and_written(tmp_path: Path) -> None:
    parts = [
        written(tmp_path / "1", pair(HELD, FAILED, "a.worse")),
        written(tmp_path / "2", pair(HELD, HELD, "a.same")),
    ]
    files = {name: tmp_path / name for name in ("junit", "markdown", "html")}
    done = lab("changes", *parts, *(word for name, file in files.items() for word in (f"--{name}", str(file))))
    assert done.returncode == 1
    assert "newly failing: tunnelled, accepts → rejects the origin leg (unknown_ca)\n" in done.stdout
    assert "a.worse py3.10" in done.stdout
    assert all("a.worse" in file.read_text() for file in files.values())


def test_a_part_that_is_cut_short_is_no_result(tmp_path: Path) -> None:
    done = lab("changes", written(tmp_path / "out.jsonl", [*pair(HELD, HELD), pair(HELD, HELD, "a.b")[0]]))
    assert done.returncode == 2
    assert "1 cell ran on one side alone: the run ended early, or -k chose one side\n" in done.stdout


@pytest.mark.parametrize("command", ["changes", "gate"])
def test_a_pair_of_which_no_side_has_a_record_is_no_result(command: str, tmp_path: Path) -> None:
    first, second = pair(HELD, HELD)
    planned = (first.cell, second.cell, "a.lost-pip25.2-py3.10", "a.lost-pip26.3-py3.10")
    parts = tmp_path / "parts"
    parts.mkdir()
    file = written(parts / "results-1-of-1.jsonl", [msgspec.structs.replace(first, planned=planned), second])
    variables = environment({"LAB_MERGE": str(parts), "LAB_REPORT": str(tmp_path / "report")})
    done = lab("changes", file) if command == "changes" else lab("gate", env=variables)
    assert done.returncode == 2, done.stdout
    assert "2 of 4 planned cells have no record: a.lost-pip25.2-py3.10, a.lost-pip26.3-py3.10\n" in done.stderr


def test_records_of_no_comparison_are_named(tmp_path: Path) -> None:
    file = written(tmp_path / "out.jsonl", [make()])
    done = lab("changes", file)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"Error: no records of a comparison in {file}\n"


@pytest.mark.parametrize(
    ("old", "new", "code"), [(HELD, FAILED, 1), (KNOWN, HELD, 0), (HELD, HELD, 0), (HELD, BROKEN, 2)]
)
def test_two_runs_are_compared(tmp_path: Path, old: dict[str, Any], new: dict[str, Any], code: int) -> None:
    files = [written(tmp_path / "old.jsonl", [make(**old)]), written(tmp_path / "new.jsonl", [make(**new)])]
    done = lab("changes", *files, "--json", str(tmp_path / "json"))
    assert (done.returncode, done.stderr) == (code, "")
    assert done.stdout.startswith("paired: 1 client with itself on the same Python\n")
    assert json.loads((tmp_path / "json").read_bytes())["exit"] == code


def test_a_run_may_be_in_several_files_also_packed_and_options_stand_anywhere(tmp_path: Path) -> None:
    packed = tmp_path / "a.jsonl.gz"
    packed.write_bytes(gzip.compress(b"".join(map(encode_record, [make("a.a"), make("a.b")]))))
    new = [written(tmp_path / name, [make(f"a.{name}", **FAILED)]) for name in "ab"]
    done = lab("changes", str(packed), "--", *new, "--junit", str(tmp_path / "junit"))
    assert done.returncode == 1, done.stderr
    assert done.stdout.splitlines()[-1].startswith("2 cells compared: 0 broken, 2 newly failing")
    assert (tmp_path / "junit").exists()


def test_two_comparisons_are_compared_as_runs_where_it_is_said(tmp_path: Path) -> None:
    files = [written(tmp_path / "1", pair(HELD, FAILED)), written(tmp_path / "2", pair(HELD, FAILED))]
    assert lab("changes", files[0], "--", files[1]).returncode == 0


@pytest.mark.parametrize(
    ("contents", "separated", "said"),
    [
        ([[make("a.a")], [make("a.b")]], False,
         "no cell in common: {0} has 1 scenario on 25.2 py3.10, and {1} has 1 scenario on 25.2 py3.10"),
        ([[make("a.a")], []], False, "no records in {1}"),
        ([[make()], [make()], [make()]], False, "3 files of no comparison: expected OLD NEW, or OLD… -- NEW…"),
        ([[make()], pair(HELD, HELD)], False,
         "{1} is of a comparison and {0} is not: write -- between the two runs"),
        ([[make()]], True, "nothing is compared: expected files on both sides of --"),
    ],
)  # fmt: skip
def test_runs_that_cannot_be_compared_are_one_line_and_nothing_is_written(
    tmp_path: Path, contents: list[list[Record]], separated: bool, said: str
) -> None:
    files = [written(tmp_path / f"{number}.jsonl", records) for number, records in enumerate(contents)]
    done = lab("changes", *files, *(["--"] if separated else []), "--markdown", str(tmp_path / "page"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"Error: {said.format(*files)}\n"
    assert not (tmp_path / "page").exists()


@pytest.mark.parametrize(
    "content", [b"", b"nothing packed", gzip.compress(b"{}" * 99, mtime=0)[:-9]], ids=["empty", "other", "cut"]
)
def test_a_packed_file_that_is_none_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "new.jsonl.gz").write_bytes(content)
    done = lab("changes", written(tmp_path / "old.jsonl", [make()]), str(tmp_path / "new.jsonl.gz"))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert f"{tmp_path / 'new.jsonl.gz'}" in done.stderr


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({}, "Error: nothing to compare: LAB_CANDIDATE and LAB_OVERLAYS are both empty\n"),
        ({"LAB_CANDIDATE": ".", "LAB_SHARD": "3/2"}, "Error: '3/2' is not a shard: expected I/N, such as 1/4\n"),
        (
            {"LAB_MERGE": "{}/absent"},
            "Error: no results of parts in {}/absent: expected files such as results-1-of-4.jsonl\n",
        ),
    ],
)
def test_a_gate_that_is_asked_wrongly_says_so_in_one_line(tmp_path: Path, variables: dict[str, str], said: str) -> None:
    asked = {name: value.format(tmp_path) for name, value in variables.items()}
    done = lab("gate", env=environment({"LAB_REPORT": str(tmp_path / "report"), **asked}))
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said.format(tmp_path))


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize("end", [lambda pid: os.killpg(pid, signal.SIGINT), lambda pid: os.kill(pid, signal.SIGTERM)])
def test_a_gate_that_is_told_to_end_ends_its_cells_and_says_that_it_concludes_nothing(
    tmp_path: Path, end: Callable[[int], None]
) -> None:
    said, report = tmp_path / "said", tmp_path / "report"
    asked = {"LAB_BASELINE": "25.2", "LAB_CANDIDATE": "26.3", "LAB_PYTHONS": PYTHON, "LAB_SELECT": "tunnelled"}
    with started((*LAB, "gate"), said, environment({"LAB_REPORT": str(report), **asked})) as run:
        begun = report / "unfinished-results.jsonl"
        assert eventually(lambda: len(records(begun)) > 1 or run.poll() is not None), said.read_text()
        end(run.pid)
        assert run.wait(60) == 2, said.read_text()
    assert not (report / "results.jsonl").exists()
    assert tail(said.read_text()).startswith(f"LAB_RESUME=1 goes on with the records in {begun}; ")
    assert "Traceback" not in said.read_text()
