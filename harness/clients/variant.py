"""Adapter variants: the lab's small client of an index, with an adapter of requests that hands over just so much.

One rule: a combination that cannot be installed is a client too, so that it is skipped with its reason.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.version import Version

from harness.clients.kind import CommandOption, Found, Kind
from harness.clients.pip import PIP_BUNDLES, find_python_capabilities
from harness.clients.telling import tell_options
from harness.clients.variant_specs import (
    STRADDLING,
    VENDORED,
    VariantSpec,
    find_combinations,
    read_variant_spec,
    write_variant_specs,
)
from harness.model.capability import Capability
from harness.model.cell import Cell
from harness.model.client import Client, Interpreter
from harness.model.errors import UsageError
from harness.model.foreign import harmless_line
from harness.model.pip_facts import supports
from harness.model.scenario import Scenario
from harness.model.words import Variant
from harness.provision.libraries import LIBRARIES, read_vendored_versions
from harness.provision.pythons import choose_interpreters, select_interpreters
from harness.provision.sources import Source
from harness.provision.specs import check_libraries, check_pips
from harness.provision.stock import Stock

if TYPE_CHECKING:
    from harness.clients.world import World

_STORES = frozenset({Capability.SYSTEM_STORE, Capability.OPENSSL_DEFAULTS})
_HAS = {
    Variant.NO_CONTEXT: frozenset[Capability](),
    Variant.INJECTED: _STORES,
}
_ALL = _STORES | {Capability.SESSION_CONTEXT}
_WHAT_REQUESTS_READS = frozenset({Capability.NETRC, Capability.ALL_PROXY})
#: The first urllib3 that speaks TLS to a proxy. https://github.com/urllib3/urllib3/blob/main/CHANGES.rst (1.26.0)
_TLS_TO_PROXIES = Version("1.26")


@dataclass(frozen=True, kw_only=True)
class VariantOrigin:
    """What a variant is made from: versions of libraries, or None where a pip vendors them.

    ``asked`` says that its versions were asked for; else it is one of those that straddle a change.
    """

    pins: Mapping[str, str] | None
    asked: bool

    def __hash__(self) -> int:
        return hash((self.asked, self.pins and tuple(self.pins.items())))


class VariantKind(Kind[VariantOrigin]):
    """The adapter variants, upon libraries as installed or as a pip vendors them."""

    name = "variant"
    options = (
        CommandOption(
            "--variant",
            "V",
            f"an adapter variant ({', '.join(each.value for each in Variant)}) or all, upon requests as installed; "
            "may be repeated. Without versions of the libraries, each scenario runs on the newest of them, and where a "
            "defect depends on them on those that straddle a change",
        ),
        *(
            CommandOption(
                f"--{library}",
                "SPEC",
                f"the {library} under the variants: a release, a range, latest or all; may be repeated",
            )
            for library in LIBRARIES
        ),
        CommandOption(
            "--vendored", "SPEC", "run the variants upon what this pip vendors (named as for --pip); may be repeated"
        ),
    )

    def read_options(self, given: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
        """Return a specification for each variant and combination. Raises ``UsageError`` for versions alone."""
        variants, pips = given.get("variant", ()), given.get("vendored", ())
        versions = {library: given.get(library, ()) for library in LIBRARIES}
        if not variants and (pips or any(versions.values())):
            raise UsageError("versions of libraries are for variants: give --variant all, or one of them")
        return tuple(write_variant_specs(dict.fromkeys(variants), versions, pips))

    def check(self, spec: str) -> None:
        """Raise ``UsageError`` for a variant or a library that there is not, or for what can name no version of one."""
        for name, version in read_variant_spec(spec).versions.items():
            if name == VENDORED:
                check_pips([version])
            else:
                check_libraries(name, [version])

    def read_short_name(self, name: str) -> str | None:
        """Return the specification of ``pool_only=2.32.5+urllib3=2.6.3``; None of a name without an equals sign."""
        if "=" not in name:
            return None
        self.check(name)
        return name

    def narrow(self, spec: str) -> str:
        """Return the specification with the newest libraries, if it names no versions."""
        return spec if read_variant_spec(spec).versions else f"{spec}=latest"

    def find(self, specs: Sequence[str], pythons: Sequence[str], stock: Stock) -> tuple[Found[VariantOrigin], ...]:
        """Return a client for each variant on each combination of libraries, installed or vendored, and Python."""
        read = [read_variant_spec(spec) for spec in specs]
        return tuple(
            dict.fromkeys(
                found
                for spec in read
                for found in (_find_vendored if spec.vendored else _find_installed)(spec, pythons, stock)
            )
        )

    def choose(
        self, scenarios: Mapping[str, Scenario], specs: Sequence[str], pythons: Sequence[str], stock: Stock
    ) -> Iterator[tuple[str, Found[VariantOrigin]]]:
        """Yield the pairs that can tell anything new: older libraries can where a defect depends on them."""
        found = self.find(specs, pythons, stock)
        for name, scenario in scenarios.items():
            depends = any(
                affected.libraries.keys() & STRADDLING.keys()
                for defect in scenario.exposes
                for affected in defect.affected
                if affected.kind == self.name
            )
            for each in found:
                newest = each.client.libraries == found[0].client.libraries
                if depends or newest or each.origin.asked:
                    yield name, each

    def make_ready(self, found: Sequence[Found[VariantOrigin]], stock: Stock) -> tuple[Client, ...]:
        """Return the clients with their libraries installed, or with the reason why they cannot be."""
        return tuple(_install(each, stock) for each in found)

    def tell(self, cell: Cell, world: World) -> Iterator[str]:
        """Yield the words for the lab's small client."""
        client = cell.client
        yield world.variant_client
        yield from map(world.fill, client.adapter or ("--variant", client.name))
        if client.source == "vendored":
            yield "--vendored"
        if cell.scenario.cache.value.on:
            yield "--cache"
        yield from ("--dest", f"{world.folder}/out", world.fill(cell.scenario.action.value.what))
        yield from tell_options(cell, world)


