"""A hostile client in a cell does nothing to the machine, to the lab, or to what the lab hears of it."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import harness
from harness.clients.invocation import Invocation
from harness.model.cell import Exit
from harness.runs.process import run_client

pytestmark = pytest.mark.usefixtures("private")

# Tries one thing and says how it went.
TRY = """
import ctypes, os, signal, socket, subprocess, sys
def tried():
    {}
try:
    print("done", tried())
except OSError as error:
    print(error.strerror)
"""


@pytest.fixture
def cell(tmp_path: Path) -> Path:
    folder = tmp_path / "cell"
    folder.mkdir()
    return folder


def attempt(cell: Path, what: str, *words: object) -> Exit:
    argv = (sys.executable, "-I", "-S", "-c", TRY.format(what), *map(str, words))
    testimony = str(cell / "testimony.jsonl")
    return run_client(Invocation(argv=argv, environment={}, folder=str(cell), files={}, mounts=(), testimony=testimony))


def test_a_client_writes_into_its_own_folder_by_any_path(cell: Path) -> None:
    assert attempt(cell, "open('relative', 'w'); os.mkdir(sys.argv[1])", cell / "absolute").output == "done None\n"
    assert sorted(path.name for path in cell.iterdir()) == ["absolute", "relative"]


WAYS = {
    "writing": "open(sys.argv[1] + '/file', 'w')",
    "appending": "open(sys.argv[1] + '/file', 'a')",
    "removing": "os.unlink(sys.argv[1] + '/file')",
    "replacing": "open('new', 'w'); os.replace('new', sys.argv[1] + '/file')",
    "renaming": "os.rename(sys.argv[1], sys.argv[1] + '.old')",
    "adding": "os.mkdir(sys.argv[1] + '/new')",
    "another mode": "os.chmod(sys.argv[1] + '/file', 0o777)",
    "another time": "os.utime(sys.argv[1] + '/file', (0, 0))",
    "a hard link": "os.link(sys.argv[1] + '/file', 'linked'); open('linked', 'w')",
    "a link": "os.symlink(sys.argv[1], 'linked'); open('linked/file', 'w')",
    "its own root": "os.chroot('.')",
    "another mount": "subprocess.run(['mount', '-o', 'remount,rw', '/'], check=True)",
}
REFUSED = ("Read-only file system", "Invalid cross-device link", "Operation not permitted", "Device or resource busy")


def state(file: Path) -> tuple[int, ...]:
    """Return the facts of a file that change only with it, so not the time of its last access."""
    found = file.stat()
    return found.st_mode, found.st_ino, found.st_nlink, found.st_size, found.st_mtime_ns, found.st_ctime_ns


@pytest.mark.parametrize("way", WAYS)
def test_a_client_changes_nothing_outside_its_folder(way: str, cell: Path) -> None:
    outside = cell.parent / "outside"
    outside.mkdir()
    (outside / "file").write_text("as it was")
    before = state(outside / "file")
    ended = attempt(cell, WAYS[way], outside)
    assert ended.output.strip() in REFUSED or "permission denied" in ended.output, ended.output
    assert list(outside.iterdir()) == [outside / "file"]
    assert (outside / "file").read_text() == "as it was"
    assert state(outside / "file") == before


def test_the_lab_itself_cannot_be_changed(cell: Path) -> None:
    code = Path(harness.__file__)
    # Whoever installed it, it may be somebody else's.
    assert attempt(cell, "open(sys.argv[1], 'a')", code).output in ("Read-only file system\n", "Permission denied\n")


def test_namespaces_of_its_own_give_a_client_nothing_back(cell: Path) -> None:
    # From linux/sched.h: a user and a mount namespace, in which it would be root again.
    way = "libc = ctypes.CDLL(None); libc.unshare(0x10020000); return libc.mount(None, b'/', None, 4128, None)"
    assert attempt(cell, way).output == "done -1\n"
    assert attempt(cell, "open('/proc/self/uid_map', 'w')").output == "Read-only file system\n"


def test_a_client_is_given_three_streams_and_nothing_else(cell: Path) -> None:
    # One more is open while the folder is read.
    assert attempt(cell, "return len(os.listdir('/proc/self/fd'))").output == "done 4\n"


def test_a_client_sees_its_own_processes_alone(cell: Path) -> None:
    seen = attempt(cell, "return sorted(filter(str.isdigit, os.listdir('/proc')))").output
    assert seen == "done ['1', '2']\n"


@pytest.mark.parametrize("file", ["mem", "environ", "fd/0", "root/etc"])
def test_the_first_process_of_a_cell_is_closed_to_the_client(file: str, cell: Path) -> None:
    assert attempt(cell, f"os.open('/proc/1/{file}', os.O_RDONLY)").output == "Permission denied\n"


@pytest.mark.parametrize("name", ["SIGKILL", "SIGSTOP", "SIGTERM", "SIGINT", "SIGHUP", "SIGCHLD", "SIGPIPE", "SIGUSR1"])
def test_no_signal_of_a_client_reaches_the_lab(name: str, cell: Path) -> None:
    ended = attempt(cell, f"os.kill(1, signal.{name})")
    assert (ended.code, ended.output) == (0, "done None\n")


def test_a_client_that_ends_its_group_ends_itself_alone(cell: Path) -> None:
    assert attempt(cell, "os.kill(0, signal.SIGKILL)").signal == "SIGKILL"
    assert attempt(cell, "os.kill(-1, signal.SIGKILL)").output == "No such process\n"


def test_no_disk_and_no_terminal_is_there(cell: Path) -> None:
    seen = eval(attempt(cell, "return sorted(os.listdir('/dev'))").output.removeprefix("done "))
    assert set(seen) == {*("null", "zero", "full", "random", "urandom"), *("fd", "stdin", "stdout", "stderr", "shm")}
    assert attempt(cell, "open('/dev/null', 'w'); open('/dev/shm/file', 'w')").output == "done None\n"
    assert not Path("/dev/shm/file").exists()


def test_no_kernel_setting_can_be_turned(cell: Path) -> None:
    assert attempt(cell, "open('/proc/sys/kernel/core_pattern', 'w')").output == "Read-only file system\n"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[str]:
    """A service of this machine, reached by a file, as agents and containers' daemons are."""
    # The path of a socket is short: https://man7.org/linux/man-pages/man7/unix.7.html
    path = f"/tmp/{os.getpid()}{tmp_path.name[-20:]}"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)
        listening.listen()
        yield path
    os.unlink(path)


