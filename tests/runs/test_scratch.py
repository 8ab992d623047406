from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock, Timeout

import harness
from harness.runs.scratch import open_scratch_folder, sweep_folders

RUN = """
from harness.runs.scratch import open_scratch_folder
with open_scratch_folder() as folder:
    (folder / "made").mkdir()
    print(folder, flush=True)
    input()
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, of this test alone."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@contextmanager
def another_run(temporary: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A run in a process of its own, and its folder; it ends when its standard input does."""
    environment = {"TMPDIR": str(temporary), "PYTHONPATH": str(Path(harness.__file__).parents[1])}
    with subprocess.Popen(
        [sys.executable, "-c", RUN], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        yield process, Path(process.stdout.readline().strip())


def test_a_runs_folder_is_gone_afterwards_whatever_happens(temporary: Path) -> None:
    with open_scratch_folder() as folder:
        (folder / "deep" / "down").mkdir(parents=True)
        assert folder.parent == temporary
    assert list(temporary.iterdir()) == []
    with pytest.raises(ValueError, match="on the way"), open_scratch_folder():
        raise ValueError("on the way")
    assert list(temporary.iterdir()) == []


def test_a_folder_is_locked_for_as_long_as_its_run_lives() -> None:
    with open_scratch_folder() as folder, pytest.raises(Timeout):
        FileLock(folder / ".owner", timeout=0, is_singleton=False).acquire()


def test_the_folder_of_a_living_run_is_kept(temporary: Path) -> None:
    with another_run(temporary) as (process, folder):
        sweep_folders()
        with open_scratch_folder() as own:
            assert {folder, own} == set(temporary.iterdir())
        assert (folder / "made").is_dir()
        process.communicate("\n")
    assert process.returncode == 0
    assert not folder.exists()


def test_the_folder_of_a_run_that_was_killed_is_swept_by_the_next(temporary: Path) -> None:
    with another_run(temporary) as (process, folder):
        process.kill()
    assert process.returncode == -9
    assert (folder / "made").is_dir()
    with open_scratch_folder():
        assert not folder.exists()


def test_runs_that_begin_at_once_do_not_sweep_each_other(temporary: Path) -> None:
    with another_run(temporary) as one, another_run(temporary) as two, another_run(temporary) as three:
        folders = {folder for _, folder in (one, two, three)}
        assert len(folders) == 3
        assert folders == set(temporary.iterdir())
        for process, _ in (one, two, three):
            process.communicate("\n")
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("name", ["pip-trust-lab-without-lock", "other-folder"])
def test_what_is_no_runs_folder_is_left_alone(name: str, temporary: Path) -> None:
    (temporary / name).mkdir()
    (temporary / "other-folder-of-somebody").mkdir()
    (temporary / "other-folder-of-somebody" / ".owner").touch()
    sweep_folders()
    assert (temporary / name).is_dir()
    assert (temporary / "other-folder-of-somebody").is_dir()


def test_what_belongs_to_another_user_does_not_matter(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = temporary / "secret"
    secret.write_text("of this user")
    theirs = temporary / "pip-trust-lab-theirs"
    theirs.mkdir()
    (theirs / ".owner").symlink_to(secret)
    own = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: own + 1)
    with open_scratch_folder():
        pass
    assert theirs.is_dir()
    assert secret.read_text() == "of this user"


def test_a_lock_that_is_a_link_is_not_followed(temporary: Path) -> None:
    secret = temporary / "secret"
    secret.write_text("of this user")
    odd = temporary / "pip-trust-lab-odd"
    odd.mkdir()
    (odd / ".owner").symlink_to(secret)
    sweep_folders()
    assert odd.is_dir()
    assert secret.read_text() == "of this user"


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() == 0, reason="root may look into every folder")
def test_a_folder_that_may_not_be_looked_into_does_not_matter(temporary: Path) -> None:
    closed = temporary / "pip-trust-lab-closed"
    closed.mkdir()
    closed.chmod(0)
    sweep_folders()
    closed.chmod(0o700)
    assert closed.is_dir()
