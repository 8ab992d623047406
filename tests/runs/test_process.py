from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.clients.invocation import Invocation
from harness.model.errors import LabBroken
from harness.runs import process
from harness.runs.process import prepare_client, run_client
from tests.runs.running import EITHER, Mounts, invocation, python


@pytest.mark.parametrize("mounts", EITHER)
def test_a_client_ends_with_its_code_and_with_all_that_it_said(mounts: Mounts, tmp_path: Path) -> None:
    said = "import os, sys; os.write(1, b'out \\xff\\n'); os.write(2, b'error\\n'); sys.exit(3)"
    ended = run_client(invocation(tmp_path, *python(said), mounts=mounts))
    assert (ended.code, ended.output) == (3, "out \N{REPLACEMENT CHARACTER}\nerror\n")
    assert 0 < ended.seconds < process.PATIENCE


@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGINT", "SIGHUP", "SIGXCPU"])
@pytest.mark.parametrize("mounts", EITHER)
def test_a_client_that_others_end_has_a_signal_and_no_code(mounts: Mounts, name: str, tmp_path: Path) -> None:
    ended = run_client(invocation(tmp_path, "/bin/sh", "-c", f"kill -{name[3:]} $$", mounts=mounts))
    assert (ended.code, ended.signal) == (None, name)


@pytest.mark.parametrize("name", ["SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL", "SIGSYS", "SIGPIPE"])
@pytest.mark.parametrize("mounts", EITHER)
def test_a_client_that_crashes_has_a_signal_and_a_code(mounts: Mounts, name: str, tmp_path: Path) -> None:
    ended = run_client(invocation(tmp_path, "/bin/sh", "-c", f"kill -{name[3:]} $$", mounts=mounts))
    assert (ended.code, ended.signal) == (-getattr(signal, name), name)


@pytest.mark.parametrize("code", [97, 125, 126, 127, 128 + 9, 255])
@pytest.mark.parametrize("mounts", EITHER)
def test_every_exit_code_is_the_clients_own(mounts: Mounts, code: int, tmp_path: Path) -> None:
    ended = run_client(invocation(tmp_path, "/bin/sh", "-c", f"exit {code}", mounts=mounts))
    assert (ended.code, ended.signal) == (code, "")


@pytest.mark.parametrize("mounts", EITHER)
def test_a_client_that_cannot_be_started_is_the_labs_trouble(mounts: Mounts, tmp_path: Path) -> None:
    with pytest.raises(LabBroken, match="absent: No such file or directory"):
        run_client(invocation(tmp_path, str(tmp_path / "absent"), mounts=mounts))


def test_what_a_client_says_is_harmless_line_by_line(tmp_path: Path) -> None:
    ended = run_client(invocation(tmp_path, *python(r"print('a\t\x1b[2J\u202e##[error]\n::stop-commands::t')")))
    assert ended.output == "a\t\\x1b[2J\\u202e# #[error]\n: :stop-commands::t\n"


@pytest.mark.parametrize("mounts", EITHER)
def test_a_client_has_exactly_the_environment_given(
    mounts: Mounts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_CERT", "/surroundings")
    given = {"PATH": "/given", "SSL_CERT_FILE": "/a file", "LANG": "C.UTF-8"}
    ended = run_client(
        invocation(tmp_path, *python("import os; print(dict(os.environ))"), mounts=mounts, environment=given)
    )
    assert eval(ended.output) == given


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
    assert run_client(invocation(tmp_path, *asked, mounts=mounts)).output.split() == [str(tmp_path), "''"]


def test_files_are_written_before_the_client_starts(tmp_path: Path) -> None:
    path = tmp_path / "pip.conf"
    asked = invocation(tmp_path, "/bin/cat", str(path), files={str(path): "[global]\ncert = /a\n"})
    assert run_client(asked).output == "[global]\ncert = /a\n"


def test_a_command_to_run_by_hand_is_the_one_that_is_run(tmp_path: Path) -> None:
    path = tmp_path / "pip.conf"
    assert prepare_client(invocation(tmp_path, "pip", "download", files={str(path): "text"})) == ("pip", "download")
    assert path.read_text() == "text"
    wrapped = prepare_client(invocation(tmp_path, "pip", "download", mounts=(("/what", "/over"),)))
    assert wrapped[-2:] == ("pip", "download")
    assert "'mounts': (('/what', '/over'),)" in wrapped[-3]


@pytest.mark.usefixtures("private")
def test_mounts_that_fail_break_the_lab_in_words(tmp_path: Path) -> None:
    mounts = ((str(tmp_path / "absent"), "/dev/null"),)
    with pytest.raises(LabBroken, match=r"the cell could not be made: .*absent"):
        run_client(invocation(tmp_path, "/bin/true", mounts=mounts))


def test_a_file_is_for_its_owner_alone_and_may_be_a_command(tmp_path: Path) -> None:
    command = tmp_path / "keyring"
    invocation = Invocation(
        argv=(str(command),),
        environment={},
        folder=str(tmp_path),
        files={str(command): "#!/bin/sh\necho said\n"},
        mounts=None,
    )
    assert run_client(invocation).output == "said\n"
    assert command.stat().st_mode & 0o077 == 0
