"""How adapter variants are named, and which versions of the libraries under them a name stands for.

``pool_only`` is upon the libraries that straddle a change, ``pool_only=2.31.0+urllib3=latest`` upon these,
``pool_only+pip=25.0.1`` upon those that this pip vendors. ``all`` stands for every variant, and each version is a
release, a range, ``latest`` or ``all``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from harness.model.errors import UsageError
from harness.model.versions import read_version, shortened
from harness.model.words import Variant
from harness.provision.libraries import LIBRARIES, VariantTrees
from harness.provision.releases import select_range

#: The versions on both sides of a change in how contexts are handed on; the newest is always run too.
#: https://requests.readthedocs.io/en/latest/community/updates/ and https://urllib3.readthedocs.io/en/stable/changelog.html
STRADDLING = {
    "requests": ("2.31.0", "2.32.0", "2.32.3", "2.32.5"),
    "urllib3": ("1.26.20", "2.0.7", "2.6.3", "2.7.0"),
}
#: What a variant is upon instead of libraries: those that a pip vendors.
VENDORED = "pip"
_ALL = "all"
#: A plus sign can stand in a path or a version; what names a library after one begins the next part.
_PART = re.compile(r"\+(?=[A-Za-z0-9_]+=)")


@dataclass(frozen=True, kw_only=True)
class VariantSpec:
    """A specification that was read: a variant or ``all``, and of some libraries, or of a pip, which versions."""

    variant: str
    versions: Mapping[str, str]

    @property
    def variants(self) -> tuple[Variant, ...]:
        """The variants that are meant."""
        return tuple(Variant) if self.variant == _ALL else (Variant(self.variant),)

    @property
    def vendored(self) -> str | None:
        """The specification of the pip that vendors the libraries, None if they are installed."""
        return self.versions.get(VENDORED)


def read_variant_spec(spec: str) -> VariantSpec:
    """Return what a specification says. Raises ``UsageError`` for a variant or a library that there is not."""
    first, *further = _PART.split(spec)
    variant, _, requests = first.partition("=")
    check_variant(variant)
    versions = {"requests": requests} if requests else {}
    for name, _, version in (part.partition("=") for part in further):
        if name not in (*LIBRARIES, VENDORED):
            raise UsageError(f"{spec}: there is no library {name!r} to choose, but {', '.join(LIBRARIES)}")
        versions[name] = version
    if VENDORED in versions:
        # Which libraries these are says the pip.
        versions = {VENDORED: versions[VENDORED]}
    return VariantSpec(variant=variant, versions=versions)


def check_variant(name: str) -> None:
    """Raise ``UsageError`` if there is no such variant."""
    names = [each.value for each in Variant]
    if name not in (*names, _ALL):
        raise UsageError(f"there is no variant {name!r}: there are {', '.join(names)}, and all")


def write_variant_specs(
    variants: Iterable[str], versions: Mapping[str, Sequence[str]], pips: Iterable[str]
) -> Iterator[str]:
    """Yield a specification for each variant upon each pip, and upon each combination of versions of libraries.

    Upon pips and not upon libraries, if there are pips, unless a requests or a urllib3 is named.
    """
    for pip, variant in product(pips, variants):
        yield f"{variant}+{VENDORED}={pip}"
    if pips and not (versions.get("requests") or versions.get("urllib3")):
        return
    named = {library: given for library, given in versions.items() if given}
    for combination, variant in product(product(*named.values()), variants):
        pins = dict(zip(named, combination, strict=True))
        requests = pins.pop("requests", "latest" if pins else "")
        parts = [f"{variant}={requests}" if requests else variant]
        yield "+".join([*parts, *(f"{library}={version}" for library, version in pins.items())])


def find_combinations(versions: Mapping[str, str], trees: VariantTrees) -> list[Mapping[str, str]]:
    """Return the versions of every library to put together, each combination once.

    Where no version is asked for, the newest of each; then each straddling release with the newest of the others.
    """
    newest = {library: str(trees.list_releases(library)[-1]) for library in LIBRARIES}
    if versions:
        asked = (find_versions(library, versions.get(library, "latest"), trees) for library in LIBRARIES)
        return [dict(zip(LIBRARIES, each, strict=True)) for each in product(*asked)]
    straddling = [newest | {library: version} for library, listed in STRADDLING.items() for version in listed]
    return [newest, *(pins for pins in straddling if pins != newest)]


def find_versions(library: str, spec: str, trees: VariantTrees) -> list[str]:
    """Return the versions of a library that a specification names. Raises ``UsageError`` if there are none."""
    known = trees.list_releases(library)
    if spec == "latest":
        return [str(known[-1])]
    if spec == _ALL:
        return [str(each) for each in known]
    if spec[:1] in tuple("<>=!~"):
        return [str(each) for each in select_range(spec, known, library)]
    # A yanked release is not listed and yet to be had: whether it is, the installation says.
    wanted = read_version(spec)
    if wanted is None:
        raise UsageError(
            f"{shortened(spec)!r} does not name a release of {library}: expected a release, a range, latest or all"
        )
    return [str(next((each for each in known if each == wanted), wanted))]
