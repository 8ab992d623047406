"""Which adapter variants, on which libraries: what was asked for → clients, with what each can do or why it cannot be.

One rule: a combination that cannot be installed is a client too, so that it is skipped with its reason.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

from packaging.version import Version

from harness.clients.pip import capabilities_of
from harness.model.capability import Capability
from harness.model.cell import Client, Interpreter
from harness.model.errors import UsageError
from harness.model.foreign import harmless_line
from harness.model.pip_facts import supports
from harness.model.versions import read_version, shortened
from harness.model.words import Variant
from harness.provision.libraries import LIBRARIES, VariantTrees, read_vendored_versions
from harness.provision.places import prepare_cache
from harness.provision.pythons import choose_interpreters, find_interpreters, select_interpreters
from harness.provision.releases import Releases, select_range
from harness.provision.sources import Source

#: The versions on both sides of a change in how contexts are handed on; the newest is always run too.
#: https://requests.readthedocs.io/en/latest/community/updates/ and https://urllib3.readthedocs.io/en/stable/changelog.html
STRADDLING = {
    "requests": ("2.31.0", "2.32.0", "2.32.3", "2.32.5"),
    "urllib3": ("1.26.20", "2.0.7", "2.6.3", "2.7.0"),
}
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
class Choice:
    """What was asked for: variants or ``all``, specifications of each library, and pips whose vendored ones to use."""

    variants: tuple[str, ...] = ()
    requests: tuple[str, ...] = ()
    urllib3: tuple[str, ...] = ()
    truststore: tuple[str, ...] = ()
    cachecontrol: tuple[str, ...] = ()
    vendored: tuple[str, ...] = ()

    @property
    def names_versions(self) -> bool:
        """Whether any version was asked for; otherwise the straddling ones are meant."""
        return bool(self.requests or self.urllib3 or self.truststore or self.cachecontrol or self.vendored)

    def __bool__(self) -> bool:
        return bool(self.variants)


NO_VARIANT = Choice()


def chosen(choice: Choice) -> tuple[Variant, ...]:
    """The variants of a choice. Raises ``UsageError`` for a name that is none, or for versions without a variant."""
    if choice.names_versions and not choice.variants:
        raise UsageError("versions of libraries are for variants: give --variant all, or one of them")
    if "all" in choice.variants:
        return tuple(Variant)
    names = [each.value for each in Variant]
    if unknown := [name for name in choice.variants if name not in names]:
        raise UsageError(f"there is no variant {unknown[0]!r}: there are {', '.join(names)}, and all")
    return tuple(Variant(name) for name in dict.fromkeys(choice.variants))


def clients(
    choice: Choice,
    pythons: Sequence[str],
    interpreters: Sequence[Interpreter],
    releases: Releases,
    trees: VariantTrees,
    progress: Callable[[str], None],
) -> tuple[Client, ...]:
    """A client for each variant on each combination of libraries, installed or vendored, and on each Python."""
    variants = chosen(choice)
    found = list(_vendored(choice, variants, pythons, interpreters, releases, progress))
    if not choice.vendored or choice.requests or choice.urllib3:
        for pins, python in product(combinations(choice, trees), select_interpreters(pythons, interpreters)):
            tree, why = trees.install_libraries(pins, python, progress)
            found += [client_upon(variant, pins, _told(choice, pins), tree, python, why) for variant in variants]
    return tuple(found)


def combinations(choice: Choice, trees: VariantTrees) -> list[Mapping[str, str]]:
    """The versions of every library to put together, each combination once.

    Without versions asked for, each straddling release of requests with the newest urllib3 and the reverse.
    """
    newest = {library: str(trees.list_releases(library)[-1]) for library in LIBRARIES}
    if choice.names_versions:
        asked = {library: _resolved(library, getattr(choice, library), trees) for library in LIBRARIES}
        return [dict(zip(LIBRARIES, versions, strict=True)) for versions in product(*asked.values())]
    straddling = [newest | {library: version} for library, versions in STRADDLING.items() for version in versions]
    return [newest, *(pins for pins in straddling if pins != newest)]


def _resolved(library: str, specs: Sequence[str], trees: VariantTrees) -> list[str]:
    return list(dict.fromkeys(version for spec in specs or ("latest",) for version in _versions(library, spec, trees)))


def _versions(library: str, spec: str, trees: VariantTrees) -> Iterable[str]:
    known = trees.list_releases(library)
    if spec == "latest":
        return [str(known[-1])]
    if spec == "all":
        return map(str, known)
    if spec[:1] in tuple("<>=!~"):
        return map(str, select_range(spec, known, library))
    # A yanked release is not listed and yet to be had: whether it is, the installation says.
    wanted = read_version(spec)
    if wanted is None:
        raise UsageError(f"{shortened(spec)!r} names no {library}: expected a release, a range, latest or all")
    return [str(next((each for each in known if each == wanted), wanted))]


def _label(pins: Mapping[str, str]) -> str:
    return " ".join(f"{library} {version}" for library, version in pins.items())


def _told(choice: Choice, pins: Mapping[str, str]) -> str:
    """What of a combination is in a client's name besides requests: urllib3, and whatever else was asked for."""
    asked = (library for library in ("truststore", "cachecontrol") if getattr(choice, library))
    return "+".join(f"{library}={pins[library]}" for library in ("urllib3", *asked))


