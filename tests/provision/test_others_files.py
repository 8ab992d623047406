from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.model.errors import UsageError
from harness.provision.others_files import copy_package, find_files, hash_package, read_file
from harness.provision.releases import Releases
from tests.support.odd_trees import ODD, odd_tree
from tests.support.product import lab
from tests.support.surroundings import write_pip


def kept(cache: Path) -> list[Path]:
    """Return the trees that a run left in a cache."""
    return [path for name in ("trees", "exports", "unfinished") for path in (cache / name).iterdir()]


@pytest.mark.parametrize(("spoil", "words"), ODD.values(), ids=ODD)
def test_what_is_no_file_of_the_tree_is_refused_in_one_line(
    spoil: Callable[[Path], object], words: str, tmp_path: Path
) -> None:
    tree = odd_tree(tmp_path / "tree", spoil)
    there = Releases(tmp_path / "cache")
    with pytest.raises(UsageError, match=words) as refused:
        there.make_tree(there.resolve_spec(str(tree))[0])
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 1000
    assert kept(tmp_path / "cache") == []


@pytest.mark.parametrize(("spoil", "words"), [ODD["a loop of links"], ODD["a named pipe"], ODD["a link out of it"]])
def test_a_library_in_the_place_of_pips_own_is_read_as_carefully(
    spoil: Callable[[Path], object], words: str, tmp_path: Path
) -> None:
    base = write_pip(tmp_path / "base", "26.3")
    (base / "pip" / "_vendor" / "urllib3").mkdir(parents=True)
    library = odd_tree(tmp_path / "library", spoil)
    (library / "pip").rename(library / "urllib3")
    there = Releases(tmp_path / "cache")
    with pytest.raises(UsageError, match=words):
        there.make_tree(there.resolve_spec(f"{base} with urllib3={library}")[0])


def test_what_an_editor_and_a_run_leave_is_passed_over_and_a_link_to_a_file_is_the_file(tmp_path: Path) -> None:
    package = write_pip(tmp_path / "tree", "26.3") / "pip"
    (package / ".#session.py").symlink_to("somebody@host.1234:1700000000")
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "x.cpython-313.pyc").touch()
    (package / "other.py").symlink_to("__init__.py")
    (package / "name with a \x1b and an é.py").touch()
    copy_package(package, tmp_path / "copy")
    assert list(find_files(tmp_path / "copy")) == ["__init__.py", "name with a \x1b and an é.py", "other.py"]
    assert not (tmp_path / "copy" / "other.py").is_symlink()
    assert hash_package(tmp_path / "copy") == hash_package(package)


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    file = tmp_path / "x.py"
    file.touch()
    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(UsageError, match=f"{file} cannot be read: Permission denied"):
        read_file(file)


def test_a_folder_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(UsageError, match=f"{tmp_path} cannot be read: Permission denied"):
        find_files(tmp_path)


def test_a_file_that_becomes_a_pipe_or_a_link_makes_nobody_wait(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "link").symlink_to("/etc/passwd")
    for name in ("fifo", "link"):
        with pytest.raises(UsageError):
            read_file(tmp_path / name)


@pytest.mark.parametrize(
    "spec", ["9" * 5000, ">=" + "9" * 5000, "~nobody-of-this-name/x", "/dev/zero", "a" * 5000, "1\x1b[2J"]
)
def test_a_specification_that_names_nothing_is_one_line(
    spec: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = Releases(tmp_path / "cache")
    monkeypatch.setattr(there, "list_all", tuple)
    with pytest.raises(UsageError) as refused:
        there.resolve_spec(spec)
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 1000


@pytest.mark.parametrize("what", ["a named pipe", "a link to /dev/zero"])
def test_the_lab_says_so_and_ends_with_2(what: str, tmp_path: Path) -> None:
    tree = odd_tree(tmp_path / "tree", ODD[what][0])
    done = lab("run", "direct.shipped_store_vouches_for_the_origin", "--pip", str(tree))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"Error: {tree}/pip/")
    assert len(done.stderr.splitlines()) == 1
