"""pip: its releases, ranges, wheels, trees and commits, the Pythons that run them, and the abilities of each."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from packaging.version import Version

from harness.clients.kind import CommandOption, FoundClient, Kind
from harness.clients.python_capabilities import find_python_capabilities
from harness.clients.telling import make_options
from harness.model.capability import Capability
from harness.model.cell import Cell
from harness.model.client import Client, Interpreter
from harness.model.defect import Defect
from harness.model.errors import UsageError
from harness.model.foreign import clean_line
from harness.model.pip_facts import supports_python
from harness.model.scenario import Scenario
from harness.provision.ensurepip import ENSUREPIP
from harness.provision.pythons import choose_interpreters, select_interpreters
from harness.provision.sources import Source, name_release
from harness.provision.specs import check_pips, names_shipped
from harness.provision.stock import Stock

if TYPE_CHECKING:
    from harness.clients.equipment import Equipment

PIP_KIND = "pip"
#: Where in its tree a pip's own bundle is: certifi's, or what requests has in its place in pip before 9.0.2.
PIP_BUNDLES = ("pip/_vendor/certifi/cacert.pem", "pip/_vendor/requests/cacert.pem")
_SHORT_NAME = re.compile(r"pip(?P<version>[^-+=]+)")
#: pip reads the system store by default from here on, where Python has what truststore needs.
#: https://pip.pypa.io/en/stable/news/#v24-2
_TRUSTSTORE_BY_DEFAULT = (24, 2)
#: 8.0.0 and 8.0.1 had OpenSSL's defaults in the place of their bundle; from here on no release has until 24.2.
#: https://github.com/pypa/pip/issues/3415 https://github.com/pypa/pip/pull/3416
_OPENSSL_DEFAULTS_DROPPED = (8, 0, 2)
#: Since when a pip can do what. Of 9.0 it is requests 2.11, of 20.3 urllib3 1.26, which they vendor; both measured. The
#: rest is in its news: https://pip.pypa.io/en/stable/news/
_SINCE = {
    (0,): (
        *(Capability.INSTALL, Capability.PIP_SETTINGS, Capability.HASHES, Capability.NO_SOCKS_OF_ITS_OWN),
        Capability.SELF_CHECK,
    ),
    (9, 0): (Capability.NETRC, Capability.ALL_PROXY),
    # Before, it did not tell socks5 from socks5h: https://github.com/urllib3/urllib3/issues/1035
    (9, 0, 2): (Capability.SOCKS,),
    (19, 0): (Capability.BUILD,),
    # Its pep517 reads backend-path from 0.6 on: https://peps.python.org/pep-0517/#in-tree-build-backends
    (20, 0): (Capability.BUILD_WITH_OWN_BACKEND,),
    (20, 3): (Capability.TLS_TO_PROXIES, Capability.RUNS_ZIPPED),  # zipped, older ones were not measured
    # Before, it looked into the first URL alone: https://github.com/pypa/pip/issues/8090
    (21, 1): (Capability.LOGINS_OF_REDIRECTS,),
    (21, 2): (Capability.INDEX_VERSIONS,),
    (22, 0): (Capability.BUILD_ERRORS,),
    (23, 1): (Capability.KEYRING_PROVIDER,),
    # Before, it read those of a JSON page as none: https://github.com/pypa/pip/issues/12042
    (23, 2): (Capability.HASHES_OF_METADATA,),
    (24, 2): (Capability.LEGACY_CERTS,),
    (25, 1): (Capability.RESUME_RETRIES,),
    (26, 0): (Capability.INPROCESS_BUILDS,),
    (26, 2): (Capability.NO_PROXY_ENV,),
}
#: It fetches a backend within that one's environment, with its own PYTHONPATH: https://pip.pypa.io/en/stable/news/#v26-2-1
_BUILDS_UNWITNESSED = ((26, 2),)
#: Before this the option needs a truststore that is installed beside pip. https://pip.pypa.io/en/stable/news/#v23-3
_TRUSTSTORE_VENDORED = (23, 3)


class PipKind(Kind[Source]):
    """pip itself."""

    name = PIP_KIND
    options = (
        CommandOption(
            "--pip",
            "SPEC",
            "a release (25.0.1), a range ('>=24.2,<26'), latest, all, ensurepip (the one that each Python ships), a "
            "wheel, a tree (a checkout with src/pip, or a folder that holds pip/) or a git URL; may be repeated. Where "
            "no client is named, each scenario runs on the newest release and, for each known defect that shows in it, "
            "on the releases just before and after the defect came and went",
        ),
    )

    def read_options(self, given: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
        """Return the specifications given with ``--pip``."""
        return tuple(given.get("pip", ()))

    def check_spec(self, spec: str) -> None:
        """Raise ``UsageError`` for a specification that cannot name a pip."""
        check_pips([spec])

    def read_short_name(self, name: str) -> str | None:
        """Return ``25.2`` of ``pip25.2``, None for anything but a release."""
        found = _SHORT_NAME.fullmatch(name)
        return found["version"] if found else None

    def find_clients(
        self, specs: Sequence[str], pythons: Sequence[str], stock: Stock
    ) -> tuple[FoundClient[Source], ...]:
        """Return a client for each pip on each named Python, or else on the newest that runs it."""
        same = [spec for spec in specs if not names_shipped(spec)]
        sources = dict.fromkeys(source for spec in same for source in stock.releases.resolve_spec(spec))
        shipped = [
            (stock.releases.resolve_shipped(spec, python), python)
            for spec in dict.fromkeys(specs)
            if names_shipped(spec)
            for python in select_interpreters(pythons, stock.interpreters)
        ]
        return (*find_pips(sources, pythons, stock), *_pair_clients(shipped))

    def choose_usual_pairs(
        self,
        scenarios: Mapping[str, Scenario],
        pythons: Sequence[str],
        stock: Stock,
        dating: Mapping[str, Sequence[Defect]],
    ) -> Iterator[tuple[str, FoundClient[Source]]]:
        """Yield each scenario with the newest release and those on both sides of the boundaries that it dates.

        A generated scenario meets those of the defects that may explain it, but no release before those that are
        usually run. What nobody has catalogued may begin or end anywhere: so each meets two further releases as well,
        in turn, and each release its share of every sort of row.
        """
        usual = stock.releases.list_usual()
        explaining = dict.fromkeys(defect for scenario in scenarios.values() for defect in scenario.explained_by)
        telling = find_telling_releases(self.name, explaining, usual)
        worth = {
            name: {
                *find_telling_releases(self.name, dating[name], stock.releases.list_all()),
                *find_telling_releases(self.name, scenario.explained_by, usual),
                *_take_turns(telling, turn),
            }
            for turn, (name, scenario) in enumerate(scenarios.items())
        }
        found = find_pips(map(name_release, sorted(set().union(*worth.values()))), pythons, stock)
        yield from ((name, each) for name in scenarios for each in found if each.origin.version in worth[name])

    def make_ready(self, found: Sequence[FoundClient[Source]], stock: Stock) -> tuple[Client, ...]:
        """Return the clients with their trees fetched and compiled."""
        fit = [each for each in found if not each.client.unfit]
        wanted: dict[Source, list[Interpreter]] = {}
        for each in fit:
            wanted.setdefault(each.origin, []).append(each.client.interpreter)
        trees = stock.releases.fetch_all(wanted, stock.progress)
        ready = {each: replace(each.client, tree=str(trees[each.origin])) for each in fit}
        return tuple(ready.get(each, each.client) for each in found)

    def make_arguments(self, cell: Cell, equipment: Equipment) -> Iterator[str]:
        """Yield pip's arguments."""
        request = cell.scenario.action.value
        yield from (equipment.tree,) if cell.runs_zipped else ("-m", "pip")
        yield from request.verb.split()
        if request.folder_option:
            yield from ("--no-deps", request.folder_option, f"{equipment.folder}/out")
        if request.what:
            yield equipment.fill_placeholders(request.what)
        yield from make_options(cell, equipment)


