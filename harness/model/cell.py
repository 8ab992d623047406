"""A cell: a scenario put to a client. With it what a client is, what it runs on, where it stands, and how it ended.

One rule: frozen values; whatever makes or runs them lives elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from harness.model.capability import Capability
from harness.model.scenario import Scenario
from harness.model.words import Variant


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
    """What is under test, a pip or an adapter variant, and the Python that runs it.

    Of a pip, ``source`` is ``release``, ``wheel``, ``tree`` or ``git``, ``tree`` the folder that holds ``pip/``, and
    ``label`` tells two of one version apart and is empty for a release. Of a variant, ``source`` is ``installed`` or
    ``vendored``, ``version`` that of requests, ``tree`` the folder that holds the ``libraries`` or the pip that vendors
    them, and ``label`` names what else was chosen. ``spec`` names it on a command line; ``unfit`` says why it cannot
    run on this Python. ``libraries`` are pairs of a name and a version; ``adapter`` are the words that name somebody's
    own to the lab's client, which has then no variant.
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
    libraries: tuple[tuple[str, str], ...] = ()
    adapter: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """``pip25.2-py3.10``, as cells are named after it."""
        return f"{self.short}-py{self.interpreter.minor}"

    @property
    def short(self) -> str:
        """``pip25.2``, ``pip25.2+label`` for anything but a release, and of a variant ``pool_only=2.32.5+…``."""
        version = self.version if self.is_pip else f"={self.version}"
        return f"{self.name}{version}" + (f"+{self.label}" if self.label else "")

    @property
    def is_pip(self) -> bool:
        """Whether it is a pip; otherwise it is an adapter with the lab's small client of an index around it."""
        return self.source not in ("installed", "vendored")

    @property
    def variant(self) -> Variant | None:
        """The variant that it is, None if it is a pip or somebody's own adapter."""
        return None if self.is_pip or self.adapter else Variant(self.name)

    @property
    def bundles(self) -> tuple[str, ...]:
        """Where in its tree its own bundle is: certifi's, or what requests has in its place in pip before 9.0.2."""
        if self.source == "installed":
            return ("certifi/cacert.pem",)
        return ("pip/_vendor/certifi/cacert.pem", "pip/_vendor/requests/cacert.pem")


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
    """What this machine cannot do, each with the reason in words; empty where it can.

    ``no_store_in`` are pairs of a folder in which no system store can be put and the reason.
    """

    no_namespaces: str = ""
    global_configuration: str = ""
    no_store_in: tuple[tuple[str, str], ...] = ()


class Arrival(Enum):
    """What a client kept."""

    WHOLE = "whole"  #: the file, byte for byte
    ALTERED = "altered"  #: a file of that name with other bytes
    NOTHING = "nothing"  #: no such file


@dataclass(frozen=True, kw_only=True)
class Exit:
    """How the client ended.

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
