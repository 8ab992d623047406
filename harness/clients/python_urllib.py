"""Python's own urllib, as anybody's script uses it: what a Python trusts that nothing was installed for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from harness.clients.kind import Found, Kind
from harness.clients.pip import find_python_capabilities
from harness.clients.telling import tell_options
from harness.model.capability import Capability
from harness.model.cell import Cell
from harness.model.client import Client, Interpreter
from harness.model.errors import UsageError
from harness.provision.pythons import select_interpreters
from harness.provision.stock import Stock

if TYPE_CHECKING:
    from harness.clients.world import World

_SCRIPT = str(Path(__file__).with_name("inside") / "adapters" / "urllib_client.py")
#: The one specification: which Pythons it runs on is said by ``--python``.
_SPEC = "latest"


class UrllibKind(Kind[None]):
    """Python's own urllib. Its version is Python's."""

    name = "urllib"
    options = ()

    def read_options(self, given: Mapping[str, Sequence[str]]) -> tuple[str, ...]:  # noqa: ARG002 - it has none
        """Return nothing: it is named by ``--client urllib@latest`` alone."""
        return ()

    def check(self, spec: str) -> None:
        """Raise ``UsageError`` for anything but ``latest``."""
        if spec != _SPEC:
            raise UsageError(f"--client urllib@{spec}: expected urllib@{_SPEC}, on the Pythons that --python names")

    def read_short_name(self, name: str) -> str | None:
        """Return the specification of ``urllib3.13.0``; None of any other name."""
        return _SPEC if name.startswith(self.name) and name[len(self.name) :].replace(".", "").isdigit() else None

    def find(self, specs: Sequence[str], pythons: Sequence[str], stock: Stock) -> tuple[Found[None], ...]:  # noqa: ARG002
        """Return a client for each Python that is named, or for the newest."""
        return tuple(Found(_make_client(each), None) for each in select_interpreters(pythons, stock.interpreters))

    def make_ready(self, found: Sequence[Found[None]], stock: Stock) -> tuple[Client, ...]:  # noqa: ARG002 - nothing is
        """Return the clients as they are."""
        return tuple(each.client for each in found)

    def tell(self, cell: Cell, world: World) -> Iterator[str]:
        """Yield the words for its script."""
        yield from (_SCRIPT, "--dest", f"{world.folder}/out", world.fill(cell.scenario.action.value.what))
        yield from tell_options(cell, world)


def _make_client(interpreter: Interpreter) -> Client:
    return Client(
        kind=UrllibKind.name,
        name=UrllibKind.name,
        version=interpreter.version,
        source="installed",
        tree="",
        interpreter=interpreter,
        spec=f"--client {UrllibKind.name}@{_SPEC}",
        has=frozenset({Capability.OPENSSL_DEFAULTS, *find_python_capabilities(interpreter)}),
    )
