from __future__ import annotations

import os
import signal
import ssl
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import truststore
import urllib3

from harness.lab.worlds.machine import StoreMachine
from harness.lab.worlds.nodes import FakePyPI
from harness.lab.worlds.world import World
from harness.model.errors import LabBroken, UsageError
from harness.model.trust import CORPORATE, PUBLIC
from tests.support.product import ROOT

SystemStore = Callable[..., StoreMachine]


def fetch_by_truststore(url: str) -> int:
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    with urllib3.PoolManager(ssl_context=context) as pool:
        return pool.request("GET", url, headers={"Connection": "close"}, retries=False).status


def fetch_by_openssl_defaults(url: str) -> int:
    with urllib.request.urlopen(url) as response:
        return int(response.status)


def test_the_system_store_is_what_truststore_reads(fake_pypi: FakePyPI, system_store: SystemStore) -> None:
    assert system_store(PUBLIC).run(fetch_by_truststore, fake_pypi.file_url) == 200
    with pytest.raises(urllib3.exceptions.SSLError):
        system_store(CORPORATE).run(fetch_by_truststore, fake_pypi.file_url)
    assert fake_pypi.refused == ["unknown_ca"]


def test_openssl_defaults_are_empty_unless_they_are_asked_for(fake_pypi: FakePyPI, system_store: SystemStore) -> None:
    with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
        system_store(PUBLIC).run(fetch_by_openssl_defaults, fake_pypi.file_url)
    assert system_store(PUBLIC, openssl_defaults=True).run(fetch_by_openssl_defaults, fake_pypi.file_url) == 200


def test_a_closure_runs_there_and_its_error_is_raised_here_with_its_traceback(system_store: SystemStore) -> None:
    said = "it went wrong"

    def fails() -> None:
        raise ValueError(said)

    with pytest.raises(ValueError, match=said) as caught:
        system_store().run(fails)
    assert "in fails" in str(caught.value.__cause__)


def test_an_error_of_a_class_of_the_tests_own_is_one_here_too(system_store: SystemStore) -> None:
    class OwnError(Exception):
        pass

    def fails() -> None:
        error = OwnError("own")
        error.number, error.lock = 7, threading.Lock()  # type: ignore[attr-defined]
        raise error

    with pytest.raises(OwnError, match="own") as caught:
        system_store().run(fails)
    assert vars(caught.value) == {"number": 7}


def test_an_error_of_a_class_that_is_not_here_is_told_in_words(system_store: SystemStore) -> None:
    def fails() -> None:
        raise type("NewError", (Exception,), {})("new")

    with pytest.raises(RuntimeError, match="NewError: new"):
        system_store().run(fails)


def test_a_child_that_ends_is_said(system_store: SystemStore) -> None:
    with pytest.raises(LabBroken, match="ended with 3"):
        system_store().run(os._exit, 3)


def test_a_command_runs_there_with_this_machines_files(system_store: SystemStore, tmp_path: Path) -> None:
    script = f"cat /etc/ssl/certs/ca-certificates.crt > {tmp_path}/seen; id -u; exit 4"
    done = subprocess.run(system_store(PUBLIC).command("sh", "-c", script), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (4, f"{os.getuid()}\n", "")
    assert (tmp_path / "seen").read_text().count("BEGIN CERTIFICATE") == 1


def test_nothing_of_it_is_seen_outside(system_store: SystemStore) -> None:
    before = Path("/proc/self/mountinfo").read_bytes()
    subprocess.run(system_store(PUBLIC).command(sys.executable, "-c", ""), check=True)
    system_store(PUBLIC).run(int)
    assert Path("/proc/self/mountinfo").read_bytes() == before


def test_a_command_is_needed_and_one_that_is_not_there_is_named(system_store: SystemStore) -> None:
    with pytest.raises(UsageError, match="there is no command to run"):
        system_store().command()
    done = subprocess.run(system_store().command("/no/such"), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "/no/such: No such file or directory\n")


def test_a_program_is_looked_for_on_the_path_that_the_command_is_given(
    system_store: SystemStore, tmp_path: Path
) -> None:
    program = tmp_path / "sh"
    program.write_text("#!/bin/sh\necho mine\n")
    program.chmod(0o755)
    done = subprocess.run(system_store().command("sh"), env={"PATH": str(tmp_path)}, capture_output=True, check=True)
    assert done.stdout == b"mine\n"


def test_what_a_test_says_there_is_said_here(system_store: SystemStore) -> None:
    def fails() -> None:
        assert [1] == [2]

    for called, error in ((fails, AssertionError), (partial(pytest.skip, "why"), pytest.skip.Exception)):
        with pytest.raises(error):
            system_store().run(called)


class Stubborn(ValueError):
    """Cannot be built again from what it is pickled with."""

    def __init__(self, one: int, two: int) -> None:
        super().__init__(f"{one} and {two}")


def test_an_error_that_pickling_breaks_keeps_its_class_and_text(system_store: SystemStore) -> None:
    def fails() -> None:
        raise Stubborn(1, 2)

    with pytest.raises(Stubborn, match="1 and 2"):
        system_store().run(fails)


def test_what_cannot_be_handed_back_is_named(system_store: SystemStore) -> None:
    with pytest.raises(UsageError, match="what was called returned a function, which cannot be handed back"):
        system_store().run(lambda: lambda: None)


def test_a_child_that_is_not_waited_for_is_ended(system_store: SystemStore, monkeypatch: pytest.MonkeyPatch) -> None:
    class OutOfTimeError(Exception):
        pass

    def out_of_time(*_: object) -> None:
        raise OutOfTimeError

    machine, forked, fork = system_store(), list[int](), os.fork

    def fork_and_tell() -> int:
        forked.append(fork())
        return forked[-1]

    monkeypatch.setattr(os, "fork", fork_and_tell)
    before = signal.signal(signal.SIGALRM, out_of_time)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        with pytest.raises(OutOfTimeError):
            machine.run(signal.pause)
    finally:
        signal.signal(signal.SIGALRM, before)
    with pytest.raises(ChildProcessError):
        os.waitpid(forked[0], os.WNOHANG)


@pytest.mark.usefixtures("private")
def test_what_was_printed_before_is_not_printed_again() -> None:
    script = "from harness.lab.worlds.world import open_world\nprint('once')\n"
    script += "with open_world() as world: world.system_store().run(int)"
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=buffered, capture_output=True, check=True)
    assert done.stdout == b"once\n"


def test_where_there_are_no_namespaces_it_is_refused_with_the_reason(
    trust_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harness.lab.worlds.machine.find_why_no_machine", lambda: "switched off")
    with pytest.raises(UsageError, match="a system store needs a private mount namespace: switched off"):
        trust_world.system_store(PUBLIC)


@pytest.mark.usefixtures("private")
def test_the_reason_is_the_kernels() -> None:
    script = "from harness.lab.worlds.machine import find_why_no_machine as why\nprint(why())"
    forbidden = ["unshare", "-r", "sh", "-c", 'echo 0 > /proc/sys/user/max_user_namespaces; exec "$@"', "sh"]
    tried = [
        subprocess.run([*before, sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
        for before in ([], forbidden)
    ]
    assert [each.stdout for each in tried] == [
        "\n",
        "no other system store for /bin/sh: no namespaces: No space left on device\n",
    ]
