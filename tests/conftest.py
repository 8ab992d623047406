"""What several of the harness's own tests need of this machine and of its releases of pip."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from packaging.version import Version

from harness.lab.namespaces import machine
from harness.model.client import Client, Interpreter
from harness.provision.pythons import choose_interpreters, find_interpreters
from harness.provision.releases import Releases, find_cache_folder
from harness.provision.sources import name_release
from tests.support.stocks import clients

if TYPE_CHECKING:
    from harness.lab.workshop import Workshop
    from harness.runs.pipeline import Pipeline


@pytest.fixture(scope="session")
def interpreters() -> tuple[Interpreter, ...]:
    """Every Python of this machine, newest first."""
    return find_interpreters(find_cache_folder())


@pytest.fixture(scope="session")
def interpreter(interpreters: tuple[Interpreter, ...]) -> Interpreter:
    """The newest Python of this machine, on which truststore runs."""
    return choose_interpreters(Version("26.3"), interpreters)[0]


@pytest.fixture(scope="session")
def pip(interpreters: tuple[Interpreter, ...]) -> Callable[[str], Client]:
    """A release of pip on the newest Python that runs it."""
    releases = Releases(find_cache_folder())

    def client(version: str) -> Client:
        return clients([name_release(Version(version))], [], interpreters, releases, print)[0]

    return client


@pytest.fixture(scope="session")
def workshop(worker_folder: Path) -> Workshop:
    """What this worker makes once."""
    from harness.lab.workshop import Workshop

    return Workshop(worker_folder)


@pytest.fixture(scope="session")
def pipeline(workshop: Workshop) -> Pipeline:
    """A pipeline in this process."""
    from harness.runs.pipeline import Pipeline

    return Pipeline(workshop, machine())


@pytest.fixture
def private() -> None:
    """Skip where there are no private namespaces, with the reason."""
    if why := machine().no_namespaces:
        pytest.skip(why)


def pytest_configure() -> None:
    """Let what the tests start hear Ctrl-C, also where a shell has told its background jobs to ignore it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