def test_no_service_of_the_machine_is_reached_by_its_file(service: str, cell: Path) -> None:
    with socket.socket(socket.AF_UNIX) as reached:
        reached.connect(service)
    ended = attempt(cell, "socket.socket(socket.AF_UNIX).connect(sys.argv[1])", service)
    assert ended.output == "Connection refused\n"


UNSAID = {
    "removing": "os.unlink(sys.argv[1])",
    "replacing": "open('new', 'w'); os.replace('new', sys.argv[1])",
    "renaming": "os.rename(sys.argv[1], 'elsewhere')",
    "reading": "open(sys.argv[1])",
    "another mode": "os.chmod(sys.argv[1], 0o700)",
    "emptying": "os.truncate(sys.argv[1], 0)",
    "renaming the folder": "os.rename(os.getcwd(), os.getcwd() + '.old')",
}


@pytest.mark.parametrize("way", UNSAID)
def test_what_a_witness_has_said_cannot_be_unsaid(way: str, cell: Path) -> None:
    say = "open(sys.argv[1], 'a').write('said\\n'); "
    ended = attempt(cell, say + UNSAID[way], cell / "testimony.jsonl")
    assert ended.testimony == b"said\n"
    assert not ended.output.startswith("done"), ended.output


def test_a_client_that_dies_leaves_no_core(cell: Path) -> None:
    ended = attempt(cell, "os.abort()")
    assert (ended.code, ended.signal) == (-signal.SIGABRT, "SIGABRT")
    assert list(cell.iterdir()) == []
