from __future__ import annotations

from pathlib import Path

import pytest

from harness.compare.comparison import compare
from harness.compare.publishing import tell_github, write
from harness.model.errors import UsageError
from tests.support.recorded import FAILED, HELD, KNOWN, pair

RECORDS = [*pair(HELD, FAILED, "a.worse"), *pair(KNOWN, HELD, "a.better"), *pair(HELD, HELD, "a.same")]


def test_the_changes_are_written_as_each_file_that_is_wanted(tmp_path: Path) -> None:
    files = {name: tmp_path / name for name in ("junit", "markdown", "html")}
    write(RECORDS, files)
    assert files["junit"].read_text().startswith("<?xml")
    assert files["markdown"].read_text().startswith("## 3 cells compared: 0 broken, 1 newly failing, 1 newly passing")
    page = files["html"].read_text()
    assert page.startswith("<!doctype html>")
    assert "<h2>Newly failing</h2>\n<ul>\n<li>a.worse py3.10: accepts → rejects the origin leg" in page
    assert "<h2>Unchanged</h2>" not in page


def test_only_what_is_wanted_is_written(tmp_path: Path) -> None:
    write(RECORDS, {"junit": tmp_path / "junit"})
    assert [file.name for file in tmp_path.iterdir()] == ["junit"]


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=f"{tmp_path}/absent/junit: No such file or directory"):
        write(RECORDS, {"junit": tmp_path / "absent" / "junit"})


def test_github_is_told_by_the_files_that_it_names_and_by_what_is_printed(tmp_path: Path) -> None:
    summary, outputs = tmp_path / "summary", tmp_path / "outputs"
    summary.write_text("what an earlier tool wrote\n")
    names = {"GITHUB_STEP_SUMMARY": str(summary), "GITHUB_OUTPUT": str(outputs)}
    told = tell_github(compare(RECORDS), names)
    assert summary.read_text().startswith("what an earlier tool wrote\n## 3 cells compared")
    assert {"newly-failing=1", "newly-passing=1", "unchanged=1", "broken=0"} <= set(outputs.read_text().splitlines())
    assert [line.partition(" ")[0] for line in told] == ["::error", "::notice"]


def test_without_its_variables_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert len(tell_github(compare(RECORDS), {})) == 2
    assert list(tmp_path.iterdir()) == []
