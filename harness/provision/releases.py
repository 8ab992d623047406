"""The releases of pip in order, and a ready tree for one of them or for any other pip that can be named.

What was fetched, unpacked or compiled once is kept in one cache folder: ``pip-trust-lab`` in the user's, or the one
that the variable ``PIP_TRUST_LAB_CACHE`` names.
"""

from __future__ import annotations

import os
from bisect import bisect
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import platformdirs
from packaging.version import Version

from harness.model.client import Interpreter
from harness.model.errors import UsageError
from harness.model.versions import read_version
from harness.provision.ensurepip import ENSUREPIP, find_shipped_pip
from harness.provision.git_url import is_git_url
from harness.provision.index import OLDEST, USUAL, download_release
from harness.provision.overlays import Overlaid, lay_overlays, read_overlaid, split_overlays
from harness.provision.parallel import work_in_parallel
from harness.provision.pip_git import keep_from_git, keep_from_repository, locate_tree
from harness.provision.release_list import ReleaseList
from harness.provision.sources import Source, find_pip_package, name_release, read_source
from harness.provision.specs import check_pips, format_release, is_range, names_older, read_range
from harness.provision.trees import PipTrees

_DONE = {
    **{"release": "downloaded", "wheel": "unpacked", "ensurepip": "unpacked", "zipapp": "unpacked"},
    **{"tree": "exported", "git": "exported", "overlay": "overlaid"},
}


def find_cache_folder() -> Path:
    """Return the folder that ``PIP_TRUST_LAB_CACHE`` names, else one in the user's cache."""
    named = os.environ.get("PIP_TRUST_LAB_CACHE")
    return Path(named).absolute() if named else platformdirs.user_cache_path("pip-trust-lab", appauthor=False)


