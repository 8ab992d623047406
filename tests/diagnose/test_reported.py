from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from harness.cli import main

BAD = {
    "nothing": "",
    "no JSON": "not json",
    "a list": "[]",
    "another file": '{"schema": 1}',
    "a later schema": '{"schema": 99, "tool": "pip", "exit": 1}',
    "nested too deep": "[" * 100_000,
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
@pytest.mark.parametrize("command", ["reproduce", "witness"])
def test_what_is_no_report_is_refused_in_one_line(command: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text(text)
    done = CliRunner().invoke(main, [command, str(path)])
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith(f"Error: {path} ")


def test_a_report_without_a_cause_cannot_be_reproduced(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text('{"schema": 1, "tool": "pip", "exit": 0}')
    done = CliRunner().invoke(main, ["reproduce", str(path)])
    assert done.exit_code == 2
    assert "the report has no cause" in done.stderr
