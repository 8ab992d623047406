"""Trees of the libraries that an adapter variant runs on, installed for a Python, and the list of their versions.

One rule: as in :mod:`harness.provision.trees`, a tree appears whole or not at all; what cannot be installed is
remembered too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from packaging.version import Version

from harness.model.client import Interpreter
from harness.model.errors import LabBroken, UsageError
from harness.model.versions import read_version, shorten_version
from harness.provision.index import install_wheels
from harness.provision.release_list import ReleaseList
from harness.provision.sources import make_label
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

    def list_releases(self, library: str) -> tuple[Version, ...]:
        """Return the final releases of a library, ascending, from the index, or else from its last answer.

        Raises ``UsageError`` if there is neither.
        """
        if library not in self._lists:
            self._lists[library] = ReleaseList(library, self._folder / f"{library}.json", _OLDEST)
        return self._lists[library].list_usable()

    @property
    def warnings(self) -> list[str]:
        """Warnings about the index for the user, one per line."""
        return [warning for each in self._lists.values() for warning in each.warnings]

    def install_libraries(
        self, pins: Mapping[str, str], interpreter: Interpreter, progress: Callable[[str], None], more: str = ""
    ) -> tuple[Path, str]:
        """Return the tree with these versions of every library, and why there cannot be one (empty if there is one).

        A new tree is reported to ``progress``. ``more`` is a further requirement, such as ``requests-toolbelt==1.0.0``.
        """
        name = "-".join(
            [*(f"{library}{pins[library]}" for library in LIBRARIES), *([make_label(more)] if more else [])]
        )
        place = self._folder / f"{name}-py{interpreter.minor}"
        if why := self._refused_before(place):
            return place, why
        wanted = [*(f"{library}=={pins[library]}" for library in LIBRARIES), "certifi", *filter(None, [more])]
        try:
            self._trees.add_tree(place, lambda folder: _install_libraries(wanted, interpreter.minor, folder))
        except _RefusedError as refused:
            if self._trees.describe_damage(place):
                raise self._trees.explain_failure(place, UsageError(refused.why)) from None
            self._refuse(place, refused.why)
            return place, refused.why
        news, compiled = self._trees.take_news(place), self._trees.compile_tree(place, interpreter)
        what = ", ".join([*(f"{library} {pins[library]}" for library in LIBRARIES), *filter(None, [more])])
        if news is not None:
            progress(f"{what}: installed for Python {interpreter.minor}{news}")
        elif compiled:
            progress(f"{what}: compiled for Python {interpreter.minor}")
        return place, ""

    def _refused_before(self, place: Path) -> str:
        """Return why these libraries cannot be installed together, if that was found before."""
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
    """pip refused to install libraries; ``why`` is its word for it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def _install_libraries(wanted: Sequence[str], python_minor: str, folder: Path) -> None:
    if why := install_wheels(wanted, python_minor, folder):
        raise _RefusedError(why)


def read_vendored_versions(tree: Path) -> tuple[tuple[str, str], ...]:
    """Return the versions of the libraries that a pip vendors, by its own list.

    Raises ``LabBroken`` without a list, or with one that makes no sense.
    """
    try:
        listed = (tree / "pip" / "_vendor" / "vendor.txt").read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise LabBroken(f"which libraries the pip in {tree} vendors cannot be read: {error.strerror}") from None
    pins = {name.lower(): version for name, version in _PIN.findall(listed)}
    if odd := [library for library in LIBRARIES if library in pins and read_version(pins[library]) is None]:
        raise LabBroken(f"the pip in {tree} vendors {odd[0]} {shorten_version(pins[odd[0]])!r}, which is not a version")
    return tuple((library, pins[library]) for library in LIBRARIES if library in pins)
