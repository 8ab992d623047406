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
from harness.clients import pip_release
from harness.clients.pip_release import prepare, run
from harness.errors import LabBroken
from harness.invocation import Invocation
from harness.namespaces import machine

Mounts = tuple[tuple[str, str], ...] | None
WITHOUT_NAMESPACE: Mounts = None
IN_A_NAMESPACE: Mounts = (("/dev/null", "/dev/null"),)
EITHER = [
    pytest.param(WITHOUT_NAMESPACE, id="without a namespace"),
    pytest.param(
        IN_A_NAMESPACE,
        id="in a namespace",
        marks=pytest.mark.skipif(bool(machine().no_namespaces), reason=machine().no_namespaces),
    ),
]
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


def invocation(
    folder: Path,
    *argv: str,
    mounts: Mounts = None,
    environment: dict[str, str] | None = None,
    files: dict[str, str] | None = None,
) -> Invocation:
    return Invocation(argv=argv, environment=environment or {}, folder=str(folder), files=files or {}, mounts=mounts)


def python(code: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-I", "-S", "-c", code, *arguments)


@pytest.mark.parametrize("mounts", EITHER)
def test_a_client_ends_with_its_code_and_with_all_that_it_said(mounts: Mounts, tmp_path: Path) -> None:
    said = "import os, sys; os.write(1, b'out \\xff\\n'); os.write(2, b'error\\n'); sys.exit(3)"
    ended = run(invocation(tmp_path, *python(said), mounts=mounts))
    assert (ended.code, ended.output) == (3, "out \N{REPLACEMENT CHARACTER}\nerror\n")
    assert 0 < ended.seconds < pip_release.PATIENCE


def test_what_a_client_says_is_harmless_line_by_line(tmp_path: Path) -> None:
    ended = run(invocation(tmp_path, *python(r"print('a\t\x1b[2J\u202e##[error]\n::stop-commands::t')")))
    assert ended.output == "a\t\\x1b[2J\\u202e# #[error]\n: :stop-commands::t\n"


def test_a_client_that_is_killed_ends_with_its_signal(tmp_path: Path) -> None:
    assert run(invocation(tmp_path, "/bin/sh", "-c", "kill -KILL $$")).code == -signal.SIGKILL


@pytest.mark.parametrize("mounts", EITHER)
def test_a_client_has_exactly_the_environment_given(
    mounts: Mounts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_CERT", "/surroundings")
    given = {"PATH": "/given", "SSL_CERT_FILE": "/a file", "LANG": "C.UTF-8"}
    ended = run(invocation(tmp_path, *python("import os; print(dict(os.environ))"), mounts=mounts, environment=given))
    # The shell in a namespace may keep its own notes there.
    seen = {name: value for name, value in eval(ended.output).items() if name not in ("PWD", "OLDPWD", "SHLVL", "_")}
    assert seen == given


@pytest.fixture
def something_to_read() -> Iterator[None]:
    """A standard input of this process, with a line in it."""
    own, (reading, writing) = os.dup(0), os.pipe()
    os.write(writing, b"surroundings")
    os.close(writing)
    os.dup2(reading, 0)
    yield
    os.dup2(own, 0)
    os.close(own)
    os.close(reading)


@pytest.mark.usefixtures("something_to_read")
@pytest.mark.parametrize("mounts", EITHER)
def test_a_client_runs_in_its_folder_and_has_nothing_to_read(mounts: Mounts, tmp_path: Path) -> None:
    asked = python("import os, sys; print(os.getcwd(), repr(sys.stdin.read()))")
    assert run(invocation(tmp_path, *asked, mounts=mounts)).output.split() == [str(tmp_path), "''"]


def test_files_are_written_before_the_client_starts(tmp_path: Path) -> None:
    path = tmp_path / "pip.conf"
    asked = invocation(tmp_path, "/bin/cat", str(path), files={str(path): "[global]\ncert = /a\n"})
    assert run(asked).output == "[global]\ncert = /a\n"


def test_a_command_to_run_by_hand_is_the_one_that_is_run(tmp_path: Path) -> None:
    path = tmp_path / "pip.conf"
    assert prepare(invocation(tmp_path, "pip", "download", files={str(path): "text"})) == ("pip", "download")
    assert path.read_text() == "text"
    wrapped = prepare(invocation(tmp_path, "pip", "download", mounts=(("/what", "/over"),)))
    assert wrapped[-5:] == ("/what", "/over", "--", "pip", "download")


@pytest.mark.usefixtures("private")
def test_mounts_that_fail_break_the_lab_in_words(tmp_path: Path) -> None:
    mounts = ((str(tmp_path / "absent"), "/dev/null"),)
    with pytest.raises(LabBroken, match=r"the cell's mounts failed: .*absent"):
        run(invocation(tmp_path, "/bin/true", mounts=mounts))


class Family:
    """Waits for the connections of a client and its child, one each."""

    def __init__(self, server: socket.socket) -> None:
        self._server = server
        self.port = str(server.getsockname()[1])

    def joined(self) -> list[socket.socket]:
        return [self._server.accept()[0] for _ in range(2)]


def have_ended(joined: list[socket.socket]) -> bool:
    """Whether these connections end, which the kernel sees to when a process does."""
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
    monkeypatch.setattr(pip_release, "PATIENCE", 2.0)
    ended = run(invocation(tmp_path, *python(FAMILY, family.port), mounts=mounts))
    assert (ended.code, ended.output) == (None, "started\n")
    assert have_ended(family.joined())


# Runs a client as the lab does, in a process that the test can interrupt.
RUN = """
import sys
from harness.clients.pip_release import run
from harness.invocation import Invocation
mounts = eval(sys.argv[1])
run(Invocation(argv=tuple(sys.argv[2:]), environment={}, folder=".", files={}, mounts=mounts))
"""


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


def test_what_a_client_leaves_running_ends_with_it(family: Family, tmp_path: Path) -> None:
    assert run(invocation(tmp_path, *python(LEFT_BEHIND, family.port))).code == 0
    assert have_ended(family.joined())


def test_a_file_is_for_its_owner_alone_and_may_be_a_command(tmp_path: Path) -> None:
    command = tmp_path / "keyring"
    invocation = Invocation(
        argv=(str(command),),
        environment={},
        folder=str(tmp_path),
        files={str(command): "#!/bin/sh\necho said\n"},
        mounts=None,
    )
    assert run(invocation).output == "said\n"
    assert command.stat().st_mode & 0o077 == 0
