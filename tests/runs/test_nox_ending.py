from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from harness.runs.nox_ending import find_unfinished
from tests.support.product import ROOT, environment

MARK = "done.txt"
#: As nox does: it makes an environment, and turns an interruption into 130.
NOX = """
import os, signal, sys
from pathlib import Path
from harness.runs.nox_ending import end_nox_in_order
environments = Path(sys.argv[1])
end_nox_in_order(environments, "done.txt")
try:
    (environments / "half" / "bin").mkdir(parents=True)
    os.kill(os.getpid(), signal.SIGINT)
except KeyboardInterrupt:
    os.kill(os.getpid(), signal.SIGINT)
    print("interrupted")
    sys.exit(130)
"""


def test_nox_ends_with_two_and_leaves_no_environment_that_is_half_made(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    (whole / "bin").mkdir(parents=True)
    (whole / MARK).touch()
    done = subprocess.run(
        [sys.executable, "-c", NOX, str(tmp_path)], cwd=ROOT, env=environment(), capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (2, b"interrupted\n", b"")
    assert list(tmp_path.iterdir()) == [whole]


def test_an_environment_that_was_there_may_be_another_noxs(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    (theirs / "bin").mkdir(parents=True)
    assert find_unfinished(tmp_path, MARK, frozenset({theirs})) == []
    assert find_unfinished(tmp_path, MARK, frozenset()) == [theirs]
