"""A client, and the Python that runs it."""

from __future__ import annotations

from dataclasses import dataclass

from harness.model.capability import Capability


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
        """The first two parts of the version: ``3.10`` of ``3.10.13``."""
        return ".".join(self.version.split(".")[:2])


@dataclass(frozen=True, kw_only=True)
class Client:
    """The client under test: one version of one kind, and the Python that runs it.

    ``joint`` stands between name and version where both are in one word. ``source`` says in a word where it is from: of
    a pip ``release``, ``wheel``, ``tree``, ``git`` or ``overlay``, of a variant ``installed`` or ``vendored``, and its
    version is that of requests. ``tree`` is the folder that Python imports it from, empty until it is made ready, and
    ``bundles`` are the places in it where the client's own bundle may be. ``label`` tells two of one version apart and
    is empty for a release; of a variant it names what else was chosen. ``spec`` names it on a command line; ``unfit``
    says why it cannot run on this Python; ``zipped`` that it runs from a zip file in every scenario. ``libraries`` are
    pairs of a name and a version; ``adapter`` are the words that name somebody's own to the lab's client.
    """

    kind: str
    name: str
    version: str
    source: str
    tree: str
    interpreter: Interpreter
    joint: str = ""
    bundles: tuple[str, ...] = ()
    label: str = ""
    spec: str = ""
    has: frozenset[Capability] = frozenset()
    unfit: str = ""
    zipped: bool = False
    libraries: tuple[tuple[str, str], ...] = ()
    adapter: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The name of the client and its Python in a cell's id: ``pip25.2-py3.10``."""
        return f"{self.short}-py{self.interpreter.minor}"

    @property
    def short(self) -> str:
        """The client's name: ``pip25.2``, ``pip25.2+label`` for no release, of a variant ``pool_only=2.32.5+…``."""
        return f"{self.name}{self.joint}{self.version}" + (f"+{self.label}" if self.label else "")
