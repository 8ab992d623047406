"""A commit of requests, urllib3 or truststore → an adapter variant upon it.

One rule: everything else under the variant is the newest, and the same for every commit.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from harness.clients.variant import make_installed_variant
from harness.clients.variant_specs import find_combinations, read_variant_spec
from harness.model.client import Client, Interpreter
from harness.model.errors import UsageError
from harness.provision.archives import unpack_archive
from harness.provision.git import Git
from harness.provision.kept_trees import COMPILED, LIST
from harness.provision.overlays import GENERATED, NAMES, list_places
from harness.provision.stock import Stock
from harness.provision.trees import PipTrees

_SHORT = 9
_OF_ITS_OWN = shutil.ignore_patterns("__pycache__", f"{COMPILED}*", LIST)


def variant_upon(git: Git, variant: str, interpreter: Interpreter, stock: Stock) -> Callable[[str], Client]:
    """What turns a commit of a library into a variant upon it. Raises ``UsageError`` if it is no library's commit."""
    kind, *others = read_variant_spec(variant).variants
    if others:
        raise UsageError("a bisect is of one variant: --variant all names several")
    (pins,) = find_combinations({"requests": "latest"}, stock.libraries)
    base, why = stock.libraries.install_libraries(pins, interpreter, stock.progress)
    if why:
        raise UsageError(why)
    kept = PipTrees(stock.cache)

    def client(commit: str) -> Client:
        library, place = package_of(git, commit)

        def fill(folder: Path) -> None:
            shutil.copytree(base, folder, dirs_exist_ok=True, ignore=_OF_ITS_OWN)
            replaced(git, commit, place, folder / library)

        name = hashlib.sha256(f"{base.name} {library} {commit}".encode()).hexdigest()
        tree = kept.add_contents(name, fill)
        kept.compile_tree(tree, interpreter)
        label = f"{library}-{commit[:_SHORT]}"
        return replace(make_installed_variant(kind, pins, label, tree, interpreter), spec=f"--variant {variant}")

    return client


def package_of(git: Git, commit: str) -> tuple[str, str]:
    """The library that a commit is of, and where its package is. Raises ``UsageError``."""
    for library in NAMES:
        for place in list_places(library):
            if git("ls-tree", "--name-only", commit, f"{place}/__init__.py").strip():
                return library, place
    raise UsageError(f"{commit[:_SHORT]} is a commit of none of {', '.join(NAMES)}")


def replaced(git: Git, commit: str, place: str, package: Path) -> None:
    """Put the package of a commit into the place of another one, which lends what only a build writes."""
    with tempfile.TemporaryDirectory(dir=git.home) as scratch:
        archive = Path(scratch) / "package.zip"
        git("archive", "--format=zip", f"--output={archive}", commit, place)
        unpack_archive(archive, Path(scratch))
        made = Path(scratch) / place
        if (package / GENERATED).is_file() and not (made / GENERATED).exists():
            shutil.copyfile(package / GENERATED, made / GENERATED)
        shutil.rmtree(package)
        shutil.move(str(made), package)
