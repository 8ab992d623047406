from __future__ import annotations

import shlex
from pathlib import Path

import msgspec
import pytest

from harness.catalogue.plan import Planned
from harness.model.record import Observed, decode_record, encode_record
from harness.model.words import Leg, Verdict
from harness.runs import recording
from scenarios.tunnelled import system_store_vouches_for_the_origin
from tests.support.cells import cell
from tests.support.product import LAB, environment, lab, ran

SKIPPED = recording.record_skip(
    Planned(cell=cell(system_store_vouches_for_the_origin, "24.0", "tunnelled.claim"), skip="it lacks a store")
)


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """The records of a skipped and of a failed cell."""
    seen = Observed(outcome="rejects", leg=Leg.ORIGIN, reason="unknown_ca", exit=1, through=("connect-proxy",))
    client = msgspec.structs.replace(SKIPPED.client, version="26.3")
    failed = msgspec.structs.replace(
        SKIPPED, cell="tunnelled.claim-pip26.3-py3.10", client=client, observed=seen, verdict=Verdict.FAIL, why="new"
    )
    file = tmp_path / "out.jsonl"
    file.write_bytes(encode_record(SKIPPED) + encode_record(failed))
    return file


def test_records_are_shown_as_a_table_with_what_failed(results: Path) -> None:
    done = lab("report", str(results))
    assert (done.returncode, done.stderr) == (0, "")
    assert "FAIL rejects the origin leg (unknown_ca)" in done.stdout
    assert "2 cells: 0 pass, 0 known, 1 fail, 0 invalid, 1 skipped" in done.stdout
    assert "1 cell: it lacks a store" in done.stdout


def test_a_closed_output_is_one_that_nobody_reads(results: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    report = shlex.join((*LAB, "report", str(results), "--html", str(page)))
    done = ran(("sh", "-c", f"{report} >&- 2>{tmp_path}/said"), environment())
    assert (done.returncode, (tmp_path / "said").read_text()) == (0, "")
    assert page.exists()


def test_records_are_written_as_a_page_and_as_markdown(results: Path, tmp_path: Path) -> None:
    page, summary = tmp_path / "page.html", tmp_path / "summary.md"
    done = lab("report", str(results), "--html", str(page), "--markdown", str(summary))
    assert (done.returncode, done.stderr) == (0, "")
    assert page.read_text().startswith("<!doctype html>")
    assert "tunnelled.claim" in page.read_text()
    assert "## 1 cell fails\n\n2 cells: 1 failed, 1 skipped." in summary.read_text()


def test_a_file_that_is_cut_is_shown_and_named(results: Path) -> None:
    for number, rest in enumerate((encode_record(SKIPPED)[:70], encode_record(SKIPPED).rstrip())):
        cut = results.with_name(f"{number}.jsonl")
        cut.write_bytes(results.read_bytes() + rest)
        done = lab("report", str(cut))
        assert (done.returncode, done.stderr) == (2, f"Error: {cut} is cut: its last line has no end\n")
        assert "2 cells: 0 pass, 0 known, 1 fail, 0 invalid, 1 skipped" in done.stdout
        assert "The run is not complete." in done.stdout


def test_every_report_says_that_a_file_is_cut_and_not_that_nothing_is_wrong(results: Path, tmp_path: Path) -> None:
    held = msgspec.structs.replace(SKIPPED, verdict=Verdict.PASS)
    results.write_bytes(encode_record(held) + b'{"schema": 1')
    page, summary = tmp_path / "page.html", tmp_path / "summary.md"
    done = lab("report", str(results), "--html", str(page), "--markdown", str(summary))
    for text in (done.stdout, page.read_text(), summary.read_text()):
        assert "The run is not complete" in text
        assert "Nothing is wrong" not in text
    for text in (page.read_text(), summary.read_text()):
        assert "is cut: its last line has no end" in text


@pytest.mark.parametrize("command", [("report",), ("changes", "--")])
def test_results_are_never_written_over(results: Path, command: tuple[str, ...]) -> None:
    before = results.read_bytes()
    name, *between = command
    done = lab(name, str(results), *between, *([str(results)] if between else []), "--html", str(results))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"Error: --html {results} is a file of results: expected another file\n"
    assert results.read_bytes() == before


def test_planned_cells_without_a_record_are_named_beside_the_table(results: Path) -> None:
    first, _, others = results.read_bytes().partition(b"\n")
    planned = msgspec.structs.replace(
        decode_record(first), planned=("tunnelled.claim-pip26.3-py3.10", "a.lost", SKIPPED.cell)
    )
    results.write_bytes(encode_record(planned) + others)
    done = lab("report", str(results))
    said = f"Error: {results} is incomplete: 1 of 3 planned cells have no record: a.lost\n"
    assert (done.returncode, done.stderr) == (2, said)
    assert "2 cells: 0 pass, 0 known, 1 fail, 0 invalid, 1 skipped" in done.stdout


def test_a_cell_that_the_lab_broke_is_no_result(results: Path) -> None:
    broken = msgspec.structs.replace(SKIPPED, verdict=Verdict.INVALID, why="no room")
    results.write_bytes(encode_record(broken))
    assert lab("report", str(results)).returncode == 2
    results.write_bytes(encode_record(broken) + encode_record(SKIPPED))
    assert lab("report", str(results)).returncode == 0


def test_a_page_is_kept_where_the_records_cannot_be_read(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("what was there")
    assert lab("report", str(tmp_path / "absent"), "--html", str(page)).returncode == 2
    assert page.read_text() == "what was there"


def test_the_records_of_several_files_are_shown_together(results: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    other.write_bytes(
        encode_record(msgspec.structs.replace(SKIPPED, cell="tunnelled.other-pip24.0-py3.10", scenario="a.b"))
    )
    assert "3 cells: 0 pass, 0 known, 1 fail, 0 invalid, 2 skipped" in lab("report", str(results), str(other)).stdout


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"", "Error: no records in {}"),
        (b"{}\n", "Error: {}:1: not a record of schema 1: "),
        (None, "Error: {}: No such file or directory"),
    ],
    ids=["empty", "no record", "absent"],
)
def test_a_file_without_records_is_named(tmp_path: Path, content: bytes | None, named: str) -> None:
    file = tmp_path / "out.jsonl"
    if content is not None:
        file.write_bytes(content)
    done = lab("report", str(file))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(named.format(file))
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("option", ["--html", "--markdown"])
def test_a_place_that_cannot_be_written_is_named(results: Path, tmp_path: Path, option: str) -> None:
    absent = tmp_path / "absent" / "page"
    done = lab("report", str(results), option, str(absent))
    assert done.returncode == 2
    assert done.stderr == f"Error: {option} {absent}: No such file or directory\n"
