from __future__ import annotations

from pathlib import Path

import pytest

from harness.lab.workshop import Workshop, open_workshop


def test_each_cell_has_a_new_folder_with_what_its_environment_names(workshop: Workshop) -> None:
    first, second = workshop.make_cell_folder(), workshop.make_cell_folder()
    assert first != second
    for folder in (first, second):
        assert workshop.folder in folder.parents
        assert {path.name for path in folder.iterdir()} == {"bin", "home", "scratch", "startup", "out"}
        assert not any(path for part in folder.iterdir() for path in part.iterdir())


def test_two_workshops_share_no_authority_and_no_folder(tmp_path: Path) -> None:
    one, other = Workshop(tmp_path / "one"), Workshop(tmp_path / "other")
    assert one.pki is not other.pki
    assert one.make_cell_folder() != other.make_cell_folder()


def test_a_folder_that_is_in_use_makes_no_workshop(tmp_path: Path) -> None:
    Workshop(tmp_path)
    with pytest.raises(FileExistsError):
        Workshop(tmp_path)


def test_a_temporary_workshop_is_gone_afterwards_whatever_happens() -> None:
    with open_workshop() as first:
        (first.make_cell_folder() / "out" / "file").touch()
    assert not first.folder.exists()
    with pytest.raises(ValueError, match="on the way"), open_workshop() as second:
        raise ValueError("on the way")
    assert not second.folder.exists()


def test_the_local_sdist_is_the_one_of_the_index(workshop: Workshop) -> None:
    assert workshop.sdist.name == "built-1.0.tar.gz"
    assert workshop.sdist.read_bytes() == workshop.index.list_resources("")["/files/built-1.0.tar.gz"][""].content
