"""The libraries that are installed beside a client: a folder each, which Python's path names.

One rule: as in :mod:`harness.provision.trees`, a folder appears whole or not at all. It is fetched before a cell runs,
which then only looks where it is.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from harness.model.conditions import Beside
from harness.model.errors import LabBroken, UsageError
from harness.provision.index import install_wheels
from harness.provision.releases import find_cache_folder
from harness.provision.trees import PipTrees

#: A Python that every such library has a wheel for; the wheel is for any.
_FOR_PYTHON = "3.10"


def locate_beside(beside: Beside) -> str:
    """Return the folder of a library, empty if there is none. Raises ``LabBroken`` if it was not fetched."""
    if not beside.value.name:
        return ""
    place = _locate(beside, find_cache_folder())
    if not place.is_dir():
        raise LabBroken(f"{beside.value.words} is to be installed beside the client, and is not in {place}")
    return str(place)


def fetch_beside(beside: Beside, cache: Path, progress: Callable[[str], None]) -> None:
    """Fetch a library from the package index, unless it is there already or none is wanted. Raises ``UsageError``."""
    if not (name := beside.value.name):
        return
    wanted, place, trees = f"{name}=={beside.value.version}", _locate(beside, cache), PipTrees(cache)

    def fill(folder: Path) -> None:
        if why := install_wheels([wanted], _FOR_PYTHON, folder):
            raise UsageError(f"{wanted} could not be fetched from the package index: {why}")

    place.parent.mkdir(exist_ok=True)
    trees.add_tree(place, fill)
    if (news := trees.take_news(place)) is not None:
        progress(f"{name} {beside.value.version}: fetched{news}")


def _locate(beside: Beside, cache: Path) -> Path:
    return cache / "beside" / f"{beside.value.name}{beside.value.version}"
