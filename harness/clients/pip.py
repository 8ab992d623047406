"""pip: releases, ranges, wheels, trees and commits, on the Pythons that run them, and what each of them can do."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from packaging.version import Version

from harness.clients.boundaries import find_telling_releases
from harness.clients.kind import CommandOption, Found, Kind
from harness.clients.telling import tell_options
from harness.model.capability import Capability
from harness.model.cell import Cell
from harness.model.client import Client, Interpreter
from harness.model.errors import UsageError
from harness.model.foreign import harmless_line
from harness.model.pip_facts import supports
from harness.model.scenario import Scenario
from harness.provision.pythons import choose_interpreters
from harness.provision.sources import Source, name_release
from harness.provision.specs import check_pips
from harness.provision.stock import Stock

if TYPE_CHECKING:
    from harness.clients.world import World

#: Where in its tree a pip's own bundle is: certifi's, or what requests has in its place in pip before 9.0.2.
PIP_BUNDLES = ("pip/_vendor/certifi/cacert.pem", "pip/_vendor/requests/cacert.pem")
_SHORT_NAME = re.compile(r"pip(?P<version>[^-+=]+)")
#: pip reads the system store by default from here on, where Python has what truststore needs.
#: https://pip.pypa.io/en/stable/news/#v24-2
_TRUSTSTORE_BY_DEFAULT, _TRUSTSTORE_PYTHON = (24, 2), (3, 10)
#: 8.0.0 and 8.0.1 had OpenSSL's defaults in the place of their bundle; from here on no release has until 24.2.
#: https://github.com/pypa/pip/issues/3415 https://github.com/pypa/pip/pull/3416
_OPENSSL_DEFAULTS_DROPPED = (8, 0, 2)
#: Since when a pip can do what. Of 9.0 it is requests 2.11, of 20.3 urllib3 1.26, which they vendor; both measured. The
#: rest is in its news: https://pip.pypa.io/en/stable/news/
_SINCE = {
    (0,): (Capability.INSTALL, Capability.PIP_SETTINGS, Capability.HASHES),
    (9, 0): (Capability.NETRC, Capability.ALL_PROXY),
    (19, 0): (Capability.BUILD,),
    (20, 3): (Capability.TLS_TO_PROXIES,),
    # Before, it looked into the first URL alone: https://github.com/pypa/pip/issues/8090
    (21, 1): (Capability.LOGINS_OF_REDIRECTS,),
    (23, 1): (Capability.KEYRING_PROVIDER,),
    (24, 2): (Capability.LEGACY_CERTS,),
    (26, 0): (Capability.INPROCESS_BUILDS,),
    (26, 2): (Capability.NO_PROXY_ENV,),
}
#: Before this the option needs a truststore that is installed beside pip. https://pip.pypa.io/en/stable/news/#v23-3
_TRUSTSTORE_VENDORED = (23, 3)
#: ``ssl.create_default_context`` sets ``VERIFY_X509_STRICT`` from here on. https://docs.python.org/3/whatsnew/3.13.html
_STRICT_PYTHON = (3, 13)
#: What ``urllib.parse.urlsplit`` makes of ``localhost:80`` and ``127.0.0.1:80``, measured on one patch release of each.
_SCHEMES_BEFORE_PORTS, _SCHEMES_OF_LETTERS = (3, 9), (3, 11)


class PipKind(Kind[Source]):
    """pip itself."""

    name = "pip"
    options = (
        CommandOption(
            "--pip",
            "SPEC",
            "a release (25.0.1), a range ('>=24.2,<26'), latest, all, a wheel, a tree (a checkout with src/pip, or a "
            "folder that holds pip/) or a git URL; may be repeated. Where no client is named each scenario runs on the "
            "newest release and on both sides of every boundary of the defects that it exposes",
        ),
    )

    def read_options(self, given: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
        """Return what ``--pip`` names."""
        return tuple(given.get("pip", ()))

    def check(self, spec: str) -> None:
        """Raise ``UsageError`` for what can name no pip."""
        check_pips([spec])

    def read_short_name(self, name: str) -> str | None:
        """Return ``25.2`` of ``pip25.2``. A tree is not to be had by its name."""
        found = _SHORT_NAME.fullmatch(name)
        return found["version"] if found else None

    def find(self, specs: Sequence[str], pythons: Sequence[str], stock: Stock) -> tuple[Found[Source], ...]:
        """Return a client for each pip on each Python asked for, or else on the newest that runs it."""
        sources = dict.fromkeys(source for spec in specs for source in stock.releases.resolve_spec(spec))
        return find_pips(sources, pythons, stock)

    def choose_usual(
        self, scenarios: Mapping[str, Scenario], pythons: Sequence[str], stock: Stock
    ) -> Iterator[tuple[str, Found[Source]]]:
        """Yield each scenario with the newest release and those on both sides of a boundary of what it exposes.

        What a generated scenario may show is not known beforehand: each meets every boundary of what any may show, but
        brings no release before those that are usually run.
        """
        explaining = dict.fromkeys(defect for scenario in scenarios.values() for defect in scenario.explained_by)
        explained = find_telling_releases(self.name, explaining, stock.releases.list_usual())
        worth = {
            name: {*find_telling_releases(self.name, scenario.exposes, stock.releases.list_all()), *explained}
            for name, scenario in scenarios.items()
        }
        found = find_pips(map(name_release, sorted(set().union(*worth.values()))), pythons, stock)
        yield from ((name, each) for name in scenarios for each in found if each.origin.version in worth[name])

    def make_ready(self, found: Sequence[Found[Source]], stock: Stock) -> tuple[Client, ...]:
        """Return the clients with their trees fetched and compiled."""
        fit = [each for each in found if not each.client.unfit]
        wanted: dict[Source, list[Interpreter]] = {}
        for each in fit:
            wanted.setdefault(each.origin, []).append(each.client.interpreter)
        trees = stock.releases.fetch_all(wanted, stock.progress)
        ready = {each: replace(each.client, tree=str(trees[each.origin])) for each in fit}
        return tuple(ready.get(each, each.client) for each in found)

    def tell(self, cell: Cell, world: World) -> Iterator[str]:
        """Yield the words for pip."""
        request = cell.scenario.action.value
        yield from ("-m", "pip", request.verb, "--no-deps", request.folder_option, f"{world.folder}/out")
        yield world.fill(request.what)
        yield from tell_options(cell, world)


def find_pips(sources: Iterable[Source], pythons: Sequence[str], stock: Stock) -> tuple[Found[Source], ...]:
    """Return a client for each source on each Python asked for, or else on the newest that runs it.

    Raises ``UsageError`` if two would have one name.
    """
    found = tuple(
        Found(_make_client(source, interpreter), source)
        for source in sources
        for interpreter in choose_interpreters(source.version, stock.interpreters, pythons) or stock.interpreters[:1]
    )
    for same in (name for name, times in Counter(each.client.id for each in found).items() if times > 1):
        given = " and ".join(each.client.spec for each in found if each.client.id == same)
        raise UsageError(f"{given} would both be called {same}: name one folder or file otherwise")
    return found


def ready_pip(source: Source, interpreter: Interpreter, stock: Stock) -> Client:
    """Return the client of one source on one Python, fetched and compiled."""
    (client,) = PipKind().make_ready([Found(_make_client(source, interpreter), source)], stock)
    return client


def _make_client(source: Source, interpreter: Interpreter) -> Client:
    runs = supports(source.version, interpreter.minor)
    called = str(source.version) if source.kind == "release" else harmless_line(source.location)
    return Client(
        kind=PipKind.name,
        name="pip",
        version=str(source.version),
        source=source.kind,
        tree="",
        bundles=PIP_BUNDLES,
        interpreter=interpreter,
        label=source.label,
        spec=f"--pip {shlex.quote(called)}",
        has=frozenset(_find_capabilities(source.version, interpreter)),
        unfit="" if runs else f"pip {source.version} does not run on Python {interpreter.minor}",
    )


def _find_capabilities(version: Version, interpreter: Interpreter) -> Iterator[Capability]:
    for since, capabilities in _SINCE.items():
        if version.release >= since:
            yield from capabilities
    if version.release < _OPENSSL_DEFAULTS_DROPPED:
        yield Capability.OPENSSL_DEFAULTS
    yield from find_python_capabilities(interpreter)
    if _release(interpreter) >= _TRUSTSTORE_PYTHON:
        if version.release >= _TRUSTSTORE_VENDORED:
            yield Capability.FEATURE_TRUSTSTORE
        if version.release >= _TRUSTSTORE_BY_DEFAULT:
            yield from (Capability.SYSTEM_STORE, Capability.OPENSSL_DEFAULTS, Capability.SESSION_CONTEXT)


def find_python_capabilities(interpreter: Interpreter) -> Iterator[Capability]:
    """Yield what a Python brings along, whatever runs on it."""
    python = _release(interpreter)
    if python >= _SCHEMES_BEFORE_PORTS:
        yield Capability.SCHEMES_BEFORE_PORTS
        if python < _SCHEMES_OF_LETTERS:
            yield Capability.SCHEMES_OF_DIGITS
    if python >= _STRICT_PYTHON:
        yield Capability.STRICT_PYTHON


def _release(interpreter: Interpreter) -> tuple[int, ...]:
    return tuple(int(part) for part in interpreter.minor.split("."))
