from __future__ import annotations

from pathlib import Path

import pytest

from harness.compare.comparison import compare_records
from harness.compare.publishing import MOST_ANNOTATIONS, format_annotations, tell_github, write_changes
from harness.model.errors import UsageError
from harness.model.recorded_run import RecordedRun
from tests.support.recorded import BROKEN, FAILED, HELD, KNOWN, SKIPPED, pair

RECORDS = [*pair(HELD, FAILED, "a.worse"), *pair(KNOWN, HELD, "a.better"), *pair(HELD, HELD, "a.same")]


def test_the_changes_are_written_as_each_file_that_is_wanted(tmp_path: Path) -> None:
    files = {name: tmp_path / name for name in ("junit", "markdown", "html")}
    write_changes(RECORDS, files)
    assert files["junit"].read_text().startswith("<?xml")
    assert files["markdown"].read_text().startswith("## 3 cells compared: 0 broken, 1 newly failing, 1 newly passing")
    page = files["html"].read_text()
    assert page.startswith("<!doctype html>")
    assert '<h2>Newly failing</h2>\n<ul class="lines">\n<li>a.worse py3.10: accepts → rejects the origin leg' in page
    assert "<h2>Unchanged</h2>" not in page


def test_the_page_says_which_run_it_shows(tmp_path: Path) -> None:
    run = RecordedRun(command="nox -s compare -- --candidate .", started="2026-01-02T03:04:05Z")
    write_changes(RECORDS, {"html": tmp_path / "page"}, [run])
    assert "nox -s compare -- --candidate ." in (tmp_path / "page").read_text()


def test_only_what_is_wanted_is_written(tmp_path: Path) -> None:
    write_changes(RECORDS, {"junit": tmp_path / "junit"})
    assert [file.name for file in tmp_path.iterdir()] == ["junit"]


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=f"{tmp_path}/absent/junit: No such file or directory"):
        write_changes(RECORDS, {"junit": tmp_path / "absent" / "junit"})


def test_github_is_told_by_the_files_that_it_names_and_by_what_is_printed(tmp_path: Path) -> None:
    summary, outputs = tmp_path / "summary", tmp_path / "outputs"
    summary.write_text("what an earlier tool wrote\n")
    names = {"GITHUB_STEP_SUMMARY": str(summary), "GITHUB_OUTPUT": str(outputs)}
    told = tell_github(compare_records(RECORDS), names)
    assert summary.read_text().startswith("what an earlier tool wrote\n## 3 cells compared")
    assert {"newly-failing=1", "newly-passing=1", "unchanged=1", "broken=0"} <= set(outputs.read_text().splitlines())
    assert [line.partition(" ")[0] for line in told] == ["::error", "::notice"]


def test_without_its_variables_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert len(tell_github(compare_records(RECORDS), {})) == 2
    assert list(tmp_path.iterdir()) == []


def test_a_newly_failing_cell_is_an_error_with_the_line_that_replays_it() -> None:
    assert format_annotations(compare_records(pair(HELD, FAILED))) == (
        "::error title=newly failing%3A tunnelled.claim py3.10::accepts → rejects the origin leg (unknown_ca)%0A"
        "The system store alone verifies the origin.%0Anox -s lab -- run tunnelled.claim-pip26.4-py3.10",
    )


@pytest.mark.parametrize(
    ("sides", "starts"),
    [
        (pair(HELD, HELD), []),
        (
            pair(HELD, BROKEN),
            ["::error title=pip trust lab::nothing was compared", "::error title=broken%3A tunnelled."],
        ),
        (
            pair(KNOWN, HELD),
            ["::notice title=pip trust lab%3A improved::context-lost (pypa/pip#13288): no longer shows"],
        ),
        (pair(SKIPPED, SKIPPED), ["::error title=pip trust lab::nothing was compared"]),
    ],
)
def test_only_what_a_reader_should_hear_of_has_an_annotation(sides: list[object], starts: list[str]) -> None:
    lines = format_annotations(compare_records(sides))  # type: ignore[arg-type]
    assert len(lines) == len(starts)
    assert all(line.startswith(start) for line, start in zip(lines, starts, strict=True))


@pytest.mark.parametrize("number", [MOST_ANNOTATIONS, MOST_ANNOTATIONS + 1, 40])
def test_there_are_ten_at_most_and_the_last_says_how_many_more(number: int) -> None:
    cells = [record for each in range(number) for record in pair(HELD, FAILED, f"b.s{each:02}")]
    lines = format_annotations(compare_records(cells))
    assert len(lines) == MOST_ANNOTATIONS
    more = f"::warning title=pip trust lab::{number - MOST_ANNOTATIONS + 1} more annotations: see the summary"
    assert (lines[-1] == more) == (number > MOST_ANNOTATIONS)


def test_nothing_in_a_cell_can_end_a_command_or_begin_another() -> None:
    sides = pair({**HELD, "claim": "100% ::error::\r\nmine"}, {**FAILED, "claim": "100% ::error::\r\nmine"}, "a.b,c::d")
    (line,) = format_annotations(compare_records(sides))
    assert line.startswith("::error title=newly failing%3A a.b%2Cc%3A%3Ad py3.10::accepts")
    assert "100%25 ::error::%0D%0Amine" in line
    assert len(line.splitlines()) == 1
