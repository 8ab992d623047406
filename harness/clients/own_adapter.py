"""Somebody's own adapter of requests, in the place of a variant's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from harness.clients.variant import install_libraries, make_installed_variant
from harness.clients.variant_specs import find_combinations
from harness.model.capability import Capability
from harness.model.client import Client
from harness.model.errors import UsageError
from harness.model.words import Variant
from harness.provision.pythons import select_interpreters
from harness.provision.stock import Stock


def make_adapter_client(
    adapter: tuple[str, ...], requirement: str, versions: Mapping[str, str], python: str | None, stock: Stock
) -> Client:
    """Return a client with an adapter upon one combination of libraries. Raises ``UsageError`` if there is not one.

    ``adapter`` are the words that name it to the lab's small client, ``requirement`` what it is installed by, empty
    for a file; ``versions`` are specifications by library.
    """
    pins, *further = find_combinations(versions, stock.libraries)
    if further:
        raise UsageError("one requests and one urllib3 at a time: a range names several")
    (on,) = select_interpreters([python] if python else (), stock.interpreters)
    tree, why = install_libraries(pins, on, stock, requirement)
    if why:
        raise UsageError(why)
    client = make_installed_variant(Variant.NO_CONTEXT, pins, f"urllib3={pins['urllib3']}", tree, on)
    return replace(client, name="own_adapter", adapter=adapter, has=frozenset(Capability))
