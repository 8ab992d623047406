"""Answers to questions: records of cells that are run now, or of earlier runs.

One rule: there is no answer without a cell that was run. A cell is run even if the client lacks an ability that it
needs: that it fails is the answer.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

from packaging.version import Version

from harness.advise.cell_pool import CellPool, open_cell_pool
from harness.advise.question import Asked
from harness.catalogue.plan import plan_if_possible
from harness.clients.kind import FoundClient
from harness.clients.pip import find_pip_capabilities
from harness.clients.registry import KINDS
from harness.lab.host import inspect_machine
from harness.model import record as results
from harness.model.capability import Capability
from harness.model.cell import Cell
from harness.model.client import Client, Interpreter
from harness.model.errors import UsageError
from harness.model.pip_facts import supports_python
from harness.model.record import Record
from harness.model.versions import read_version
from harness.provision.pythons import select_interpreters
from harness.provision.sources import Source
from harness.provision.stock import Stock, open_stock
from harness.runs.options import print_progress
from harness.runs.selection import make_ready

#: The word of ``--pip`` for the newest release.
LATEST = "latest"
#: The length of the hash that begins each file name in a folder of authorities; a dot and a number follow it.
_HASHED = 8


class Answers(Protocol):
    """Records of the person's pip on their Python, and of newer releases there."""

    @property
    def has(self) -> frozenset[Capability]:
        """The abilities of the person's pip on their Python."""

    def find_records(self, asked: Iterable[Asked], version: str | None = None) -> dict[str, Record]:
        """Return a record of each scenario, by its id, on the person's pip or on another release."""

    def list_newer(self) -> tuple[Version, ...]:
        """Return the newer releases that the person's Python runs, ascending."""

    def find_capabilities(self, version: Version) -> frozenset[Capability]:
        """Return the abilities of a release on the person's Python."""


class LiveAnswers:
    """Answers from cells that are run now. ``interpreter`` is the Python that runs them."""

    def __init__(self, stock: Stock, pool: CellPool, pip: str | None, python: str | None) -> None:
        self._stock, self._pool, self._spec, self._machine = stock, pool, pip or LATEST, inspect_machine()
        self._pythons = (python,) if python else ()
        self._clients: dict[str, Client] = {}
        self._known: dict[tuple[str, str], Record] = {}
        self._mine = self._find_client(self._spec)

    @property
    def has(self) -> frozenset[Capability]:
        """The abilities of the person's pip on their Python."""
        return self._mine.client.has

    @property
    def interpreter(self) -> Interpreter:
        """The Python that runs the person's pip."""
        return self._mine.client.interpreter

    def find_records(self, asked: Iterable[Asked], version: str | None = None) -> dict[str, Record]:
        """Return a record of each scenario, by its id, on the person's pip or on another release."""
        client = self._make_ready(version or self._spec)
        wanted = [(name, scenario) for name, scenario in dict(asked).items() if (name, client.id) not in self._known]
        planned = [
            plan_if_possible(Cell(scenario_id=name, scenario=scenario, client=client), self._machine)
            for name, scenario in wanted
        ]
        self._stock.fetch_beside(each.cell.scenario.beside for each in planned if not each.skip)
        if len(wanted) > 1:
            print_progress(f"running {len(wanted)} cells of {client.id}")
        with closing(self._pool.run_cells(planned)) as records:
            for record in records:
                self._known[record.scenario, client.id] = record
        return {name: self._known[name, client.id] for name in dict(asked)}

    def list_newer(self) -> tuple[Version, ...]:
        """Return the newer releases that the person's Python runs, ascending."""
        mine, minor = Version(self._mine.client.version), self.interpreter.minor
        return tuple(each for each in self._stock.releases.list_all() if each > mine and supports_python(each, minor))

    def find_capabilities(self, version: Version) -> frozenset[Capability]:
        """Return the abilities of a release on the person's Python."""
        return find_pip_capabilities(version, self.interpreter)

    def _find_client(self, spec: str) -> FoundClient[Source]:
        found = KINDS["pip"].find_clients([spec], self._pythons, self._stock)
        if len(found) != 1:
            raise UsageError(f"{spec} names several pips: expected one")
        return found[0]

    def _make_ready(self, spec: str) -> Client:
        if spec not in self._clients:
            found = self._mine if spec == self._spec else self._find_client(spec)
            self._clients[spec] = make_ready([found], self._stock)[found]
        return self._clients[spec]


