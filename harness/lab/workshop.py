"""What a worker makes once and every one of its cells uses: authorities, the index's pages, store files.

One rule: nothing here depends on a cell, so that no cell can leave a trace in it.
"""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from harness.lab import packages
from harness.lab.arrival import Wanted, wanted_of
from harness.lab.authorities import Pki
from harness.lab.nodes.index import FakeIndex
from harness.lab.stores import Stores
from harness.model.conditions import Action


class Workshop:
    """A worker's own folder and what is expensive to make."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pki = Pki()
        #: Every file that the index offers, by name.
        self.files: Mapping[str, bytes] = packages.build()
        self.index = FakeIndex(self.files, packages.alter_wheels(self.files))
        self.sdist = self._written(self.files, "built")
        self.scratch = self._subfolder("proxies")
        self.stores = Stores(self._subfolder("stores"), self.pki)
        self._numbers = itertools.count(1)

    def cell_folder(self) -> Path:
        """A new folder for a cell, with the subfolders that its environment names."""
        folder = self._subfolder(f"cell{next(self._numbers)}")
        for name in ("bin", "home", "scratch", "startup", "out"):
            (folder / name).mkdir()
        return folder

    def wanted(self, action: Action) -> Wanted:
        """What a client must have on disk once it has done what was asked of it."""
        return wanted_of(action, self.files)

    def _written(self, files: Mapping[str, bytes], project: str) -> Path:
        """The one file of a project as a local one."""
        (name,) = (name for name in files if name.startswith(f"{project}-"))
        path = self._subfolder("local") / name
        path.write_bytes(files[name])
        return path

    def _subfolder(self, name: str) -> Path:
        path = self.folder / name
        path.mkdir(parents=True)
        return path


@contextmanager
def temporary_workshop() -> Iterator[Workshop]:
    """A workshop in a temporary folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="pip-trust-lab-") as folder:
        yield Workshop(Path(folder))
