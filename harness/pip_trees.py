"""The kept trees of pip: unpacked, exported and byte-compiled once.

One rule: a tree appears whole or not at all. It is made in ``unfinished/`` and renamed into its place, by whoever holds
the lock of that name; what lies there without a living holder is a dead run's and is swept.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from packaging.version import Version

from harness.archives import unpack
from harness.cell import Interpreter
from harness.errors import LabBroken, UsageError
from harness.interpreters import environment
from harness.locks import held
from harness.others_files import copy_package, fingerprint, sha256

_PATIENCE = 600.0


class PipTrees:
    """The folders below ``cache`` that hold a ``pip/`` each: ``trees/`` from wheels, ``exports/`` from sources."""

    def __init__(self, cache: Path) -> None:
        self.cache = cache
        self._made: set[Path] = set()
        try:
            for name in ("trees", "exports", "unfinished", "locks"):
                (cache / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(
                f"no cache can be kept in {cache}: {error.strerror}; PIP_TRUST_LAB_CACHE names another"
            ) from None
        self._sweep()

    def released(self, version: Version) -> Path | None:
        """The tree of a release, if it is here. A wheel of the same version from elsewhere is not it."""
        try:
            sha = self._record(version).read_text(encoding="ascii").strip()
        except (OSError, ValueError):
            return None
        tree = self._wheel_tree(version, sha)
        return tree if tree.is_dir() else None

    def versions(self) -> list[str]:
        """The releases whose trees are here, in no order."""
        records = (self.cache / "trees").glob("pip-*.sha256")
        return [record.name.removeprefix("pip-").removesuffix(".sha256") for record in records]

    def add_release(self, version: Version, download: Callable[[Version, Path], Path]) -> Path:
        """The tree of a release, for which ``download`` puts the wheel into a folder if it is not here yet."""
        with self.making(f"download-{version}") as folder:
            tree = self.released(version)
            if tree is not None:
                return tree
            wheel = download(version, folder)
            tree = self.add_wheel(version, wheel)
            record = folder / "sha256"
            record.write_text(sha256(wheel), encoding="ascii")
            os.replace(record, self._record(version))
            return tree

    def add_wheel(self, version: Version, wheel: Path) -> Path:
        """The tree of a wheel file, by its contents."""
        place = self._wheel_tree(version, sha256(wheel))
        return self._once(place, lambda folder: unpack(wheel, folder))

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
        return self._once(self.exported(name), export)

    def exported(self, name: str) -> Path:
        """Where the tree of a commit or of contents with this hash is, once it has been added."""
        return self.cache / "exports" / name

    def is_kept(self, tree: Path) -> bool:
        """Whether a tree is here."""
        return tree.is_dir()

    def was_made(self, tree: Path) -> bool:
        """Whether a tree was not here before; answered so once."""
        was_made = tree in self._made
        self._made.discard(tree)
        return was_made

    def compile(self, tree: Path, interpreter: Interpreter) -> bool:
        """Byte-compile a tree for an interpreter, and say whether that had to be done.

        Raises `LabBroken` if there is no bytecode afterwards.
        """
        # py_compile replaces each file as a whole; the marker says that all of them are there.
        marker = tree / f".compiled-cpython-{interpreter.minor}"
        if marker.exists():
            return False
        name = f"compile-{tree.name}-{interpreter.minor}"
        with held(self._lock_file(name), f"the bytecode of {tree.name} for Python {interpreter.minor}"):
            if marker.exists():
                return False
            _compile(tree, interpreter)
            marker.touch()
        return True

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

    def _record(self, version: Version) -> Path:
        return self.cache / "trees" / f"pip-{version}.sha256"

    def _wheel_tree(self, version: Version, sha: str) -> Path:
        return self.cache / "trees" / f"pip-{version}-{sha[:12]}"

    def _once(self, place: Path, fill: Callable[[Path], object]) -> Path:
        if place.is_dir():
            return place
        with self.making(place.name) as folder:
            if not place.is_dir():
                fill(folder)
                folder.rename(place)
                self._made.add(place)
        return place

    def _lock_file(self, name: str) -> Path:
        return self.cache / "locks" / f"{name}.lock"

    def _sweep(self) -> None:
        for folder in (self.cache / "unfinished").iterdir():
            try:
                with FileLock(self._lock_file(folder.name)).acquire(blocking=False):
                    shutil.rmtree(folder, ignore_errors=True)
            except Timeout:
                continue


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
