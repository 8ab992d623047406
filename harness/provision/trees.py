"""The kept trees of pip: unpacked, exported and byte-compiled once.

One rule: a tree appears whole or not at all. It is made in ``unfinished/`` and renamed into its place, by whoever holds
the lock of that name; what lies there without a living holder is a dead run's and is swept. Whoever uses a tree never
sees a file of it vanish, also where another run makes it anew.
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
from harness.provision.archives import unpack
from harness.provision.kept_trees import (
    bytecode_damage,
    damage,
    list_bytecode,
    nobody_runs_from,
    put_in_place,
    remove_bytecode,
    write_list,
)
from harness.provision.locks import held
from harness.provision.others_files import copy_package, fingerprint, sha256
from harness.provision.pythons import environment

_PATIENCE = 600.0


class PipTrees:
    """The folders below ``cache`` that hold a ``pip/`` each: ``trees/`` from wheels, ``exports/`` from sources.

    The content of each is checked once in the life of this object, before it is used; see
    :mod:`harness.provision.kept_trees`. A damaged tree is made anew, as is one of an earlier lab, which has no list
    of its files.
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

    def released(self, version: Version) -> Path | None:
        """The tree of a release, if it is here and whole. A wheel of the same version from elsewhere is not it."""
        sha = self._recorded(version)
        tree = self._wheel_tree(version, sha)
        return tree if sha and self.is_kept(tree) else None

    def versions(self) -> list[str]:
        """The releases whose trees are here, in no order."""
        records = (self.cache / "trees").glob("pip-*.sha256")
        return [record.name.removeprefix("pip-").removesuffix(".sha256") for record in records]

    def add_release(self, version: Version, download: Callable[[Version, Path], Path]) -> Path:
        """The tree of a release, for which ``download`` puts the wheel into a folder if it is not here yet.

        The wheel is kept too, so that a damaged tree can be made anew without an index.
        """
        with self.making(f"download-{version}") as folder:
            tree = self.released(version)
            if tree is not None:
                return tree
            sha = self._recorded(version)
            wheel = self._wheel(version, sha)
            if not (sha and wheel.is_file() and sha256(wheel) == sha):
                wheel = self._downloaded(version, folder, download)
            tree = self.add_wheel(version, wheel)
            record = folder / "sha256"
            record.write_text(sha256(wheel), encoding="ascii")
            os.replace(record, self._record(version))
            return tree

    def add_wheel(self, version: Version, wheel: Path) -> Path:
        """The tree of a wheel file, by its contents."""
        place = self._wheel_tree(version, sha256(wheel))
        return self.add(place, lambda folder: unpack(wheel, folder))

    def add_package(self, package: Path) -> Path:
        """The tree of a ``pip`` folder as it is now. It is copied, so that nothing is ever written into the user's."""
        contents = fingerprint(package)

        def copy(folder: Path) -> None:
            copy_package(package, folder / "pip")
            if fingerprint(folder / "pip") != contents:
                raise UsageError(f"{package} changed while it was copied")

        return self.add_contents(contents, copy)

    def add_contents(self, name: str, export: Callable[[Path], None]) -> Path:
        """The tree of a commit, or of contents with this hash.

        ``export`` puts ``pip/`` into a folder if it is not here yet.
        """
        return self.add(self.exported(name), export)

    def exported(self, name: str) -> Path:
        """Where the tree of a commit or of contents with this hash is, once it has been added."""
        return self.cache / "exports" / name

    def add(self, place: Path, fill: Callable[[Path], object]) -> Path:
        """The tree at a place of the cache, which ``fill`` makes in a folder if it is not there, or is damaged."""
        if self.is_kept(place):
            return place
        with self.making(place.name) as folder:
            if not self.is_kept(place):
                why = self.damage(place)
                try:
                    fill(folder)
                except UsageError as error:
                    raise self.not_anew(place, error) from None
                write_list(folder)
                put_in_place(folder, place, self.cache / "replaced")
                self._whole.add(place)
                self._made[place] = f" anew, because what was kept of it is damaged: {why}" if why else ""
        return place

    def is_kept(self, tree: Path) -> bool:
        """Whether a tree is here and as it was made."""
        if tree not in self._whole and os.path.lexists(tree) and not damage(tree):
            self._whole.add(tree)
        return tree in self._whole

    def damage(self, tree: Path) -> str:
        """Why a tree that is here is not as it was made, in words; empty if it is, or is not here."""
        return "" if tree in self._whole or not os.path.lexists(tree) else damage(tree)

    def not_anew(self, tree: Path, error: UsageError) -> UsageError:
        """The error of a tree that cannot be made: where it is here and damaged, with what is wrong with it."""
        why = self.damage(tree)
        return UsageError(f"{tree} is damaged ({why}), and it cannot be made anew: {error}") if why else error

    def news(self, tree: Path) -> str | None:
        """None if a tree was here before; else what is to be added to the news that it was made. Answered so once."""
        return self._made.pop(tree, None)

    def compile(self, tree: Path, interpreter: Interpreter) -> bool:
        """Byte-compile a tree for an interpreter, and say whether that had to be done.

        Raises `LabBroken` if there is no bytecode afterwards.
        """
        minor = interpreter.minor
        if (tree, minor) in self._compiled:
            return False
        was_needed = False
        if bytecode_damage(tree, minor):
            with held(
                self._lock_file(f"compile-{tree.name}-{minor}"), f"the bytecode of {tree.name} for Python {minor}"
            ):
                was_needed = bool(bytecode_damage(tree, minor))
                if was_needed:
                    # What looks new enough by its header would be passed over.
                    remove_bytecode(tree, minor)
                    _compile(tree, interpreter)
                    list_bytecode(tree, minor)
        self._compiled.add((tree, minor))
        return was_needed

    @contextmanager
    def making(self, name: str) -> Iterator[Path]:
        """An empty folder for whoever makes the thing of that name, and nobody else meanwhile; it goes in the end."""
        folder = self.cache / "unfinished" / name
        with held(self._lock_file(name), name):
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
            raise self.not_anew(self._wheel_tree(version, self._recorded(version)), error) from None
        kept = self._wheel(version, sha256(wheel))
        os.replace(wheel, kept)
        return kept

    def _record(self, version: Version) -> Path:
        return self.cache / "trees" / f"pip-{version}.sha256"

    def _recorded(self, version: Version) -> str:
        """The hash of a release's wheel, empty if none was kept, or its record is damaged."""
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


def _compile(tree: Path, interpreter: Interpreter) -> None:
    # The exit status says nothing: pip vendors files that are for other Pythons than this one.
    command = [interpreter.executable, "-I", "-m", "compileall", "-q", str(tree)]
    try:
        answer = subprocess.run(
            command,
            env=environment(),
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
