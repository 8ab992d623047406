"""Write an adapter variant and its session as Python source.

One rule: the source of the adapter is the lab's own, so that a script shows the same adapter.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Sequence
from typing import Any

from harness.clients.inside.adapters.variant_adapters import VARIANTS
from harness.clients.variant_clients import VARIANT_KIND
from harness.model.cell import Cell
from harness.model.client import Client
from harness.model.words import Variant

#: Annotations are for the type checker alone, and would need names that a script does not have.
_TYPED = re.compile(r'(?<=[\w)]): (?:"Any"|str)( (?==))?| -> (?:"Any"|None)(?=:)| *# type: ignore\[.*?\]')


def is_variant(client: Client) -> bool:
    """Return whether a client is an adapter variant."""
    return client.kind == VARIANT_KIND


def is_vendored(client: Client) -> bool:
    """Return whether a variant runs on the libraries that a pip vendors."""
    return client.source == "vendored"


def write_adapter(client: Client) -> str:
    """Return the source of a variant's classes, base classes first."""
    classes = [each for each in reversed(VARIANTS[client.name].__mro__) if each is not object]
    return "\n\n".join(
        _TYPED.sub("", inspect.getsource(each)).replace("= None,", "=None,") for each in classes
    ).rstrip()


def list_libraries(client: Client, *, cached: bool) -> dict[str, str]:
    """Return the version of each package that a variant runs on, by name."""
    if is_vendored(client):
        return {"pip": client.label.removeprefix("pip=")}
    unneeded = {"truststore"} if client.name == Variant.NO_CONTEXT.value else set()
    unneeded |= set() if cached else {"cachecontrol"}
    return {name: version for name, version in client.libraries if name not in unneeded}


def pair_words(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each option of the lab's small client with its value, and as ``--target`` the URL or name to fetch.

    Options that choose the adapter are left out. Raises ``ValueError`` for an option that has no value.
    """
    left = list(words[1:])
    while left:
        word = left.pop(0)
        if word in ("--vendored", "--cache"):
            continue
        if not word.startswith("-"):
            yield "--target", word
        elif word.startswith("--") and "=" not in word and left:
            value = left.pop(0)
            if word != "--variant":
                yield word, value
        else:
            raise ValueError(word)


def find_unknown_option(cell: Cell) -> str:
    """Return an option that a script's small client does not know; empty if there is none."""
    known = {"--cert", "--client-cert", "--proxy"}
    said = (word for option in cell.scenario.options for word in option.words if word.startswith("-"))
    return next((word for word in said if word not in known), "")


def describe_package(client: Client) -> dict[str, str]:
    """Return the parts of a script that are about the package with the client's own bundle."""
    if is_variant(client) and not is_vendored(client):
        return {"package": "certifi", "bundles": '("certifi/cacert.pem",)', "shipped_remark": "certifi's bundle"}
    paths = ", ".join(f'"pip/_vendor/{each}/cacert.pem"' for each in ("certifi", "requests"))
    bundles = f"({paths})  # the second is of pip before 9.0.2"
    return {"package": "pip", "bundles": bundles, "shipped_remark": "pip's own certifi"}


def describe_adapter(cell: Cell) -> dict[str, Any]:
    """Return the parts of a script that are about an adapter variant."""
    client, cached = cell.client, cell.scenario.cache.value.on
    with_context = client.name not in (Variant.NO_CONTEXT.value, Variant.INJECTED.value)
    injected = client.name == Variant.INJECTED.value
    return {
        "adapter": write_adapter(client),
        "adapter_name": VARIANTS[client.name].__name__,
        "adapter_upon": "cachecontrol.CacheControlAdapter" if cached else "requests.adapters.HTTPAdapter",
        "with_context": with_context,
        "imports": _list_imports(client, injected=injected, with_context=with_context, cached=cached),
    }


def _list_imports(client: Client, *, injected: bool, with_context: bool, cached: bool) -> list[str]:
    """Return the import lines of the client; truststore must be injected before requests is imported."""
    write = "from pip._vendor import {}" if is_vendored(client) else "import {}"
    early = [write.format("truststore"), "", "truststore.inject_into_ssl()"] if injected else []
    names = ["cachecontrol"] * cached + ["certifi"] * with_context + ["requests"] + ["truststore"] * with_context
    if is_vendored(client):
        return [*early, write.format(", ".join(names))]
    return [*early, *map(write.format, names)]
