from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.model.record import decode_record
from harness.runs.scratch import open_scratch_folder
from tests.support.product import (
    LAB,
    MATRIX,
    PYTHON,
    alive,
    environment,
    eventually,
    records,
    started,
    tells_how_to_go_on,
)

pytestmark = pytest.mark.usefixtures("private")

#: More cells than a run is allowed to end by itself, on two workers.
MANY = ("-n", "2", "--pip", "25.2", "--pip", "26.3", "--python", PYTHON, "-k", "tunnelled or intercepted")


def to_the_group(number: int) -> Callable[[subprocess.Popen[bytes]], None]:
    return lambda run: os.killpg(run.pid, number)


def to_the_controller(number: int) -> Callable[[subprocess.Popen[bytes]], None]:
    return lambda run: run.send_signal(number)


ORDERLY = {"Ctrl-C": to_the_group(signal.SIGINT), "SIGTERM": to_the_controller(signal.SIGTERM)}
KILLED = {
    "the controller": to_the_controller(signal.SIGKILL),
    "the whole group": to_the_group(signal.SIGKILL),
}


def mounts(marker: Path) -> list[str]:
    found: set[str] = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            lines = (process / "mountinfo").read_text().splitlines()
        except OSError:
            continue
        found.update(line for line in lines if str(marker) in line)
    return sorted(found)


def interrupted(tmp_path: Path, interrupt: Callable[[subprocess.Popen[bytes]], None]) -> tuple[int, str, Path]:
    """A matrix, interrupted after some of its cells: its exit code, what it printed, its temporary folder."""
    temporary, said, results = tmp_path / "temporary", tmp_path / "said", tmp_path / "out.jsonl"
    temporary.mkdir()
    env = environment({"TMPDIR": str(temporary)})
    with started((*MATRIX, *MANY, "--results", str(results)), said, env) as run:
        assert eventually(lambda: len(records(results)) > 1 or run.poll() is not None), said.read_text()
        assert run.poll() is None, said.read_text()
        assert len(alive(temporary)) >= 3
        interrupt(run)
        code = run.wait(60)
    assert eventually(lambda: not alive(temporary), 60), alive(temporary)
    assert mounts(temporary) == []
    kept = results.read_bytes().splitlines()
    assert len([decode_record(line) for line in kept]) > 1
    return code, said.read_text(), temporary


@pytest.mark.parametrize("interrupt", ORDERLY.values(), ids=ORDERLY)
def test_a_run_that_is_told_to_end_shows_what_it_has_and_leaves_nothing(
    tmp_path: Path, interrupt: Callable[[subprocess.Popen[bytes]], None]
) -> None:
    code, said, temporary = interrupted(tmp_path, interrupt)
    assert code == 2, said
    kept = len(records(tmp_path / "out.jsonl"))
    assert re.search(rf"^{kept} cells: \d+ pass, \d+ known, 0 fail, 0 invalid, 0 skipped$", said, re.MULTILINE), said
    assert "Traceback" not in said
    assert tells_how_to_go_on(said, tmp_path / "out.jsonl"), said
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("interrupt", KILLED.values(), ids=KILLED)
def test_a_run_that_is_killed_leaves_but_a_folder_that_the_next_one_sweeps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, interrupt: Callable[[subprocess.Popen[bytes]], None]
) -> None:
    code, _, temporary = interrupted(tmp_path, interrupt)
    assert code == -signal.SIGKILL
    left = list(temporary.iterdir())
    assert [each.name for each in left if not each.name.startswith("pip-trust-lab-")] == []
    assert len(left) <= 1
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    with open_scratch_folder() as folder:
        assert list(temporary.iterdir()) == [folder]
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("interrupt", ORDERLY.values(), ids=ORDERLY)
def test_a_cell_that_waits_for_a_socks_proxy_leaves_nothing_when_it_is_told_to_end(
    tmp_path: Path, interrupt: Callable[[subprocess.Popen[bytes]], None]
) -> None:
    temporary, said = tmp_path / "temporary", tmp_path / "said"
    temporary.mkdir()
    words = (*LAB, "run", "socks_faults.stalls_at_once", "--pip", "26.3", "--python", PYTHON)
    with started(words, said, environment({"TMPDIR": str(temporary)})) as run:
        downloading = r"\x00download\x00"
        assert eventually(lambda: any(downloading in each for each in alive(temporary)) or run.poll() is not None)
        interrupt(run)
        code = run.wait(60)
    assert eventually(lambda: not alive(temporary), 60), alive(temporary)
    assert (code, mounts(temporary), list(temporary.iterdir())) == (2, [], []), said.read_text()
    assert "Traceback" not in said.read_text()
