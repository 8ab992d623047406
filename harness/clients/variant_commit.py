"""Make an adapter variant on a commit of requests, urllib3 or truststore.

One rule: all other libraries are the newest, and the same for every commit.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from harness.clients.variant_clients import make_installed_variant
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


def prepare_commit_variants(git: Git, variant: str, interpreter: Interpreter, stock: Stock) -> Callable[[str], Client]:
    """Return the function that makes a variant on a commit. Raises ``UsageError``, as that does for an alien commit."""
    kind, *others = read_variant_spec(variant).variants
    if others:
        raise UsageError("a bisect runs one variant: --variant all names several")
    (pins,) = find_combinations({"requests": "latest"}, stock.libraries)
    base, why = stock.libraries.install_libraries(pins, interpreter, stock.progress)
    if why:
        raise UsageError(why)
    kept = PipTrees(stock.cache)

    def make_client(commit: str) -> Client:
        library, place = find_library(git, commit)

        def fill(folder: Path) -> None:
            shutil.copytree(base, folder, dirs_exist_ok=True, ignore=_OF_ITS_OWN)
            replace_by_commit(git, commit, place, folder / library)

        name = hashlib.sha256(f"{base.name} {library} {commit}".encode()).hexdigest()
        tree = kept.add_contents(name, fill)
        kept.compile_tree(tree, interpreter)
        label = f"{library}-{commit[:_SHORT]}"
        return replace(make_installed_variant(kind, pins, label, tree, interpreter), spec=f"--variant {variant}")

    return make_client


def find_library(git: Git, commit: str) -> tuple[str, str]:
    """Return the library that a commit belongs to, and the place of its package. Raises ``UsageError``."""
    for library in NAMES:
        for place in list_places(library):
            if git("ls-tree", "--name-only", commit, f"{place}/__init__.py").strip():
                return library, place
    raise UsageError(f"{commit[:_SHORT]} is not a commit of {', '.join(NAMES[:-1])} or {NAMES[-1]}")


def replace_by_commit(git: Git, commit: str, place: str, package: Path) -> None:
    """Replace a package by that of a commit, but keep the file that only a build writes."""
    with tempfile.TemporaryDirectory(dir=git.home) as scratch:
        archive = Path(scratch) / "package.zip"
        git("archive", "--format=zip", f"--output={archive}", commit, place)
        unpack_archive(archive, Path(scratch))
        made = Path(scratch) / place
        if (package / GENERATED).is_file() and not (made / GENERATED).exists():
            shutil.copyfile(package / GENERATED, made / GENERATED)
        shutil.rmtree(package)
        shutil.move(str(made), package)
