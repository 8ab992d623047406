"""Each failure is named as it happens, and a terminal is as it was, however a run ends."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
from pathlib import Path

import pytest

from tests.support.pip_trees import write_tree
from tests.support.product import LAB, PATIENCE, PYTHON, ROOT, environment

#: Each starts pip.
pytestmark = [pytest.mark.client, pytest.mark.usefixtures("private")]

_HIDDEN, _SHOWN = "\x1b[?25l", "\x1b[?25h"


def watched(*options: str, interrupt: bool = False) -> tuple[int, str]:
    """Run a matrix on a terminal of its own; return its exit code and all that it printed there."""
    ours, theirs = pty.openpty()
    command = (*LAB, "matrix", "--python", PYTHON, "-n", "2", *options)
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    )
    os.close(theirs)
    read = b""
    try:
        while part := os.read(ours, 4096):
            read += part
            if interrupt and b"cells " in read:
                os.killpg(process.pid, signal.SIGINT)
                interrupt = False
    except OSError:
        pass
    finally:
        os.close(ours)
    return process.wait(PATIENCE), read.decode()


def test_a_failing_cell_is_named_before_the_report(tmp_path: Path) -> None:
    tree = write_tree(tmp_path, broken=True)
    code, said = watched("--pip", str(tree), "-k", "tunnelled.system_store_vouches_for_the_origin")
    assert code == 1
    before, _, report = said.partition("1 cell fails")
    assert "FAIL tunnelled.system_store_vouches_for_the_origin" in before
    assert "cells 1/1, 1 failed" in before
    assert "proxy_manager_for hands on no ssl_context" in before
    assert "as pypa/pip#13288 in 24.2 to" in report
    assert said.rindex(_SHOWN) > said.rindex(_HIDDEN)


def test_an_interrupted_run_gives_the_terminal_back() -> None:
    code, said = watched("--pip", "26.3", "-k", "tunnelled", interrupt=True)
    assert code == 2
    assert said.rindex(_SHOWN) > said.rindex(_HIDDEN)
