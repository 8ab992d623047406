from __future__ import annotations

import os
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
import truststore
import urllib3

from harness.lab.worlds.machine import StoreMachine
from harness.lab.worlds.nodes import FakePyPI
from harness.model.errors import LabBroken, UsageError
from harness.model.trust import CORPORATE, PUBLIC

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


def test_an_error_that_cannot_be_handed_over_is_told_in_words(system_store: SystemStore) -> None:
    class OwnError(Exception):
        pass

    def fails() -> None:
        raise OwnError("own")

    with pytest.raises(RuntimeError, match="OwnError: own"):
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


def test_where_there_are_no_namespaces_it_is_refused_with_the_reason(
    trust_world: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    from harness.lab.worlds import machine as module
    from harness.model.cell import Machine

    monkeypatch.setattr(module, "inspect_machine", lambda: Machine(no_namespaces="switched off"))
    with pytest.raises(UsageError, match="a system store needs a private mount namespace: switched off"):
        trust_world.system_store(PUBLIC)  # type: ignore[attr-defined]
