from __future__ import annotations

import os
from pathlib import Path

import pytest

from harness.history.publishing import LIST, check_place, write_site
from harness.model.errors import UsageError

PAGES = {"index.html": "one", "runs/a.html": "two"}


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_site_replaces_an_earlier_one_and_leaves_nothing_of_it(tmp_path: Path) -> None:
    site = tmp_path / "deep" / "site"
    write_site({**PAGES, "runs/old.html": "old"}, site)
    write_site(PAGES, site)
    assert set(contents(site)) == {*PAGES, LIST}
    assert os.listdir(site.parent) == ["site"]


def test_an_empty_folder_is_taken_and_keeps_its_permissions(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir(mode=0o750)
    write_site(PAGES, site)
    assert site.stat().st_mode & 0o777 == 0o750


def test_a_link_to_a_folder_stays_one(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "site").symlink_to("real")
    write_site(PAGES, tmp_path / "site")
    assert (tmp_path / "site").is_symlink()
    assert (tmp_path / "real" / "index.html").read_text() == "one"


@pytest.mark.parametrize("foreign", ["notes.txt", "runs/mine.html", ".git/config", "index.html"])
def test_a_folder_with_anything_else_is_refused_and_left_alone(tmp_path: Path, foreign: str) -> None:
    site = tmp_path / "site"
    if foreign != "index.html":
        write_site(PAGES, site)
    (site / foreign).parent.mkdir(parents=True, exist_ok=True)
    (site / foreign).write_text("mine")
    before = contents(site)
    with pytest.raises(UsageError, match="no part of a site of the lab: expected a new or empty folder"):
        write_site(PAGES, site)
    assert contents(site) == before
    assert os.listdir(tmp_path) == ["site"]


@pytest.mark.parametrize("listed", ["nothing", '{"site": 1}', '{"site": 1, "files": ["../x"]}', "[]"])
def test_a_list_that_is_none_makes_no_site_of_ours(tmp_path: Path, listed: str) -> None:
    (tmp_path / "mine").write_text("mine")
    (tmp_path / LIST).write_text(listed)
    with pytest.raises(UsageError, match="no part of a site of the lab"):
        check_place(tmp_path)


def test_a_file_in_the_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("mine")
    with pytest.raises(UsageError, match="expected a folder, and this is none"):
        check_place(tmp_path / "site")
    with pytest.raises(UsageError, match=r"--into .*site/in it"):
        check_place(tmp_path / "site" / "in it")


def test_a_site_that_cannot_be_moved_into_place_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    write_site(PAGES, site)
    before = contents(site)
    rename = Path.rename

    def fails(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(UsageError, match="No space left on device"):
        write_site({"index.html": "new"}, site)
    assert contents(site) == before
    assert os.listdir(tmp_path) == ["site"]


def test_an_interruption_between_two_moves_leaves_the_old_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = tmp_path / "site"
    write_site({"index.html": "old"}, site)
    before, move = contents(site), Path.rename

    def interrupted(path: Path, target: Path) -> Path:
        moved = move(path, target)
        if path == site:
            raise KeyboardInterrupt
        return moved

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_site(PAGES, site)
    assert contents(site) == before
