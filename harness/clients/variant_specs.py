"""Specifications of adapter variants, and the versions of libraries that they stand for.

``pool_only`` runs on the libraries that straddle a change, ``pool_only=2.31.0+urllib3=latest`` on these versions,
``pool_only+pip=25.0.1`` on those that this pip vendors. ``all`` stands for every variant, and each version is a
release, a range, ``latest`` or ``all``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from harness.model.errors import UsageError
from harness.model.words import Variant
from harness.provision.libraries import LIBRARIES, VariantTrees
from harness.provision.releases import select_range
from harness.provision.specs import is_range, names_path, read_release

#: The versions on both sides of a change in how contexts are handed on; the newest is always run too.
#: https://requests.readthedocs.io/en/latest/community/updates/ and https://urllib3.readthedocs.io/en/stable/changelog.html
STRADDLING = {
    "requests": ("2.31.0", "2.32.0", "2.32.3", "2.32.5"),
    "urllib3": ("1.26.20", "2.0.7", "2.6.3", "2.7.0"),
}
#: The name in a specification for the pip that vendors the libraries.
VENDORED = "pip"
_ALL = "all"
#: A plus sign can stand in a path or a version; what names a library after one begins the next part.
_PART = re.compile(r"\+(?=[A-Za-z0-9_]+=)")


@dataclass(frozen=True, kw_only=True)
class VariantSpec:
    """A parsed specification: a variant or ``all``, and versions of some libraries or of a pip."""

    variant: str
    versions: Mapping[str, str]

    @property
    def variants(self) -> tuple[Variant, ...]:
        """The variants that it stands for."""
        return tuple(Variant) if self.variant == _ALL else (Variant(self.variant),)

    @property
    def vendored(self) -> str | None:
        """The specification of the pip that vendors the libraries, None if they are installed."""
        return self.versions.get(VENDORED)


def read_variant_spec(spec: str) -> VariantSpec:
    """Return the parsed form of a specification. Raises ``UsageError`` for an unknown variant or library."""
    first, *further = _PART.split(spec)
    variant, _, requests = first.partition("=")
    check_variant(variant)
    versions = {"requests": requests} if requests else {}
    for name, _, version in (part.partition("=") for part in further):
        if name not in (*LIBRARIES, VENDORED):
            raise UsageError(f"{spec}: unknown library {name!r}; expected one of {', '.join(LIBRARIES)}")
        versions[name] = version
    if VENDORED in versions:
        # The pip says which libraries these are.
        versions = {VENDORED: versions[VENDORED]}
    return VariantSpec(variant=variant, versions=versions)


def check_variant(name: str) -> None:
    """Raise ``UsageError`` for the name of an unknown variant."""
    names = [each.value for each in Variant]
    if name not in (*names, _ALL):
        raise UsageError(f"unknown variant {name!r}: expected one of {', '.join(names)}, or all")


def write_variant_specs(
    variants: Iterable[str], versions: Mapping[str, Sequence[str]], pips: Iterable[str]
) -> Iterator[str]:
    """Yield a specification for each variant on each pip, and on each combination of versions of libraries.

    If pips are named, the libraries need a version of requests or urllib3 to be taken too.
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
    """Return the combinations of versions to install, each once and with every library.

    Where no version is given, these are the newest of each, then each straddling release with the newest others.
    """
    newest = {library: str(trees.list_releases(library)[-1]) for library in LIBRARIES}
    if versions:
        asked = (find_versions(library, versions.get(library, "latest"), trees) for library in LIBRARIES)
        return [dict(zip(LIBRARIES, each, strict=True)) for each in product(*asked)]
    straddling = [newest | {library: version} for library, listed in STRADDLING.items() for version in listed]
    return [newest, *(pins for pins in straddling if pins != newest)]


def find_versions(library: str, spec: str, trees: VariantTrees) -> list[str]:
    """Return the versions of a library that a specification names. Raises ``UsageError`` if there are none."""
    if names_path(spec):
        return [os.path.realpath(os.path.expanduser(spec))]
    known = trees.list_releases(library)
    if spec == "latest":
        return [str(known[-1])]
    if spec == _ALL:
        return [str(each) for each in known]
    if is_range(spec):
        return [str(each) for each in select_range(spec, known, library)]
    # A yanked release is not listed, but can be installed.
    wanted = read_release(library, spec)
    return [str(next((each for each in known if each == wanted), wanted))]