def find_telling_releases(kind: str, defects: Iterable[Defect], releases: Sequence[Version]) -> tuple[Version, ...]:
    """Return the newest of ascending releases, and those on both sides of every boundary of these defects."""
    wanted = {releases[-1]}
    for defect in defects:
        wanted.update(_find_sides(kind, defect, releases))
    return tuple(sorted(wanted))


def _take_turns(releases: Sequence[Version], turn: int) -> tuple[Version, Version]:
    """Return the two of these releases whose turn it is, which lie half of them apart."""
    return releases[turn % len(releases)], releases[(turn + len(releases) // 2) % len(releases)]


def _find_sides(kind: str, defect: Defect, releases: Sequence[Version]) -> set[Version]:
    has = {each: defect.affects_version(kind, str(each)) for each in releases}
    return {side for pair in pairwise(releases) if has[pair[0]] != has[pair[1]] for side in pair}


def find_pips(sources: Iterable[Source], pythons: Sequence[str], stock: Stock) -> tuple[FoundClient[Source], ...]:
    """Return a client for each source on each named Python, or else on the newest that runs it.

    Raises ``UsageError`` if two would have one name.
    """
    return _pair_clients(
        (source, interpreter)
        for source in sources
        for interpreter in choose_interpreters(source.version, stock.interpreters, pythons) or stock.interpreters[:1]
    )


def _pair_clients(pairs: Iterable[tuple[Source, Interpreter]]) -> tuple[FoundClient[Source], ...]:
    found = tuple(FoundClient(_make_client(source, interpreter), source) for source, interpreter in pairs)
    for same in (name for name, times in Counter(each.client.id for each in found).items() if times > 1):
        given = " and ".join(each.client.spec for each in found if each.client.id == same)
        raise UsageError(f"{given} would both be called {same}: rename one of the folders or files")
    return found


def make_pip_ready(source: Source, interpreter: Interpreter, stock: Stock) -> Client:
    """Return the client of one source on one Python, fetched and compiled."""
    (client,) = PipKind().make_ready([FoundClient(_make_client(source, interpreter), source)], stock)
    return client


def _make_client(source: Source, interpreter: Interpreter) -> Client:
    runs = supports_python(source.version, interpreter.minor)
    called = {"release": str(source.version), "ensurepip": ENSUREPIP}.get(source.kind, clean_line(source.location))
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
        has=find_pip_capabilities(source.version, interpreter),
        zipped=source.kind == "zipapp",
        unfit="" if runs else f"pip {source.version} does not run on Python {interpreter.minor}",
    )


def find_pip_capabilities(version: Version, interpreter: Interpreter) -> frozenset[Capability]:
    """Return the abilities of a release of pip on a Python."""
    return frozenset(_list_pip_capabilities(version, interpreter))


def _list_pip_capabilities(version: Version, interpreter: Interpreter) -> Iterator[Capability]:
    for since, capabilities in _SINCE.items():
        if version.release >= since:
            yield from capabilities
    if version.release < _OPENSSL_DEFAULTS_DROPPED:
        yield Capability.OPENSSL_DEFAULTS
    if version.release not in _BUILDS_UNWITNESSED:
        yield Capability.WITNESSED_BUILDS
    python = frozenset(find_python_capabilities(interpreter))
    yield from python
    if Capability.NO_TRUSTSTORE not in python:
        if version.release >= _TRUSTSTORE_VENDORED:
            yield Capability.FEATURE_TRUSTSTORE
        if version.release >= _TRUSTSTORE_BY_DEFAULT:
            yield from (Capability.SYSTEM_STORE, Capability.OPENSSL_DEFAULTS, Capability.SESSION_CONTEXT)
