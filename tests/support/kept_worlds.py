"""Everything that a cache keeps trees of, in a cache of a test's own, and what may happen to them there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from harness.model.client import Interpreter
from harness.provision import kept_trees
from harness.provision.libraries import LIBRARIES, VariantTrees
from harness.provision.releases import Releases
from tests.support.repository import Repository

PINS = dict.fromkeys(LIBRARIES, "1.0")


def pyc(tree: Path) -> Path:
    return next(tree.rglob("*.pyc"))


def module(tree: Path) -> Path:
    return next(path for path in sorted(tree.rglob("__init__.py")) if path.stat().st_size)


def linked(path: Path) -> None:
    path.rename(path.with_name("moved.py"))
    path.symlink_to("moved.py")


def same_size_and_time(path: Path) -> None:
    before = path.stat()
    path.write_bytes(bytes(before.st_size))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


DAMAGE: dict[str, Callable[[Path], object]] = {
    "an emptied module": lambda tree: module(tree).write_text(""),
    "a module of zeros, as old and as long as before": lambda tree: same_size_and_time(module(tree)),
    "a file that is gone": lambda tree: module(tree).unlink(),
    "a file more": lambda tree: (tree / "pip.py").touch(),
    "a compiled module without a source": lambda tree: (tree / "sitecustomize.pyc").touch(),
    "a link": lambda tree: linked(module(tree)),
    "a pipe": lambda tree: os.mkfifo(tree / "fifo"),
    "no list": lambda tree: (tree / kept_trees.LIST).unlink(),
    "a list that was cut": lambda tree: os.truncate(tree / kept_trees.LIST, 20),
    "a list that is none": lambda tree: (tree / kept_trees.LIST).write_text("[" * 100_000),
    "bytecode that was cut": lambda tree: os.truncate(pyc(tree), 20),
    "bytecode that was emptied": lambda tree: os.truncate(pyc(tree), 0),
    "bytecode of zeros behind its header": lambda tree: pyc(tree).write_bytes(pyc(tree).read_bytes()[:16] + bytes(90)),
    "bytecode that is gone": lambda tree: pyc(tree).unlink(),
    "bytecode more": lambda tree: shutil.copy(pyc(tree), pyc(tree).with_name(f"x{pyc(tree).name[8:]}")),
    "a list of bytecode that was cut": lambda tree: os.truncate(next(tree.glob(f"{kept_trees.COMPILED}*")), 5),
    "a folder that is a file": lambda tree: tree.rename(f"{tree}-moved").with_name(tree.name).touch(),
    "a folder that is a link": lambda tree: tree.symlink_to(tree.rename(f"{tree}-moved")),
}


@dataclass
class World:
    """A cache of a test's own, and what there is to keep in it."""

    folder: Path
    cache: Path
    python: Interpreter
    repository: Repository

    def spec(self, kind: str) -> str:
        urllib3 = self.folder / "urllib3"
        return {
            "release": "25.2",
            "wheel": str(self.folder / "wheels" / "pip-24.2-py3-none-any.whl"),
            "tree": str(self.folder / "tree"),
            "git": f"{self.repository.url}@main",
            "a commit": f"{self.repository.url}@{self.repository.git('rev-parse', 'HEAD')}",
            "overlay": f"{self.folder / 'tree'} with urllib3={urllib3}",
        }[kind]

    def run(self, kind: str) -> tuple[Path, list[str]]:
        """The tree that a run would use, in a process of its own as far as it can tell, and what it says of it."""
        said: list[str] = []
        if kind == "variant":
            tree, why = VariantTrees(self.cache).install_libraries(PINS, self.python, said.append)
            assert why == ""
            return tree, said
        there = Releases(self.cache)
        (source,) = there.resolve_spec(self.spec(kind))
        return there.fetch_all({source: [self.python]}, said.append)[source], said

    def cut_off(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Take away everything of which a tree was made."""
        for name in ("wheels", "tree", "urllib3", "repository"):
            shutil.rmtree(self.folder / name)
        shutil.rmtree(self.cache / "wheels")
        shutil.rmtree(self.folder / "simple")
        monkeypatch.setattr("harness.provision.libraries.install_wheels", lambda *_: "no route")
