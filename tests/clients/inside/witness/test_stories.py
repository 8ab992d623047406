from __future__ import annotations

import os
import pty
import subprocess

import pytest

from harness.evidence.story import WIDTH
from tests.clients.inside.witness.stories import FOUNDING, PAGE, VERSIONS, story, told
from tests.support.product import LAB, PATIENCE, PYTHON, ROOT, environment, lab

#: Each starts pip, or a process that runs cells.
pytestmark = pytest.mark.client

RED = "\x1b[31mLOST"


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize("version", VERSIONS)
def test_the_page_has_the_story_as_it_is_told(version: str) -> None:
    assert told(PAGE.read_text(encoding="utf-8"))[version].split() == story(version).split()


@pytest.mark.usefixtures("private")
def test_the_founding_story_fits_a_screen_and_has_no_colour_in_a_log() -> None:
    done = lab("witness", FOUNDING, "--pip", "25.0.1", "--python", PYTHON)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) <= 30
    assert max(map(len, done.stdout.splitlines())) <= WIDTH
    assert "\x1b" not in done.stdout


@pytest.mark.usefixtures("private")
def test_the_story_is_coloured_on_a_terminal() -> None:
    ours, theirs = pty.openpty()
    command = (*LAB, "witness", f"{FOUNDING}-pip25.0.1-py{PYTHON}")
    process = subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=theirs, stderr=subprocess.DEVNULL)
    os.close(theirs)
    text = read_all(ours)
    assert process.wait(PATIENCE) == 0
    assert RED in text


def read_all(terminal: int) -> str:
    """Return the output of a terminal until its other end is closed, which Linux reports by an error."""
    read = b""
    try:
        while part := os.read(terminal, 4096):
            read += part
    except OSError:
        pass
    finally:
        os.close(terminal)
    return read.decode()


def test_a_cell_that_is_skipped_has_no_story() -> None:
    done = lab("witness", FOUNDING, "--pip", "23.3.2", "--python", PYTHON)
    assert done.returncode == 125
    assert "LOST" not in done.stdout


def test_a_cell_that_is_unknown_ends_with_one_line() -> None:
    done = lab("witness", "tunnelled.no_such_claim")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
