"""Clients that run the lab's small client of an index: adapter variants, and somebody's own adapter."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from packaging.version import Version

from harness.clients.pip import PIP_BUNDLES
from harness.clients.python_capabilities import find_python_capabilities
from harness.clients.variant_checkouts import find_checkouts, label_pins, lay_checkouts, name_released, name_versions
from harness.clients.variant_specs import find_combinations
from harness.model.capability import Capability
from harness.model.client import Client, Interpreter
from harness.model.errors import UsageError
from harness.model.foreign import clean_line
from harness.model.pip_facts import supports_python
from harness.model.words import Variant
from harness.provision.libraries import read_vendored_versions
from harness.provision.pythons import select_interpreters
from harness.provision.sources import Source
from harness.provision.stock import Stock

VARIANT_KIND = "variant"
_STORES = frozenset({Capability.SYSTEM_STORE, Capability.OPENSSL_DEFAULTS})
_HAS = {
    Variant.NO_CONTEXT: frozenset[Capability](),
    Variant.INJECTED: _STORES,
}
_ALL = _STORES | {Capability.SESSION_CONTEXT}
_WHAT_REQUESTS_READS = frozenset({Capability.NETRC, Capability.ALL_PROXY})
_SOCKS = frozenset({Capability.SOCKS, Capability.NO_SOCKS_OF_ITS_OWN})
#: The first urllib3 that speaks TLS to a proxy. https://github.com/urllib3/urllib3/blob/main/CHANGES.rst (1.26.0)
_TLS_TO_PROXIES = Version("1.26")


def make_library_tree(
    pins: Mapping[str, str], python: Interpreter, stock: Stock, requirement: str = ""
) -> tuple[Path, str]:
    """Return a tree with these libraries and a further requirement, and the reason if they cannot be installed."""
    checkouts = find_checkouts(pins)
    released = name_released(pins, stock)
    tree, why = stock.libraries.install_libraries(released, python, stock.progress, requirement)
    what = " ".join([*(f"{library} {version}" for library, version in released.items()), *filter(None, [requirement])])
    if checkouts and not why:
        tree = lay_checkouts(tree, checkouts, python, stock)
    return tree, f"{what} cannot be installed for Python {python.minor}: {why}" if why else ""


def make_installed_variant(
    variant: Variant,
    pins: Mapping[str, str],
    label: str,
    tree: Path,
    python: Interpreter,
    versions: Mapping[str, str] | None = None,
) -> Client:
    """Return a variant on libraries installed in a tree; their ``versions`` are the pins, unless some are checkouts."""
    options = [f"--variant {variant.value}", *(f"--{library} {shlex.quote(pin)}" for library, pin in pins.items())]
    versions = versions or pins
    return Client(
        kind=VARIANT_KIND,
        name=variant.value,
        joint="=",
        version=versions["requests"],
        source="installed",
        tree=str(tree),
        bundles=("certifi/cacert.pem",),
        interpreter=python,
        label=label,
        spec=" ".join(options),
        has=_find_variant_capabilities(variant, versions["urllib3"]).union(find_python_capabilities(python)),
        libraries=tuple(versions.items()),
    )


def make_vendored_variant(variant: Variant, source: Source, tree: Path, python: Interpreter) -> Client:
    """Return a variant on the libraries that a pip vendors in its tree."""
    libraries = read_vendored_versions(tree)
    unfit = (
        "" if supports_python(source.version, python.minor) else f"pip {source.version} does not run on {python.minor}"
    )
    if variant is not Variant.NO_CONTEXT and "truststore" not in dict(libraries):
        unfit = unfit or f"{variant.value} needs truststore, which pip {source.version} does not vendor"
    called = str(source.version) if source.kind == "release" else clean_line(source.location)
    return Client(
        kind=VARIANT_KIND,
        name=variant.value,
        joint="=",
        version=dict(libraries)["requests"],
        source="vendored",
        tree=str(tree),
        bundles=PIP_BUNDLES,
        interpreter=python,
        label=f"pip={source.version}" + (f"+{source.label}" if source.label else ""),
        spec=f"--variant {variant.value} --vendored {shlex.quote(called)}",
        has=_find_variant_capabilities(variant, dict(libraries)["urllib3"]).union(find_python_capabilities(python)),
        unfit=unfit,
        libraries=libraries,
    )


def _find_variant_capabilities(variant: Variant, urllib3: str) -> frozenset[Capability]:
    tls = {Capability.TLS_TO_PROXIES} if Version(urllib3) >= _TLS_TO_PROXIES else set()
    return _HAS.get(variant, _ALL) | _WHAT_REQUESTS_READS | _SOCKS | tls


def make_adapter_client(
    adapter: tuple[str, ...], requirement: str, versions: Mapping[str, str], python: str | None, stock: Stock
) -> Client:
    """Return a client with somebody's own adapter on one combination of libraries. Raises ``UsageError``.

    ``adapter`` are the words that name it to the lab's small client, ``requirement`` is what pip installs, empty for a
    file; ``versions`` are specifications by library.
    """
    pins, *further = find_combinations(versions, stock.libraries)
    if further:
        raise UsageError("expected one version each of requests and urllib3, not a range that names several")
    (on,) = select_interpreters([python] if python else (), stock.interpreters)
    tree, why = make_library_tree(pins, on, stock, requirement)
    if why:
        raise UsageError(why)
    names = label_pins(pins, stock)
    client = make_installed_variant(
        Variant.NO_CONTEXT, pins, f"urllib3={names['urllib3']}", tree, on, name_versions(pins, stock)
    )
    return replace(client, name="own_adapter", adapter=adapter, has=frozenset(Capability))
