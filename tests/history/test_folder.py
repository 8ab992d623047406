from __future__ import annotations

import gzip
import os
import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from harness.history.folder import read_history
from harness.model.errors import UsageError
from harness.model.record import encode_record
from harness.model.recorded_run import RecordedRun
from tests.history.past import write_results
from tests.support.recorded import make


def names(folder: Path) -> list[str]:
    return [run.name for run in read_history(folder).runs]


def test_runs_stand_in_the_order_in_which_they_were_started(tmp_path: Path) -> None:
    os.utime(write_results(tmp_path / "by-its-time.jsonl", make()), (1767700000, 1767700000))
    write_results(tmp_path / "2026-01-07.jsonl", make())
    write_results(tmp_path / "2026-01-08" / "by-its-folder.jsonl", make())
    write_results(tmp_path / "2026-01-09T0417-newest.jsonl", make())
    write_results(tmp_path / "2026-01-09T0416-newest.jsonl", make())
    write_results(tmp_path / "2027-01-01-says-another.jsonl", make(), started="2026-01-05T04:17:00Z")
    assert names(tmp_path) == [
        "2027-01-01-says-another.jsonl",
        "by-its-time.jsonl",
        "2026-01-07.jsonl",
        "2026-01-08/by-its-folder.jsonl",
        "2026-01-09T0416-newest.jsonl",
        "2026-01-09T0417-newest.jsonl",
    ]


@pytest.mark.parametrize("name", ["2026-13-45.jsonl", "20260105.jsonl", "12026-01-05.jsonl", "26-01-05.jsonl"])
def test_what_is_no_date_is_none(tmp_path: Path, name: str) -> None:
    os.utime(write_results(tmp_path / name, make()), (86400, 86400))
    assert [run.date for run in read_history(tmp_path).runs] == ["1970-01-02 00:00"]


def test_packed_files_are_read_and_hidden_and_other_ones_are_not(tmp_path: Path) -> None:
    write_results(tmp_path / "a.jsonl", make())
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(encode_record(make())))
    write_results(tmp_path / ".git" / "b.jsonl", make())
    (tmp_path / "notes.txt").write_text("none")
    runs = read_history(tmp_path).runs
    assert {run.name for run in runs} == {"a.jsonl", "a.jsonl.gz"}
    assert {run.page for run in runs} == {"runs/a.html", "runs/a-2.html"}


def test_a_file_that_cannot_be_read_is_named_and_left_out(tmp_path: Path) -> None:
    write_results(tmp_path / "good.jsonl", make())
    (tmp_path / "bad.jsonl").write_text("{}\n")
    (tmp_path / "empty.jsonl").write_text("")
    (tmp_path / "bad.jsonl.gz").write_bytes(b"nothing packed")
    found = read_history(tmp_path)
    assert [run.name for run in found.runs] == ["good.jsonl"]
    assert [line.partition(": ")[0] for line in found.left_out] == ["bad.jsonl", "bad.jsonl.gz", "empty.jsonl"]
    assert str(tmp_path) not in "".join(found.left_out)


def test_a_folder_without_results_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no file of \.jsonl or \.jsonl\.gz"):
        read_history(tmp_path)
    (tmp_path / "bad.jsonl").write_text("{}\n")
    with pytest.raises(UsageError, match=r"bad\.jsonl: 1: not a record"):
        read_history(tmp_path)
    with pytest.raises(UsageError, match="no such folder"):
        read_history(tmp_path / "absent")


def test_the_name_of_a_page_is_one_that_any_server_holds(tmp_path: Path) -> None:
    write_results(tmp_path / "<b>é ?#%&\n" / "é..x.jsonl", make())
    write_results(tmp_path / "Same.jsonl", make())
    write_results(tmp_path / "same.jsonl", make())
    pages = {run.page for run in read_history(tmp_path).runs}
    assert all(re.fullmatch(r"runs/[A-Za-z0-9][A-Za-z0-9._-]*\.html", page) for page in pages), pages
    assert len({page.lower() for page in pages}) == 3


def test_a_run_that_was_continued_counts_by_its_last_part(tmp_path: Path) -> None:
    parts = [RecordedRun(command="", started=f"2026-01-0{day}T04:17:00Z") for day in (5, 9)]
    (tmp_path / "a.jsonl").write_bytes(encode_record(replace(make(), runs=tuple(parts))))
    assert [run.date for run in read_history(tmp_path).runs] == ["2026-01-09 04:17"]
