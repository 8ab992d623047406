"""The registry of the kinds of client. A new kind is a module beside this one and a line here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from harness.clients.kind import CommandOption, Kind
from harness.clients.pip import PipKind
from harness.clients.variant import VariantKind
from harness.model.errors import UsageError
from harness.model.versions import shorten_version
from harness.provision.specs import check_pythons

KINDS: Mapping[str, Kind[Any]] = {kind.name: kind for kind in (PipKind(), VariantKind())}

_CLIENT = CommandOption(
    "--client",
    "KIND@SPEC",
    "a client in full, as pip@25.0.1 or variant@pool_only=2.31.0+urllib3=2.6.3; may be repeated",
)
_PYTHON = CommandOption(
    "--python",
    "X",
    "run every client on this Python (3.10, 3.10.13 or a path) instead of the newest that runs it; may be repeated",
)
#: Every option that names clients.
CLIENT_OPTIONS: tuple[CommandOption, ...] = (
    *(option for kind in KINDS.values() for option in kind.options),
    _CLIENT,
    _PYTHON,
)


@dataclass(frozen=True, kw_only=True)
class AskedClients:
    """The clients that were asked for: specifications by kind, and Pythons. If empty, the usual ones are meant."""

    specs: tuple[tuple[str, str], ...] = ()
    pythons: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.specs or self.pythons)

    def list_specs(self, kind: str) -> tuple[str, ...]:
        """Return the specifications of one kind."""
        return tuple(spec for name, spec in self.specs if name == kind)


def read_asked_clients(given: Mapping[str, Sequence[str]]) -> AskedClients:
    """Return the clients that options (by their names, with the words given to each) ask for. Raises ``UsageError``."""
    short = [(name, spec) for name, kind in KINDS.items() for spec in kind.read_options(given)]
    asked = AskedClients(
        specs=tuple(dict.fromkeys([*short, *map(_read_client, given.get(_CLIENT.name, ()))])),
        pythons=tuple(given.get(_PYTHON.name, ())),
    )
    for name, spec in asked.specs:
        KINDS[name].check_spec(spec)
    check_pythons(asked.pythons)
    return asked


def _read_client(given: str) -> tuple[str, str]:
    name, at, spec = given.partition("@")
    if not at or name not in KINDS:
        kinds = " or ".join(f"{each}@…" for each in KINDS)
        raise UsageError(f"--client {shorten_version(given)!r} does not name a kind of client: expected {kinds}")
    return name, spec


def read_client_name(name: str) -> tuple[str, str] | None:
    """Return kind and specification of a client by its part of a cell's id (``pip25.2``); None if it names no client.

    Raises ``UsageError`` for the name of a client that cannot exist.
    """
    for kind in KINDS.values():
        if (spec := kind.read_short_name(name)) is not None:
            return kind.name, spec
    return None
