"""A cell, which is a scenario put to a client; its side in a comparison, its machine, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from harness.model.client import Client
from harness.model.scenario import Scenario


class Side(Enum):
    """One of the two sides of a comparison."""

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
        """The name of the cell: ``tunnelled.system_store_vouches_for_the_origin-pip25.2-py3.10``."""
        return f"{self.scenario_id}-{self.client.id}"

    @property
    def runs_zipped(self) -> bool:
        """True if the client's code is in one zip file, by the scenario or by its own nature."""
        return self.client.zipped or self.scenario.packaging.value.zipped


@dataclass(frozen=True, kw_only=True)
class Machine:
    """The limits of this machine, each with the reason in words; empty where it has none.

    ``no_network`` is about one of a cell's own, ``no_names`` about a table of hosts of a cell's own, and
    ``no_other_etc`` about an ``/etc`` with more in it. ``no_store_in`` are pairs of a folder in which no system store
    can be put and the reason, ``no_git`` about a git that speaks https, ``no_git_store`` about the system store that it
    reads, ``git`` the path of it.
    """

    no_namespaces: str = ""
    no_network: str = ""
    no_ipv6: str = ""
    no_names: str = ""
    global_configuration: str = ""
    no_other_etc: str = ""
    no_store_in: tuple[tuple[str, str], ...] = ()
    no_git: str = ""
    no_git_store: str = ""
    git: str = ""


class Arrival(Enum):
    """The state of the file that a client should have kept."""

    WHOLE = "whole"  #: the file, byte for byte
    ALTERED = "altered"  #: a file of that name with other bytes
    NOTHING = "nothing"  #: no such file


@dataclass(frozen=True, kw_only=True)
class Exit:
    """The end of a client.

    ``code`` is None if it had to be stopped after ``seconds``, or was ended by a ``signal`` (its name, as ``SIGKILL``)
    that others send: an administrator, or the kernel where memory is short. A client that crashed, by a signal for what
    it did itself (``SIGSEGV``, ``SIGABRT``, ``SIGBUS``, ``SIGFPE``, ``SIGILL``, ``SIGSYS``, ``SIGTRAP``, ``SIGPIPE``),
    has both, and its code is the signal's number below zero. ``output`` is what it printed, as far as that is kept;
    ``printed`` are the names of the invocation's secrets that stood anywhere in it; ``testimony`` is what its witness
    said, None if it had none.
    """

    code: int | None
    output: str
    seconds: float
    signal: str = ""
    printed: tuple[str, ...] = ()
    testimony: bytes | None = None
