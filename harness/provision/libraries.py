"""The libraries that an adapter variant runs on: which versions there are, and trees of them installed for a Python.

One rule: as in :mod:`harness.provision.trees`, a tree appears whole or not at all; what cannot be is remembered too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from packaging.version import Version

from harness.model.client import Interpreter
from harness.model.errors import LabBroken, UsageError
from harness.model.versions import read_version, shortened
from harness.provision.index import install
from harness.provision.release_list import ReleaseList
from harness.provision.sources import label
from harness.provision.trees import PipTrees
from harness.provision.whole_files import write_whole

#: The libraries that a variant is chosen by, as the index calls them.
LIBRARIES = ("requests", "urllib3", "truststore", "cachecontrol")

#: Of each the oldest release worth listing.
_OLDEST = (0, 1)
_PIN = re.compile(r"^\s*([A-Za-z0-9_.-]+)==([^\s;#]+)", re.MULTILINE)


class VariantTrees:
    """The folders below ``cache/variants``, each with the libraries for one choice of versions and one Python."""

    def __init__(self, cache: Path) -> None:
        self._trees = PipTrees(cache)
        self._folder = cache / "variants"
        self._folder.mkdir(exist_ok=True)
        self._lists: dict[str, ReleaseList] = {}

    def known(self, library: str) -> tuple[Version, ...]:
        """The final releases of a library, ascending: as the index lists them, or where it does not answer, did before.

        Raises ``UsageError`` if there is neither.
        """
        if library not in self._lists:
            self._lists[library] = ReleaseList(library, self._folder / f"{library}.json", _OLDEST)
        return self._lists[library].usable()

    @property
    def warnings(self) -> list[str]:
        """What the user should know of the index, in lines."""
        return [warning for each in self._lists.values() for warning in each.warnings]

    def installed(
        self, pins: Mapping[str, str], interpreter: Interpreter, progress: Callable[[str], None], more: str = ""
    ) -> tuple[Path, str]:
        """The tree with these versions of every library, or why there cannot be one; a new one is told of.

        ``more`` is a further requirement, such as ``requests-toolbelt==1.0.0``.
        """
        name = "-".join([*(f"{library}{pins[library]}" for library in LIBRARIES), *([label(more)] if more else [])])
        place = self._folder / f"{name}-py{interpreter.minor}"
        if why := self._refused_before(place):
            return place, why
        wanted = [*(f"{library}=={pins[library]}" for library in LIBRARIES), "certifi", *filter(None, [more])]
        try:
            self._trees.add(place, lambda folder: _install(wanted, interpreter.minor, folder))
        except _RefusedError as refused:
            if self._trees.damage(place):
                raise self._trees.not_anew(place, UsageError(refused.why)) from None
            self._refuse(place, refused.why)
            return place, refused.why
        news, compiled = self._trees.news(place), self._trees.compile(place, interpreter)
        what = ", ".join([*(f"{library} {pins[library]}" for library in LIBRARIES), *filter(None, [more])])
        if news is not None:
            progress(f"{what}: installed for Python {interpreter.minor}{news}")
        elif compiled:
            progress(f"{what}: compiled for Python {interpreter.minor}")
        return place, ""

    def _refused_before(self, place: Path) -> str:
        """Why the index's libraries cannot be put together, if that was found before."""
        try:
            return self._refusal(place).read_text(encoding="utf-8").strip()
        except (OSError, ValueError):
            return ""

    def _refuse(self, place: Path, why: str) -> None:
        if "conflicting dependencies" in why:
            write_whole(self._refusal(place), why)

    @staticmethod
    def _refusal(place: Path) -> Path:
        return place.with_name(f"{place.name}.impossible")


class _RefusedError(Exception):
    """pip's word that libraries cannot be installed, and ``why``."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def _install(wanted: Sequence[str], python_minor: str, folder: Path) -> None:
    if why := install(wanted, python_minor, folder):
        raise _RefusedError(why)


def vendored(tree: Path) -> tuple[tuple[str, str], ...]:
    """Which versions of the libraries a pip vendors, as its own list has them.

    Raises ``LabBroken`` without a list, or with one that makes no sense.
    """
    try:
        listed = (tree / "pip" / "_vendor" / "vendor.txt").read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise LabBroken(f"which libraries the pip in {tree} vendors is not to be read: {error.strerror}") from None
    pins = {name.lower(): version for name, version in _PIN.findall(listed)}
    if odd := [library for library in LIBRARIES if library in pins and read_version(pins[library]) is None]:
        raise LabBroken(f"the pip in {tree} vendors {odd[0]} {shortened(pins[odd[0]])!r}, which is no version")
    return tuple((library, pins[library]) for library in LIBRARIES if library in pins)