@contextmanager
def open_live_answers(pip: str | None, python: str | None) -> Iterator[LiveAnswers]:
    """Yield answers from cells that are run as they are asked for. Raises ``UsageError`` before any is run."""
    if pip == "all":
        raise UsageError("all names several pips: expected one")
    with open_stock(print_progress) as stock, open_cell_pool() as pool:
        yield LiveAnswers(stock, pool, pip, python)


def has_own_store(interpreter: Interpreter) -> bool:
    """Return whether the OpenSSL of a Python on this machine finds authorities where it was compiled to look."""
    if os.path.isfile(interpreter.openssl_cafile):
        return True
    try:
        return any(
            name[:_HASHED].isalnum() and name[_HASHED:] == ".0" for name in os.listdir(interpreter.openssl_capath)
        )
    except OSError:
        return False


def find_own_store(python: str) -> bool:
    """Return whether the Python of this name on this machine has a store of its own. Raises ``UsageError``."""
    with open_stock(print_progress) as stock:
        return has_own_store(select_interpreters((python,) if python else (), stock.interpreters)[0])


class RecordedAnswers:
    """Answers from records of earlier runs."""

    def __init__(self, files: Iterable[Path], pip: str | None, python: str | None) -> None:
        read = (each for file in files for each in results.read_records(file) if each.client.name == "pip")
        records = [each for each in read if read_version(each.client.version) is not None and not each.client.label]
        self._records = [each for each in records if python is None or is_same_python(each.client.python, python)]
        versions = sorted(Version(each.client.version) for each in self._records)
        if not versions:
            raise UsageError("the results have no record of a pip on this Python")
        self._newest = str(versions[-1])
        self._pip = self._newest if pip in (None, LATEST) else str(pip)
        self._of = next((each for each in self._records if each.client.version == self._pip), self._records[0])

    @property
    def has(self) -> frozenset[Capability]:
        """The abilities of the person's pip on their Python."""
        version = read_version(self._pip)
        return self.find_capabilities(version) if version else frozenset()

    def find_records(self, asked: Iterable[Asked], version: str | None = None) -> dict[str, Record]:
        """Return the last record of each scenario on a release, where there is one."""
        names, wanted = dict(asked), version or self._pip
        minor = _name_minor(self._of.client.python)
        alike = [each for each in self._records if each.client.version == wanted and each.scenario in names]
        same = [each for each in alike if _name_minor(each.client.python) == minor] or alike
        return {each.scenario: each for each in same}

    def list_newer(self) -> tuple[Version, ...]:
        """Return the newer releases in the records, ascending."""
        mine = read_version(self._pip)
        versions = {Version(each.client.version) for each in self._records}
        return tuple(sorted(each for each in versions if mine is not None and each > mine))

    def find_capabilities(self, version: Version) -> frozenset[Capability]:
        """Return the abilities of a release on the person's Python."""
        client = self._of.client
        python = Interpreter(
            executable="", version=client.python, openssl=client.openssl, openssl_cafile="", openssl_capath=""
        )
        return find_pip_capabilities(version, python)


def _name_minor(python: str) -> str:
    return ".".join(python.split(".")[:2])


def is_same_python(full: str, given: str) -> bool:
    """Return whether a full version such as ``3.10.13`` is the given one, which may lack its last part (``3.10``)."""
    return full == given or full.startswith(f"{given}.")


def choose_host(host: str | None, python: str | None) -> str:
    """Return ``distro`` or ``standalone``: as the person says, or as found in a Python that they name by its path.

    Raises ``UsageError`` for a Python that is not there.
    """
    named = python is not None and (os.sep in python)
    if host == "here" or (host is None and named):
        return "distro" if find_own_store(python or "") else "standalone"
    return host or "standalone"
