"""The kind of client that the adapter variants are, each on libraries as installed or as a pip vendors them.

One rule: a combination that cannot be installed is a client too, so that it is skipped with its reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from harness.clients.kind import CommandOption, FoundClient, Kind
from harness.clients.telling import make_options
from harness.clients.variant_checkouts import label_pins, name_versions
from harness.clients.variant_clients import (
    VARIANT_KIND,
    make_installed_variant,
    make_library_tree,
    make_vendored_variant,
)
from harness.clients.variant_specs import (
    STRADDLING,
    VENDORED,
    VariantSpec,
    find_combinations,
    read_variant_spec,
    write_variant_specs,
)
from harness.model.cell import Cell
from harness.model.client import Client
from harness.model.errors import UsageError
from harness.model.scenario import Scenario
from harness.model.words import Variant
from harness.provision.libraries import LIBRARIES
from harness.provision.overlays import NAMES
from harness.provision.pythons import choose_interpreters, select_interpreters
from harness.provision.specs import check_libraries, check_pips, names_path
from harness.provision.stock import Stock

if TYPE_CHECKING:
    from harness.clients.equipment import Equipment


@dataclass(frozen=True, kw_only=True)
class VariantOrigin:
    """The libraries that a variant is made from, by version; ``pins`` is None where a pip vendors them.

    ``asked`` is true if its versions were asked for; else it is one of those that straddle a change.
    """

    pins: Mapping[str, str] | None
    asked: bool

    def __hash__(self) -> int:
        return hash((self.asked, self.pins and tuple(self.pins.items())))


class VariantKind(Kind[VariantOrigin]):
    """The adapter variants, upon libraries as installed or as a pip vendors them."""

    name = VARIANT_KIND
    options = (
        CommandOption(
            "--variant",
            "V",
            "instead of pip an adapter variant, one of six adapters of requests that hand an ssl_context on in "
            f"different ways ({', '.join(each.value for each in Variant)}), or all; may be repeated. Without versions "
            "of the libraries, each scenario runs on the newest of them and, where a defect depends on them, on the "
            "releases just before and after a change",
        ),
        *(
            CommandOption(
                f"--{library}",
                "SPEC",
                f"the {library} under the variants: a release, a range, latest or all"
                + (", a checkout (./clone), a folder that holds it or a wheel" if library in NAMES else "")
                + "; may be repeated",
            )
            for library in LIBRARIES
        ),
        CommandOption(
            "--vendored",
            "SPEC",
            "run the variants on the libraries that this pip vendors (named as for --pip); may be repeated",
        ),
    )

    def read_options(self, given: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
        """Return a specification for each variant and combination. Raises ``UsageError`` for versions alone."""
        variants, pips = given.get("variant", ()), given.get("vendored", ())
        versions = {library: given.get(library, ()) for library in LIBRARIES}
        if not variants and (pips or any(versions.values())):
            raise UsageError("versions of libraries are for variants: give --variant all, or one of them")
        return tuple(write_variant_specs(dict.fromkeys(variants), versions, pips))

    def check_spec(self, spec: str) -> None:
        """Raise ``UsageError`` for an unknown variant or library, or a text that cannot name a version."""
        for name, version in read_variant_spec(spec).versions.items():
            if name == VENDORED:
                check_pips([version])
            else:
                check_libraries(name, [version])

    def read_short_name(self, name: str) -> str | None:
        """Return ``pool_only=2.32.5+urllib3=2.6.3`` as it is; None for a name without an equals sign."""
        if "=" not in name:
            return None
        self.check_spec(name)
        return name

    def narrow_spec(self, spec: str) -> str:
        """Return the specification with the newest libraries, if it names no versions."""
        return spec if read_variant_spec(spec).versions else f"{spec}=latest"

    def find_clients(
        self, specs: Sequence[str], pythons: Sequence[str], stock: Stock
    ) -> tuple[FoundClient[VariantOrigin], ...]:
        """Return a client for each variant on each combination of libraries, installed or vendored, and Python."""
        read = [read_variant_spec(spec) for spec in specs]
        return tuple(
            dict.fromkeys(
                found
                for spec in read
                for found in (_find_vendored if spec.vendored else _find_installed)(spec, pythons, stock)
            )
        )

    def choose_pairs(
        self, scenarios: Mapping[str, Scenario], specs: Sequence[str], pythons: Sequence[str], stock: Stock
    ) -> Iterator[tuple[str, FoundClient[VariantOrigin]]]:
        """Yield the pairs worth running: older libraries only where a defect depends on them."""
        found = self.find_clients(specs, pythons, stock)
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

    def make_ready(self, found: Sequence[FoundClient[VariantOrigin]], stock: Stock) -> tuple[Client, ...]:
        """Return the clients with their libraries installed, or with the reason why they cannot be."""
        return tuple(_install_found(each, stock) for each in found)

    def make_arguments(self, cell: Cell, equipment: Equipment) -> Iterator[str]:
        """Yield the arguments of the lab's small client."""
        client = cell.client
        yield equipment.variant_client
        yield from map(equipment.fill_placeholders, client.adapter or ("--variant", client.name))
        if client.source == "vendored":
            yield "--vendored"
        if cell.scenario.cache.value.on:
            yield "--cache"
        yield from ("--dest", f"{equipment.folder}/out", equipment.fill_placeholders(cell.scenario.action.value.what))
        yield from make_options(cell, equipment)


def _find_installed(spec: VariantSpec, pythons: Sequence[str], stock: Stock) -> Iterator[FoundClient[VariantOrigin]]:
    asked = [library for library in ("truststore", "cachecontrol") if library in spec.versions]
    combinations = find_combinations(spec.versions, stock.libraries)
    for pins, python, variant in product(combinations, select_interpreters(pythons, stock.interpreters), spec.variants):
        shown = label_pins(pins, stock)
        # The version of requests is the client's own, which says nothing of a checkout.
        named = ("urllib3", *asked, *(["requests"] if names_path(pins["requests"]) else []))
        label = "+".join(f"{library}={shown[library]}" for library in named)
        origin = VariantOrigin(pins=pins, asked=bool(spec.versions))
        yield FoundClient(
            make_installed_variant(variant, pins, label, Path(), python, name_versions(pins, stock)), origin
        )


def _install_found(found: FoundClient[VariantOrigin], stock: Stock) -> Client:
    client, pins = found.client, found.origin.pins
    if pins is None:
        return client
    tree, why = make_library_tree(pins, client.interpreter, stock)
    return replace(client, tree=str(tree), unfit=why)


def _find_vendored(spec: VariantSpec, pythons: Sequence[str], stock: Stock) -> Iterator[FoundClient[VariantOrigin]]:
    """Yield the variants on the libraries of each pip, which is fetched: their versions are in the variants' names."""
    sources = dict.fromkeys(stock.releases.resolve_spec(spec.vendored or ""))
    wanted = {
        each: choose_interpreters(each.version, stock.interpreters, pythons) or tuple(stock.interpreters[:1])
        for each in sources
    }
    trees = stock.releases.fetch_all(wanted, stock.progress)
    for source, on in wanted.items():
        for python, variant in product(on, spec.variants):
            yield FoundClient(
                make_vendored_variant(variant, source, trees[source], python), VariantOrigin(pins=None, asked=True)
            )