class Releases:
    """The known releases and the trees that are ready. ``warnings`` are lines for the user."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._trees = PipTrees(cache)
        self._list = ReleaseList("pip", cache / "releases.json", OLDEST, self._trees.list_versions)
        self.warnings, self.answers = self._list.warnings, self._list.answers
        self._ready: dict[Source, Path] = {}

    def list_usual(self) -> tuple[Version, ...]:
        """Return every final, not yanked release since 20.3, ascending; older ones are run where they are named.

        Raises `UsageError` if there are none.
        """
        return _select_usual(self.list_all())

    def list_all(self) -> tuple[Version, ...]:
        """Return every final, not yanked release that the lab can run, ascending; `UsageError` if there are none.

        They are those that the package index lists, and those that it listed before and are in the cache; without an
        answer only the latter.
        """
        return self._list.list_usable()

    def list_all_now(self) -> tuple[Version, ...]:
        """Return the same, asked for anew unless the package index was asked just now."""
        return self._list.list_usable_now()

    def list_ever_listed(self) -> tuple[Version, ...]:
        """Return the same and those that were listed before, whether or not they are available now."""
        return tuple(sorted({*self.list_all(), *self._list.list_before()}))

    def resolve_spec(self, spec: str) -> tuple[Source, ...]:
        """Return the pips that a specification names, ascending. Raises `UsageError` in one line if there are none.

        It is a release (``25.0.1``), a range (``>=24.2,<26``), ``latest``, ``all``, a wheel, a checkout with
        ``src/pip``, a folder that holds ``pip/`` or a git URL; each also ``with urllib3=./clone`` (or requests, or
        truststore) in place of the copy that it vendors.
        """
        check_pips([spec])
        pip, overlays = split_overlays(spec.strip())
        sources = self._named(pip)
        return tuple(read_overlaid(source, overlays) for source in sources) if overlays else sources

    def resolve_shipped(self, spec: str, interpreter: Interpreter) -> Source:
        """Return the pip that a Python ships, for ``ensurepip`` or ``ensurepip with …``. Raises `UsageError`."""
        check_pips([spec])
        _, overlays = split_overlays(spec.strip())
        source = find_shipped_pip(interpreter)
        return read_overlaid(source, overlays) if overlays else source

    def _named(self, spec: str) -> tuple[Source, ...]:
        if spec == ENSUREPIP:
            raise UsageError(
                "ensurepip is another pip on each Python: this takes one that is the same everywhere, as a release is"
            )
        if is_git_url(spec):
            return (self._kept(keep_from_git(spec, self._trees)),)
        if spec == "latest":
            return (name_release(self.list_usual()[-1]),)
        if spec == "all":
            return tuple(map(name_release, self.list_usual()))
        if is_range(spec):
            return tuple(map(name_release, self._find_range(spec)))
        if (version := read_version(spec)) is not None:
            return (self._exact(version),)
        return (read_source(spec),)

    def make_tree(self, source: Source) -> Path:
        """Return the folder that holds ``pip/``, made ready if needed; the same for the life of this object."""
        if source not in self._ready:
            try:
                self._ready[source] = self._make(source)
            except OSError as error:
                raise UsageError(f"{source} cannot be kept in {self._cache}: {error.strerror or error}") from error
        return self._ready[source]

    def compile_tree(self, tree: Path, interpreter: Interpreter) -> None:
        """Byte-compile a tree for an interpreter, once and for all runs."""
        self._trees.compile_tree(tree, interpreter)

    def fetch_all(
        self, wanted: Mapping[Source, Iterable[Interpreter]], progress: Callable[[str], None]
    ) -> dict[Source, Path]:
        """Return a compiled tree per source, made a few at once.

        The calling thread passes a line to ``progress`` for each thing that had to be done.
        """
        trees: dict[Source, Path] = {}

        def made(source: Source, tree: Path) -> None:
            trees[source] = tree
            news = self._trees.take_news(tree)
            if news is not None:
                progress(f"{source}: {_DONE[source.kind]}{news} ({len(trees)} of {len(wanted)})")

        def compiled(pair: tuple[Path, Interpreter], was_needed: bool) -> None:
            if was_needed:
                progress(f"{pairs[pair]}: compiled for Python {pair[1].minor}")

        work_in_parallel(self.make_tree, wanted, made)
        pairs = {(trees[source], one): source for source, interpreters in wanted.items() for one in interpreters}
        work_in_parallel(lambda pair: self._trees.compile_tree(*pair), pairs, compiled)
        return {source: trees[source] for source in wanted}

    def _find_range(self, spec: str) -> tuple[Version, ...]:
        older = names_older(spec)
        there = self.list_all() if older else self.list_usual()
        if not any(map(read_range(spec).contains, there)):
            there = self.list_all_now() if older else _select_usual(self.list_all_now())
        return select_range(spec, there)

    def _exact(self, version: Version) -> Source:
        if self._trees.find_release(version) is not None:
            return name_release(version)
        # A release that was published just now can be named before a kept answer is old.
        for versions in (self._list.list_before, self.list_all, self.list_all_now):
            if version in (there := versions()):
                return name_release(there[there.index(version)])
        raise UsageError(
            f"there is no final pip release {version}; nearest: {' and '.join(find_neighbours(version, there))}"
        )

    def _kept(self, source: Source) -> Source:
        """Note the tree of a source that was made when it was resolved."""
        assert source.repository is not None
        self._ready[source] = locate_tree(source.repository, self._trees)
        return source

    def _make(self, source: Source) -> Path:
        if isinstance(source, Overlaid):
            return lay_overlays(source, self.make_tree(source.base), self._trees)
        if source.kind == "release":
            return self._trees.add_release(source.version, download_release)
        if source.kind in ("wheel", "ensurepip", "zipapp"):
            return self._trees.add_wheel(source.version, Path(source.location))
        if source.kind == "tree":
            return self._trees.add_package(find_pip_package(Path(source.location)))
        assert source.repository is not None
        kept = keep_from_repository(source.repository, self._trees).repository
        assert kept is not None
        return locate_tree(kept, self._trees)


def select_range(spec: str, known: Sequence[Version], project: str = "pip") -> tuple[Version, ...]:
    """Return the known versions that a PEP 440 specifier matches. Raises `UsageError` if there are none."""
    found = tuple(filter(read_range(spec).contains, known))
    if not found:
        raise UsageError(f"no {project} release matches {spec!r}: there are {len(known)}, {known[0]} to {known[-1]}")
    return found


def _select_usual(listed: Sequence[Version]) -> tuple[Version, ...]:
    usual = tuple(version for version in listed if version.release >= USUAL)
    if not usual:
        raise UsageError(f"there is no pip release from {format_release(USUAL)} on")
    return usual


def find_neighbours(version: Version, known: Sequence[Version]) -> list[str]:
    """Return the known versions (ascending) just before and just after a version."""
    position = bisect(known, version)
    return [str(neighbour) for neighbour in known[max(position - 1, 0) : position + 1]]
