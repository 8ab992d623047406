"""Run adapter variants on checkouts of their libraries: ``--urllib3 ./clone`` instead of a release.

One rule: the checkout is only read. The libraries below are installed as for a release, and one package is replaced.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from harness.model.client import Interpreter
from harness.model.errors import UsageError
from harness.model.versions import read_version
from harness.provision.kept_trees import COMPILED, LIST
from harness.provision.others_files import combine_hashes
from harness.provision.overlays import NAMES, Overlay, hash_overlay, read_overlay, replace_package
from harness.provision.sources import make_label
from harness.provision.specs import names_path
from harness.provision.stock import Stock
from harness.provision.trees import PipTrees

_NOT_COPIED = shutil.ignore_patterns("__pycache__", f"{COMPILED}*", LIST)


def read_checkout(library: str, spec: str) -> Overlay:
    """Return the checkout, folder or wheel of a library that a path names. Raises ``UsageError``."""
    if library not in NAMES:
        raise UsageError(
            f"--{library} takes releases alone: a path is taken for {', '.join(NAMES[:-1])} and {NAMES[-1]}"
        )
    return read_overlay(f"{library}={spec}")


def find_checkouts(pins: Mapping[str, str]) -> dict[str, Overlay]:
    """Return the checkouts among the libraries: those that are named by a path. Raises ``UsageError``."""
    return {library: read_checkout(library, pin) for library, pin in pins.items() if names_path(pin)}


def name_released(pins: Mapping[str, str], stock: Stock) -> dict[str, str]:
    """Return a release for each library: for a checkout the newest one, whose dependencies it is run with."""
    checkouts = find_checkouts(pins)
    return {
        library: str(stock.libraries.list_releases(library)[-1]) if library in checkouts else pin
        for library, pin in pins.items()
    }


def name_versions(pins: Mapping[str, str], stock: Stock) -> dict[str, str]:
    """Return the version of each library; for a checkout its own, or the newest release if that is not written in it.

    A clone whose version is made by its build has none written in it.
    """
    said = {library: each.version for library, each in find_checkouts(pins).items() if read_version(each.version)}
    return name_released(pins, stock) | said


def label_pins(pins: Mapping[str, str], stock: Stock) -> dict[str, str]:
    """Return the text for each library in a client's id: its version, and for a checkout its folder's name too."""
    checkouts = find_checkouts(pins)
    return {
        library: make_label(f"{version}-{Path(checkouts[library].location).name}") if library in checkouts else version
        for library, version in name_versions(pins, stock).items()
    }


def lay_checkouts(base: Path, checkouts: Mapping[str, Overlay], python: Interpreter, stock: Stock) -> Path:
    """Return a cached tree of the installed libraries in which checkouts replace packages. Raises ``UsageError``."""
    kept = PipTrees(stock.cache)

    def fill(folder: Path) -> None:
        shutil.copytree(base, folder, dirs_exist_ok=True, ignore=_NOT_COPIED)
        for overlay in checkouts.values():
            replace_package(overlay, folder)

    tree = kept.add_contents(combine_hashes([base.name, *map(hash_overlay, checkouts.values())]), fill)
    kept.compile_tree(tree, python)
    return tree
