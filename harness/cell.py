"""A cell: a scenario put to a client. With it what a client is, what it runs on, where it stands, and how it ended.

One rule: frozen values; whatever makes or runs them lives elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from harness.model import Capability, Scenario


@dataclass(frozen=True, kw_only=True)
class Interpreter:
    """A Python on this machine.

    The two ``openssl_`` paths are OpenSSL's compiled-in defaults, whether or not they exist; ``site_packages`` the
    folders of installed packages, which a cell must not see.
    """

    executable: str
    version: str
    openssl: str
    openssl_cafile: str
    openssl_capath: str
    site_packages: tuple[str, ...] = ()

    @property
    def minor(self) -> str:
        """``3.10`` of ``3.10.13``."""
        return ".".join(self.version.split(".")[:2])


@dataclass(frozen=True, kw_only=True)
class Client:
    """What is under test: a pip and the Python that runs it.

    ``source`` is ``release``, ``wheel``, ``tree`` or ``git``; ``tree`` the folder that holds ``pip/``; ``label`` tells
    two clients of one version apart and is empty for a release; ``spec`` names it on a command line; ``unfit`` says why
    this pip cannot run on this Python.
    """

    name: str
    version: str
    source: str
    tree: str
    interpreter: Interpreter
    label: str = ""
    spec: str = ""
    has: frozenset[Capability] = frozenset()
    unfit: str = ""

    @property
    def id(self) -> str:
        """``pip25.2-py3.10``, as cells are named after it."""
        return f"{self.short}-py{self.interpreter.minor}"

    @property
    def short(self) -> str:
        """``pip25.2``, or ``pip25.2+label`` for anything but a release."""
        return f"{self.name}{self.version}" + (f"+{self.label}" if self.label else "")


class Side(Enum):
    """Where a client stands in a comparison."""

    BASELINE = "baseline"
    CANDIDATE = "candidate"


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A scenario and a client; in a comparison also the side on which the client stands."""

    scenario_id: str
    scenario: Scenario
    client: Client
    side: Side | None = None

    @property
    def id(self) -> str:
        """``tunnelled.system_store_vouches_for_the_origin-pip25.2-py3.10``."""
        return f"{self.scenario_id}-{self.client.id}"


@dataclass(frozen=True, kw_only=True)
class Machine:
    """What this machine cannot do, each with the reason in words; empty where it can."""

    no_namespaces: str = ""
    global_configuration: str = ""


@dataclass(frozen=True, kw_only=True)
class Exit:
    """How the client ended. ``code`` is None if it had to be stopped after ``seconds``."""

    code: int | None
    output: str
    seconds: float
