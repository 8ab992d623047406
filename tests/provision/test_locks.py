from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from harness.model.errors import UsageError
from harness.provision import locks
from harness.provision.locks import hold_lock
from tests.support.product import eventually

HOLD = """
import sys
from filelock import FileLock
with FileLock(sys.argv[1]):
    print("held", flush=True)
    input()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "pip-25.2.lock"


@contextmanager
def another(path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that holds a lock until its standard input ends."""
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def is_stopped(process: subprocess.Popen[str]) -> bool:
    return Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


def test_a_lock_that_nobody_holds_is_had_without_a_word(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with hold_lock(path, "pip-25.2"):
        assert path.exists()
    with hold_lock(path, "pip-25.2"):
        pass
    assert capsys.readouterr() == ("", "")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lists who holds a lock")
def test_who_waits_says_for_whom_and_goes_on_when_the_other_does(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "_QUIETLY", 0.0)
    monkeypatch.setattr(locks, "_LOOKING", 0.05)
    with another(path) as process:
        said: list[str] = []

        def heard(text: str) -> int:
            said.append(text)
            process.kill()
            return len(text)

        monkeypatch.setattr(sys.stderr, "write", heard)
        with hold_lock(path, "pip-25.2"):
            pass
    assert said == [f"waiting for another run of the lab, process {process.pid}, which makes pip-25.2 ({path})\n"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lists who holds a lock")
def test_a_lock_that_a_stopped_process_holds_is_given_up_in_one_line(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "_STOPPED", 0.2)
    monkeypatch.setattr(locks, "_LOOKING", 0.05)
    with another(path) as process:
        os.kill(process.pid, signal.SIGSTOP)
        assert eventually(lambda: is_stopped(process), 10)
        with pytest.raises(UsageError) as caught, hold_lock(path, "pip-25.2"):
            pass
    words = f"another run of the lab, process {process.pid} (stopped) holds {path} and does not release it"
    assert str(caught.value) == f"pip-25.2 cannot be made: {words}"


def test_no_holder_is_waited_for_without_end(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "_AT_MOST", 0.1)
    monkeypatch.setattr(locks, "_LOOKING", 0.05)
    with (
        another(path),
        pytest.raises(UsageError, match="cannot be made: another run of the lab"),
        hold_lock(path, "it"),
    ):
        pass
