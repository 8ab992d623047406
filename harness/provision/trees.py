"""The kept trees of pip: unpacked, exported and byte-compiled once.

One rule: a tree appears whole or not at all. It is made in ``unfinished/`` under the lock of its name and renamed into
its place; a folder there without a living holder of its lock is from a dead run and is swept. A client that runs from a
tree never sees a file of it vanish, also where another run makes it anew.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from packaging.version import Version

from harness.model.client import Interpreter
from harness.model.errors import LabBroken, UsageError
from harness.provision.archives import unpack_archive
from harness.provision.kept_trees import (
    find_bytecode_damage,
    find_damage,
    list_bytecode,
    nobody_runs_from,
    put_in_place,
    remove_bytecode,
    write_list,
)
from harness.provision.locks import hold_lock
from harness.provision.others_files import copy_package, hash_file, hash_package
from harness.provision.pythons import make_environment

_PATIENCE = 600.0


class PipTrees:
    """The folders below ``cache`` that hold a ``pip/`` each: ``trees/`` from wheels, ``exports/`` from sources.

    The content of each is checked once in the life of this object, before it is used; see
    :mod:`harness.provision.kept_trees`. A damaged tree is made anew, as is one of an earlier lab, which has no list of
    its files.
    """

    def __init__(self, cache: Path) -> None:
        self.cache = cache
        self._whole: set[Path] = set()
        self._compiled: set[tuple[Path, str]] = set()
        self._made: dict[Path, str] = {}
        try:
            for name in ("trees", "wheels", "exports", "unfinished", "replaced", "locks"):
                (cache / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(
                f"no cache can be kept in {cache}: {error.strerror}; PIP_TRUST_LAB_CACHE names another"
            ) from None
        self._sweep()

    def find_release(self, version: Version) -> Path | None:
        """Return the tree of a release if it is kept; a wheel of that version from elsewhere does not count."""
        sha = self._recorded(version)
        tree = self._wheel_tree(version, sha)
        return tree if sha and self.is_kept(tree) else None

    def list_versions(self) -> list[str]:
        """Return the releases whose trees are here, in no order."""
        records = (self.cache / "trees").glob("pip-*.sha256")
        return [record.name.removeprefix("pip-").removesuffix(".sha256") for record in records]

    def add_release(self, version: Version, download: Callable[[Version, Path], Path]) -> Path:
        """Return the tree of a release; ``download`` puts its wheel into a folder if it is not here yet.

        The wheel is kept too, so that a damaged tree can be made anew without an index.
        """
        with self.working_folder(f"download-{version}") as folder:
            tree = self.find_release(version)
            if tree is not None:
                return tree
            sha = self._recorded(version)
            wheel = self._wheel(version, sha)
            if not (sha and wheel.is_file() and hash_file(wheel) == sha):
                wheel = self._downloaded(version, folder, download)
            tree = self.add_wheel(version, wheel)
            record = folder / "sha256"
            record.write_text(hash_file(wheel), encoding="ascii")
            os.replace(record, self._record(version))
            return tree

    def add_wheel(self, version: Version, wheel: Path) -> Path:
        """Return the tree of a wheel file, by its contents."""
        place = self._wheel_tree(version, hash_file(wheel))
        return self.add_tree(place, lambda folder: unpack_archive(wheel, folder))

    def add_package(self, package: Path) -> Path:
        """Return the tree of a ``pip`` folder as it is now: a copy, so that nothing is ever written into the user's."""
        contents = hash_package(package)

        def copy(folder: Path) -> None:
            copy_package(package, folder / "pip")
            if hash_package(folder / "pip") != contents:
                raise UsageError(f"{package} changed while it was copied")

        return self.add_contents(contents, copy)

    def add_contents(self, name: str, export: Callable[[Path], None]) -> Path:
        """Return the tree of a commit, or of contents with this hash.

        ``export`` puts ``pip/`` into a folder if it is not here yet.
        """
        return self.add_tree(self.locate_export(name), export)

    def locate_export(self, name: str) -> Path:
        """Return where the tree of a commit or of contents with this hash is, once it has been added."""
        return self.cache / "exports" / name

    def add_tree(self, place: Path, fill: Callable[[Path], object]) -> Path:
        """Return the tree at a place of the cache, which ``fill`` makes in a folder if it is missing or damaged."""
        if self.is_kept(place):
            return place
        with self.working_folder(place.name) as folder:
            if not self.is_kept(place):
                why = self.describe_damage(place)
                try:
                    fill(folder)
                except UsageError as error:
                    raise self.explain_failure(place, error) from None
                write_list(folder)
                put_in_place(folder, place, self.cache / "replaced")
                self._whole.add(place)
                self._made[place] = f" anew, because what was kept of it is damaged: {why}" if why else ""
        return place

    def is_kept(self, tree: Path) -> bool:
        """Return whether a tree is here and as it was made."""
        if tree not in self._whole and os.path.lexists(tree) and not find_damage(tree):
            self._whole.add(tree)
        return tree in self._whole

    def describe_damage(self, tree: Path) -> str:
        """Return why a tree that is here is not as it was made; empty if it is, or is not here."""
        return "" if tree in self._whole or not os.path.lexists(tree) else find_damage(tree)

    def explain_failure(self, tree: Path, error: UsageError) -> UsageError:
        """Return the error of a tree that cannot be made: where it is here and damaged, with the damage."""
        why = self.describe_damage(tree)
        return UsageError(f"{tree} is damaged ({why}), and it cannot be made anew: {error}") if why else error

    def take_news(self, tree: Path) -> str | None:
        """Return the end of the news that a tree was made, and forget it; None if the tree was here before."""
        return self._made.pop(tree, None)

    def compile_tree(self, tree: Path, interpreter: Interpreter) -> bool:
        """Byte-compile a tree for an interpreter, and return whether that had to be done.

        Raises `LabBroken` if there is no bytecode afterwards.
        """
        minor = interpreter.minor
        if (tree, minor) in self._compiled:
            return False
        was_needed = False
        if find_bytecode_damage(tree, minor):
            with hold_lock(
                self._lock_file(f"compile-{tree.name}-{minor}"), f"the bytecode of {tree.name} for Python {minor}"
            ):
                was_needed = bool(find_bytecode_damage(tree, minor))
                if was_needed:
                    # What looks new enough by its header would be passed over.
                    remove_bytecode(tree, minor)
                    _compile_files(tree, interpreter)
                    list_bytecode(tree, minor)
        self._compiled.add((tree, minor))
        return was_needed

    @contextmanager
    def working_folder(self, name: str) -> Iterator[Path]:
        """Yield an empty folder in which this run alone makes the thing of that name; it is removed in the end."""
        folder = self.cache / "unfinished" / name
        with hold_lock(self._lock_file(name), name):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def _downloaded(self, version: Version, folder: Path, download: Callable[[Version, Path], Path]) -> Path:
        try:
            wheel = download(version, folder)
        except UsageError as error:
            raise self.explain_failure(self._wheel_tree(version, self._recorded(version)), error) from None
        kept = self._wheel(version, hash_file(wheel))
        os.replace(wheel, kept)
        return kept

    def _record(self, version: Version) -> Path:
        return self.cache / "trees" / f"pip-{version}.sha256"

    def _recorded(self, version: Version) -> str:
        """Return the hash of a release's wheel, empty if none was kept, or its record is damaged."""
        try:
            sha = self._record(version).read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            return ""
        return sha if re.fullmatch("[0-9a-f]{64}", sha) else ""

    def _wheel_tree(self, version: Version, sha: str) -> Path:
        return self.cache / "trees" / f"pip-{version}-{sha}"

    def _wheel(self, version: Version, sha: str) -> Path:
        return self.cache / "wheels" / f"pip-{version}-{sha}.whl"

    def _lock_file(self, name: str) -> Path:
        return self.cache / "locks" / f"{name}.lock"

    def _sweep(self) -> None:
        for folder in (self.cache / "unfinished").iterdir():
            try:
                with FileLock(self._lock_file(folder.name)).acquire(blocking=False):
                    shutil.rmtree(folder, ignore_errors=True)
            except Timeout:
                continue
        for aside in (self.cache / "replaced").iterdir():
            if nobody_runs_from(aside):
                shutil.rmtree(aside, ignore_errors=True)


def _compile_files(tree: Path, interpreter: Interpreter) -> None:
    # The exit status says nothing: pip vendors files that are for other Pythons than this one.
    command = [interpreter.executable, "-I", "-m", "compileall", "-q", str(tree)]
    try:
        answer = subprocess.run(
            command,
            env=make_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
        problem = (answer.stderr or answer.stdout).strip()
    except (OSError, subprocess.SubprocessError) as error:
        problem = str(error)
    tag = "cpython-" + interpreter.minor.replace(".", "")
    if next(tree.rglob(f"__pycache__/__init__.{tag}.pyc"), None) is None:
        raise LabBroken(
            f"{tree} could not be byte-compiled by {interpreter.executable}: {problem or 'it said nothing'}"
        )
