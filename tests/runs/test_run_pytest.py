from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from harness.runs.matrix_command import list_pytest_words
from tests.support.product import ROOT, environment

#: A pytest that is interrupted while it is imported, or that ends with a code.
INTERRUPTED = "import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n"
ENDING = "raise SystemExit({})\n"


def run(tmp_path: Path, module: str) -> tuple[int, str]:
    (tmp_path / "pytest.py").write_text(module)
    env = environment({"PYTHONPATH": str(tmp_path)})
    done = subprocess.run(list_pytest_words(), cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_run_that_is_interrupted_while_pytest_is_imported_says_so_in_a_line(tmp_path: Path) -> None:
    assert run(tmp_path, INTERRUPTED) == (2, "\nInterrupted\n")


@pytest.mark.parametrize(("own", "says"), [(0, 0), (1, 1), (2, 2), (3, 2), (4, 2), (5, 2)])
def test_the_exit_code_is_the_labs(tmp_path: Path, own: int, says: int) -> None:
    assert run(tmp_path, ENDING.format(own)) == (says, "")
