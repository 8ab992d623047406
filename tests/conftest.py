"""Fixtures of the harness's own tests: this machine's Pythons, releases of pip, a workshop and a pipeline."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from packaging.version import Version

from harness.lab.host import inspect_machine
from harness.model.client import Client, Interpreter
from harness.provision.pythons import choose_interpreters, find_interpreters
from harness.provision.releases import Releases, find_cache_folder
from harness.provision.sources import name_release
from tests.support.starting import STARTED, watch
from tests.support.stocks import clients

if TYPE_CHECKING:
    from harness.lab.workshop import Workshop
    from harness.runs.pipeline import Pipeline

_TESTS = Path(__file__).parent
#: Where every test starts the lab, and the fixtures that a client comes from.
_OF_PRODUCT, _OF_CLIENTS = (_TESTS / "product", _TESTS.parent / "properties"), {"pip", "pipeline"}


def pytest_sessionstart() -> None:
    """Inspect this machine, which happens once per process, before a test can take ``unshare`` off the ``PATH``."""
    inspect_machine()


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
    """The workshop of this worker."""
    from harness.lab.workshop import Workshop

    return Workshop(worker_folder)


@pytest.fixture(scope="session")
def pipeline(workshop: Workshop) -> Pipeline:
    """A pipeline in this process."""
    from harness.runs.pipeline import Pipeline

    return Pipeline(workshop, inspect_machine())


@pytest.fixture
def private() -> None:
    """Skip where there are no private namespaces, with the reason."""
    if why := inspect_machine().no_namespaces:
        pytest.skip(why)


@pytest.fixture(autouse=True)
def _starts_what_it_is_marked_for(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that starts a client, pip or the lab and is not marked with it: the quick ones must stay quick."""
    yield
    started, STARTED[:] = list(STARTED), []
    if started and request.node.get_closest_marker("client") is None:
        pytest.fail(f"mark this test with @pytest.mark.client, for it starts {started[0]}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what starts a client by its folder or by its fixtures; other tests are marked where they stand."""
    for item in items:
        fixtures = {*getattr(item, "fixturenames", ())}
        if fixtures & _OF_CLIENTS or any(item.path.is_relative_to(folder) for folder in _OF_PRODUCT):
            item.add_marker("client")


def pytest_configure() -> None:
    """Let what the tests start hear Ctrl-C, also where a shell has told its background jobs to ignore it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    watch()
