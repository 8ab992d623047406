"""pip releases in order; a ready tree for one of them, or for any other pip that can be named.

One rule: what was fetched, unpacked or compiled once is never so again, whoever asked for it: everything is kept in one
cache folder, ``pip-trust-lab`` in the user's, or the one that the variable ``PIP_TRUST_LAB_CACHE`` names.
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
from harness.provision.git_url import is_git
from harness.provision.index import OLDEST, USUAL, download
from harness.provision.overlays import Overlaid, lay, overlaid, split
from harness.provision.parallel import a_few_at_once
from harness.provision.pip_git import from_git, from_repository, tree_of
from harness.provision.release_list import ReleaseList
from harness.provision.sources import Source, from_path, package_in, release
from harness.provision.specs import check_pips, is_of_older, is_range, read_range, written
from harness.provision.trees import PipTrees

_DONE = {"release": "downloaded", "wheel": "unpacked", "tree": "exported", "git": "exported", "overlay": "overlaid"}


def default_cache() -> Path:
    """Where trees are kept: the folder that ``PIP_TRUST_LAB_CACHE`` names, else one in the user's cache."""
    named = os.environ.get("PIP_TRUST_LAB_CACHE")
    return Path(named).absolute() if named else platformdirs.user_cache_path("pip-trust-lab", appauthor=False)


class Releases:
    """The releases there are and the trees that are ready. ``warnings`` says what the user should know, in lines."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._trees = PipTrees(cache)
        self._list = ReleaseList("pip", cache / "releases.json", OLDEST, self._trees.versions)
        self.warnings, self.answers = self._list.warnings, self._list.answers
        self._ready: dict[Source, Path] = {}

    def known(self) -> tuple[Version, ...]:
        """Every final, not yanked release from 20.3 on, ascending: older ones are run where somebody names them.

        Raises `UsageError` if there are none.
        """
        return _usual(self.listed())

    def listed(self) -> tuple[Version, ...]:
        """Every final, not yanked release that the lab can run, ascending; `UsageError` if there are none.

        It is what the package index lists, and what it listed before and is in the cache; without an answer that alone.
        """
        return self._list.usable()

    def listed_now(self) -> tuple[Version, ...]:
        """The same, asked for anew unless the package index was asked just now."""
        return self._list.usable_now()

    def ever_listed(self) -> tuple[Version, ...]:
        """The same, and those that were listed before, whether or not they are to be had now."""
        return tuple(sorted({*self.listed(), *self._list.before()}))

    def resolve(self, spec: str) -> tuple[Source, ...]:
        """The pips that a specification names, ascending. Raises `UsageError` in one line if there are none.

        It is a release (``25.0.1``), a range (``>=24.2,<26``), ``latest``, ``all``, a wheel, a checkout with
        ``src/pip``, a folder that holds ``pip/`` or a git URL; each also ``with urllib3=./clone`` (or requests,
        or truststore) in the place of the copy that it vendors.
        """
        check_pips([spec])
        pip, overlays = split(spec.strip())
        sources = self._named(pip)
        return tuple(overlaid(source, overlays) for source in sources) if overlays else sources

    def _named(self, spec: str) -> tuple[Source, ...]:
        if is_git(spec):
            return (self._kept(from_git(spec, self._trees)),)
        if spec == "latest":
            return (release(self.known()[-1]),)
        if spec == "all":
            return tuple(map(release, self.known()))
        if is_range(spec):
            return tuple(map(release, self._in_range(spec)))
        if (version := read_version(spec)) is not None:
            return (self._exact(version),)
        return (from_path(spec),)

    def tree(self, source: Source) -> Path:
        """The folder that holds ``pip/``, made ready if it is not yet. The same one as long as this object lives."""
        if source not in self._ready:
            try:
                self._ready[source] = self._make(source)
            except OSError as error:
                raise UsageError(f"{source} cannot be kept in {self._cache}: {error.strerror or error}") from error
        return self._ready[source]

    def compile(self, tree: Path, interpreter: Interpreter) -> None:
        """Byte-compile a tree for an interpreter, once and for all runs."""
        self._trees.compile(tree, interpreter)

    def fetch_all(
        self, wanted: Mapping[Source, Iterable[Interpreter]], progress: Callable[[str], None]
    ) -> dict[Source, Path]:
        """A compiled tree for every source, a few at once; a line to ``progress`` for each thing that had to be done.

        ``progress`` is called by the thread that called this.
        """
        trees: dict[Source, Path] = {}

        def made(source: Source, tree: Path) -> None:
            trees[source] = tree
            news = self._trees.news(tree)
            if news is not None:
                progress(f"{source}: {_DONE[source.kind]}{news}")

        def compiled(pair: tuple[Path, Interpreter], was_needed: bool) -> None:
            if was_needed:
                progress(f"{pairs[pair]}: compiled for Python {pair[1].minor}")

        a_few_at_once(self.tree, wanted, made)
        pairs = {(trees[source], one): source for source, interpreters in wanted.items() for one in interpreters}
        a_few_at_once(lambda pair: self._trees.compile(*pair), pairs, compiled)
        return {source: trees[source] for source in wanted}

    def _in_range(self, spec: str) -> tuple[Version, ...]:
        older = is_of_older(spec)
        there = self.listed() if older else self.known()
        if not any(map(read_range(spec).contains, there)):
            there = self.listed_now() if older else _usual(self.listed_now())
        return in_range(spec, there)

    def _exact(self, version: Version) -> Source:
        if self._trees.released(version) is not None:
            return release(version)
        # Whoever names a release that was published just now has not to wait until a kept answer is old.
        for versions in (self._list.before, self.listed, self.listed_now):
            if version in (there := versions()):
                return release(there[there.index(version)])
        raise UsageError(f"there is no final pip release {version}; nearest: {' and '.join(nearest(version, there))}")

    def _kept(self, source: Source) -> Source:
        """A source whose tree was made when it was resolved."""
        assert source.repository is not None
        self._ready[source] = tree_of(source.repository, self._trees)
        return source

    def _make(self, source: Source) -> Path:
        if isinstance(source, Overlaid):
            return lay(source, self.tree(source.base), self._trees)
        if source.kind == "release":
            return self._trees.add_release(source.version, download)
        if source.kind == "wheel":
            return self._trees.add_wheel(source.version, Path(source.location))
        if source.kind == "tree":
            return self._trees.add_package(package_in(Path(source.location)))
        assert source.repository is not None
        kept = from_repository(source.repository, self._trees).repository
        assert kept is not None
        return tree_of(kept, self._trees)


def in_range(spec: str, known: Sequence[Version], project: str = "pip") -> tuple[Version, ...]:
    """Those of the known versions that a PEP 440 specifier matches. Raises `UsageError` if there are none."""
    found = tuple(filter(read_range(spec).contains, known))
    if not found:
        raise UsageError(f"no {project} release matches {spec!r}: there are {len(known)}, {known[0]} to {known[-1]}")
    return found


def _usual(listed: Sequence[Version]) -> tuple[Version, ...]:
    usual = tuple(version for version in listed if version.release >= USUAL)
    if not usual:
        raise UsageError(f"there is no pip release from {written(USUAL)} on")
    return usual


def nearest(version: Version, known: Sequence[Version]) -> list[str]:
    """The neighbours that a version would have among ascending known ones: the one before and the one after."""
    position = bisect(known, version)
    return [str(neighbour) for neighbour in known[max(position - 1, 0) : position + 1]]