def _find_installed(spec: VariantSpec, pythons: Sequence[str], stock: Stock) -> Iterator[Found[VariantOrigin]]:
    asked = [library for library in ("truststore", "cachecontrol") if library in spec.versions]
    combinations = find_combinations(spec.versions, stock.libraries)
    for pins, python, variant in product(combinations, select_interpreters(pythons, stock.interpreters), spec.variants):
        label = "+".join(f"{library}={pins[library]}" for library in ("urllib3", *asked))
        origin = VariantOrigin(pins=pins, asked=bool(spec.versions))
        yield Found(make_installed_variant(variant, pins, label, Path(), python), origin)


def _install(found: Found[VariantOrigin], stock: Stock) -> Client:
    client, pins = found.client, found.origin.pins
    if pins is None:
        return client
    tree, why = install_libraries(pins, client.interpreter, stock)
    return replace(client, tree=str(tree), unfit=why)


def install_libraries(
    pins: Mapping[str, str], python: Interpreter, stock: Stock, requirement: str = ""
) -> tuple[Path, str]:
    """Return the tree with these libraries, and a further requirement, or in words why it cannot be."""
    tree, why = stock.libraries.install_libraries(pins, python, stock.progress, requirement)
    what = " ".join([*(f"{library} {version}" for library, version in pins.items()), *filter(None, [requirement])])
    return tree, f"{what} cannot be installed for Python {python.minor}: {why}" if why else ""


def make_installed_variant(
    variant: Variant, pins: Mapping[str, str], label: str, tree: Path, python: Interpreter
) -> Client:
    """Return a variant upon libraries of these versions in a tree."""
    return Client(
        kind=VariantKind.name,
        name=variant.value,
        joint="=",
        version=pins["requests"],
        source="installed",
        tree=str(tree),
        bundles=("certifi/cacert.pem",),
        interpreter=python,
        label=label,
        spec=" ".join([f"--variant {variant.value}", *(f"--{library} {version}" for library, version in pins.items())]),
        has=_find_capabilities(variant, pins["urllib3"]).union(find_python_capabilities(python)),
        libraries=tuple(pins.items()),
    )


def _find_capabilities(variant: Variant, urllib3: str) -> frozenset[Capability]:
    tls = {Capability.TLS_TO_PROXIES} if Version(urllib3) >= _TLS_TO_PROXIES else set()
    return _HAS.get(variant, _ALL) | _WHAT_REQUESTS_READS | tls


def _find_vendored(spec: VariantSpec, pythons: Sequence[str], stock: Stock) -> Iterator[Found[VariantOrigin]]:
    """The pips are fetched: what they vendor is in the names of their variants."""
    sources = dict.fromkeys(stock.releases.resolve_spec(spec.vendored or ""))
    wanted = {
        each: choose_interpreters(each.version, stock.interpreters, pythons) or tuple(stock.interpreters[:1])
        for each in sources
    }
    trees = stock.releases.fetch_all(wanted, stock.progress)
    for source, on in wanted.items():
        for python, variant in product(on, spec.variants):
            yield Found(
                _make_vendored_variant(variant, source, trees[source], python), VariantOrigin(pins=None, asked=True)
            )


def _make_vendored_variant(variant: Variant, source: Source, tree: Path, python: Interpreter) -> Client:
    libraries = read_vendored_versions(tree)
    unfit = "" if supports(source.version, python.minor) else f"pip {source.version} does not run on {python.minor}"
    if variant is not Variant.NO_CONTEXT and "truststore" not in dict(libraries):
        unfit = unfit or f"{variant.value} needs truststore, which pip {source.version} does not vendor"
    called = str(source.version) if source.kind == "release" else harmless_line(source.location)
    return Client(
        kind=VariantKind.name,
        name=variant.value,
        joint="=",
        version=dict(libraries)["requests"],
        source="vendored",
        tree=str(tree),
        bundles=PIP_BUNDLES,
        interpreter=python,
        label=f"pip={source.version}" + (f"+{source.label}" if source.label else ""),
        spec=f"--variant {variant.value} --vendored {shlex.quote(called)}",
        has=_find_capabilities(variant, dict(libraries)["urllib3"]).union(find_python_capabilities(python)),
        unfit=unfit,
        libraries=libraries,
    )
