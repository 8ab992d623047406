from __future__ import annotations

import os
from pathlib import Path

import pytest

from harness.runs.removal import remove_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "a client's"
    (folder / "inside").mkdir(parents=True)
    (folder / "inside" / "file").touch()
    return folder


def test_a_folder_is_removed_with_all_that_is_in_it(folder: Path) -> None:
    remove_folder(folder)
    assert not folder.exists()
    remove_folder(folder)


def test_a_locked_folder_is_removed(folder: Path) -> None:
    (folder / "inside").chmod(0)
    folder.chmod(0)
    remove_folder(folder)
    assert not folder.exists()


def test_a_folder_is_removed_that_is_deeper_than_any_path(folder: Path) -> None:
    here = os.open(folder, os.O_RDONLY)
    for _ in range(3000):
        os.mkdir("down", dir_fd=here)
        below = os.open("down", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    remove_folder(folder)
    assert not folder.exists()


def test_what_a_link_leads_to_stays(folder: Path) -> None:
    kept = folder.parent / "kept"
    kept.mkdir()
    (kept / "file").touch()
    kept.chmod(0o500)
    (folder / "link").symlink_to(kept)
    (folder / "inside").chmod(0)
    remove_folder(folder)
    assert (kept / "file").exists()
    assert kept.stat().st_mode & 0o777 == 0o500