def client_upon(
    variant: Variant, pins: Mapping[str, str], label: str, tree: Path, python: Interpreter, why: str = ""
) -> Client:
    """A variant upon libraries that were installed into a tree, or why they could not be."""
    return Client(
        name=variant.value,
        version=pins["requests"],
        source="installed",
        tree=str(tree),
        interpreter=python,
        label=label,
        spec=" ".join([f"--variant {variant.value}", *(f"--{library} {version}" for library, version in pins.items())]),
        has=_able(variant, pins["urllib3"]).union(capabilities_of(python)),
        unfit=f"{_label(pins)} cannot be installed for Python {python.minor}: {why}" if why else "",
        libraries=tuple(pins.items()),
    )


def _able(variant: Variant, urllib3: str) -> frozenset[Capability]:
    """What a variant can do upon a urllib3."""
    tls = {Capability.TLS_TO_PROXIES} if Version(urllib3) >= _TLS_TO_PROXIES else set()
    return _HAS.get(variant, _ALL) | _WHAT_REQUESTS_READS | tls


def _vendored(
    choice: Choice,
    variants: Sequence[Variant],
    pythons: Sequence[str],
    interpreters: Sequence[Interpreter],
    releases: Releases,
    progress: Callable[[str], None],
) -> Iterator[Client]:
    sources = dict.fromkeys(source for spec in choice.vendored for source in releases.resolve_spec(spec))
    wanted = {
        each: choose_interpreters(each.version, interpreters, pythons) or tuple(interpreters[:1]) for each in sources
    }
    trees = releases.fetch_all(wanted, progress)
    for source, on in wanted.items():
        for python, variant in product(on, variants):
            yield _of_pip(variant, source, trees[source], python)


def _named(source: Source) -> str:
    return str(source.version) if source.kind == "release" else harmless_line(source.location)


def _of_pip(variant: Variant, source: Source, tree: Path, python: Interpreter) -> Client:
    libraries = read_vendored_versions(tree)
    unfit = "" if supports(source.version, python.minor) else f"pip {source.version} does not run on {python.minor}"
    if variant is not Variant.NO_CONTEXT and "truststore" not in dict(libraries):
        unfit = unfit or f"{variant.value} needs truststore, which pip {source.version} does not vendor"
    return Client(
        name=variant.value,
        version=dict(libraries)["requests"],
        source="vendored",
        tree=str(tree),
        interpreter=python,
        label=f"pip={source.version}" + (f"+{source.label}" if source.label else ""),
        spec=f"--variant {variant.value} --vendored {shlex.quote(_named(source))}",
        has=_able(variant, dict(libraries)["urllib3"]).union(capabilities_of(python)),
        unfit=unfit,
        libraries=libraries,
    )


def adapter_client(
    adapter: tuple[str, ...], requirement: str, choice: Choice, python: str | None, progress: Callable[[str], None]
) -> Client:
    """Somebody's own adapter upon one combination of libraries. Raises ``UsageError`` if that cannot be installed."""
    cache = prepare_cache()
    trees, interpreters = VariantTrees(cache), find_interpreters(cache)
    pins, *further = combinations(choice, trees)
    if further:
        raise UsageError("one requests and one urllib3 at a time: a range names several")
    (on,) = select_interpreters([python] if python else (), interpreters)
    tree, why = trees.install_libraries(pins, on, progress, requirement)
    if why:
        raise UsageError(f"{_label(pins)} {requirement} cannot be installed for Python {on.minor}: {why}")
    client = client_upon(Variant.NO_CONTEXT, pins, _told(choice, pins), tree, on, "")
    return replace(client, name="own_adapter", adapter=adapter, has=frozenset(Capability))
