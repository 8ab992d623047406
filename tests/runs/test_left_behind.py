from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import harness
from harness.runs import process
from harness.runs.process import run_client
from tests.runs.running import EITHER, RUN, Mounts, invocation, python

# A client with a child of its own; both hold a connection to the test for as long as they live.
FAMILY = """
import os, socket, sys
sock = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
if os.fork() == 0:
    os.close(1), os.close(2)
    sock = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
else:
    print("started", flush=True)
sock.recv(1)
"""


class Family:
    """Waits for the connections of a client and its child, one each."""

    def __init__(self, server: socket.socket) -> None:
        self._server = server
        self.port = str(server.getsockname()[1])

    def joined(self) -> list[socket.socket]:
        return [self._server.accept()[0] for _ in range(2)]


def have_ended(joined: list[socket.socket]) -> bool:
    """Return whether these connections end, as the kernel makes them when a process ends."""
    for sock in joined:
        with sock:
            sock.settimeout(10)
            assert sock.recv(1) == b""
    return True


@pytest.fixture
def family() -> Iterator[Family]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)
        yield Family(server)


@pytest.mark.parametrize("mounts", EITHER)
def test_a_client_that_does_not_end_is_stopped_with_all_that_it_started(
    mounts: Mounts, family: Family, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "PATIENCE", 2.0)
    ended = run_client(invocation(tmp_path, *python(FAMILY, family.port), mounts=mounts))
    assert (ended.code, ended.output) == (None, "started\n")
    assert have_ended(family.joined())


@pytest.mark.parametrize("mounts", EITHER)
def test_a_client_ends_with_all_that_it_started_when_the_lab_is_interrupted(
    mounts: Mounts, family: Family, tmp_path: Path
) -> None:
    command = (sys.executable, "-c", RUN, repr(mounts), *python(FAMILY, family.port))
    environment = {"PYTHONPATH": str(Path(harness.__file__).parents[1]), "PATH": os.environ["PATH"]}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE) as lab:
        joined = family.joined()
        lab.send_signal(signal.SIGINT)
        _, said = lab.communicate(timeout=20)
    assert b"KeyboardInterrupt" in said
    assert have_ended(joined)


# A client that does not wait for its child, which keeps no hold of its output.
LEFT_BEHIND = """
import os, socket, sys
own, of_child = (socket.create_connection(("127.0.0.1", int(sys.argv[1]))) for _ in range(2))
if os.fork() == 0:
    own.close()
    os.close(1)
    os.close(2)
    of_child.recv(1)
"""


@pytest.mark.parametrize("mounts", EITHER)
def test_what_a_client_leaves_running_ends_with_it(mounts: Mounts, family: Family, tmp_path: Path) -> None:
    assert run_client(invocation(tmp_path, *python(LEFT_BEHIND, family.port), mounts=mounts)).code == 0
    assert have_ended(family.joined())


# Three generations in sessions of their own. The last holds two connections, and what the client prints to.
DAEMON = """
import os, socket, sys
begun, ready = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.setsid()
        if "closed" in sys.argv:
            os.closerange(0, 3)
        held = [socket.create_connection(("127.0.0.1", int(sys.argv[1]))) for _ in range(2)]
        os.write(ready, b".")
        held[0].recv(1)
    os._exit(0)
os.read(begun, 1)
print("left one behind")
"""


@pytest.mark.parametrize("streams", ["open", "closed"])
@pytest.mark.parametrize("mounts", EITHER)
def test_a_daemon_of_a_client_neither_outlives_nor_delays_it(
    mounts: Mounts, streams: str, family: Family, tmp_path: Path
) -> None:
    ended = run_client(invocation(tmp_path, *python(DAEMON, family.port, streams), mounts=mounts))
    assert (ended.code, ended.output) == (0, "left one behind\n")
    assert ended.seconds < process.PATIENCE / 4
    assert have_ended(family.joined())


@pytest.mark.parametrize("mounts", EITHER)
def test_a_client_ends_with_all_that_it_started_when_the_lab_is_killed(
    mounts: Mounts, family: Family, tmp_path: Path
) -> None:
    stays = DAEMON.replace("os.read(begun, 1)", "import signal; signal.pause()")
    command = (sys.executable, "-c", RUN, repr(mounts), *python(stays, family.port))
    environment = {"PYTHONPATH": str(Path(harness.__file__).parents[1]), "PATH": os.environ["PATH"]}
    with subprocess.Popen(command, cwd=tmp_path, env=environment) as lab:
        joined = family.joined()
        lab.kill()
    assert have_ended(joined)
