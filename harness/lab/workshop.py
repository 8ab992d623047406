"""The workshop of a worker: authorities, the index's pages and store files, made once and used by all of its cells.

One rule: nothing here depends on a cell, so that no cell can leave a trace in it.
"""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from harness.lab import packages
from harness.lab.arrival import WantedFile, find_wanted_file
from harness.lab.authorities import Pki
from harness.lab.nodes.index import FakeIndex
from harness.lab.repository import Repository, build_repository
from harness.lab.stores import Stores
from harness.model.conditions import Action


class Workshop:
    """A worker's own folder, and the things that are expensive to make."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pki = Pki()
        #: Every file that the index offers, by name.
        self.files: Mapping[str, bytes] = packages.build_files()
        self.index = FakeIndex(self.files, packages.alter_wheels(self.files))
        #: The folder with what is local to a client.
        self.local = self._make_subfolder("local")
        self.sdist = self._write_project(self.files, "built")
        self.index.write_files(self.local)
        self._write_page(self.local / "demo.html", self.find_wanted_file(Action.DOWNLOAD).path)
        self.scratch = self._make_subfolder("proxies")
        self.stores = Stores(self._make_subfolder("stores"), self.pki)
        self._numbers = itertools.count(1)

    @cached_property
    def repository(self) -> Repository:
        """The git repository of ``built``; made by this machine's git when a scenario asks for it."""
        return build_repository(self._make_subfolder("repository"))

    def make_cell_folder(self) -> Path:
        """Return a new folder for a cell, with the subfolders that its environment names."""
        folder = self._make_subfolder(f"cell{next(self._numbers)}")
        for name in ("bin", "home", "scratch", "startup", "out"):
            (folder / name).mkdir()
        return folder

    def find_wanted_file(self, action: Action) -> WantedFile:
        """Return the file that a client must have on disk once it has done an action."""
        return find_wanted_file(action, self.files)

    def _write_project(self, files: Mapping[str, bytes], project: str) -> Path:
        """Write the one file of a project to disk, and return its path."""
        (name,) = (name for name in files if name.startswith(f"{project}-"))
        path = self.local / name
        path.write_bytes(files[name])
        return path

    @staticmethod
    def _write_page(page: Path, file: str) -> None:
        """Write the page of a project that has one file, as it is where ``FakeIndex.write_files`` puts it."""
        page.write_text(f'<!DOCTYPE html>\n<html><body><a href="files/{file}">{file}</a></body></html>\n')

    def _make_subfolder(self, name: str) -> Path:
        path = self.folder / name
        path.mkdir(parents=True)
        return path


@contextmanager
def open_workshop() -> Iterator[Workshop]:
    """Yield a workshop in a temporary folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="pip-trust-lab-") as folder:
        yield Workshop(Path(folder))
