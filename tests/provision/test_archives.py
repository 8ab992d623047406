from __future__ import annotations

import stat
import struct
import zipfile
from pathlib import Path

import pytest

from harness.model.errors import UsageError
from harness.provision.archives import list_names, unpack_archive
from harness.provision.sources import read_source
from harness.provision.trees import PipTrees

GOOD = {"pip/__init__.py": '__version__ = "25.2"', "pip-25.2.dist-info/WHEEL": ""}


def written(path: Path, *more: tuple[str | zipfile.ZipInfo, str]) -> Path:
    """A wheel of pip with further entries."""
    with zipfile.ZipFile(path, "w") as opened:
        for name, text in (*GOOD.items(), *more):
            opened.writestr(name, text)
    return path


def special(name: str, kind: int, text: str = "/etc/passwd") -> tuple[zipfile.ZipInfo, str]:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (kind | 0o777) << 16
    return entry, text


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ([("pip/a", ""), ("pip/a/b", "")], "'pip/a' in it is a file and a folder"),
        ([("pip/a/b/c", ""), ("pip/a", "")], "'pip/a' in it is a file and a folder"),
        ([("pip/a", ""), ("pip/a/", "")], "'pip/a' in it is a file and a folder"),
        ([("../out", "")], "'../out' in it leads out of it"),
        ([("pip/../../out", "")], "leads out of it"),
        ([("/tmp/out", "")], "leads out of it"),
        ([("..\\out", "")], "leads out of it"),
        ([("C:/out", "")], "leads out of it"),
        ([special("pip/link.py", stat.S_IFLNK)], "'pip/link.py' in it is a link or a device"),
        ([special("pip/fifo.py", stat.S_IFIFO)], "is a link or a device"),
        ([special("pip/zero.py", stat.S_IFCHR)], "is a link or a device"),
        ([("pip/" + "a" * 300, "")], "File name too long"),
        ([(f"pip/{number}", "") for number in range(20_001)], "it would become 20003 files"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_wheel_that_would_reach_out_of_its_folder_is_refused_in_one_line(
    more: list[tuple[str | zipfile.ZipInfo, str]], words: str, tmp_path: Path
) -> None:
    wheel = written(tmp_path / "pip.whl", *more)
    with pytest.raises(UsageError, match=words) as refused:
        PipTrees(tmp_path / "cache").add_wheel(read_source(str(wheel)).version, wheel)
    assert str(wheel) in str(refused.value)
    assert str(refused.value).isprintable()
    assert sorted(path.name for path in tmp_path.iterdir()) in (["cache", "pip.whl"], ["pip.whl"])
    assert not any((tmp_path / "cache" / "trees").glob("*"))


def test_a_bomb_is_refused_before_any_of_it_is_unpacked(tmp_path: Path) -> None:
    wheel = tmp_path / "pip.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, text in GOOD.items():
            opened.writestr(name, text)
        with opened.open("pip/zeros", "w") as entry:
            for _ in range(257):
                entry.write(bytes(2**20))
    assert wheel.stat().st_size < 2**20
    for read in (list_names, lambda path: unpack_archive(path, tmp_path / "out")):
        with pytest.raises(UsageError, match=r"it would become 3 files of \d+ bytes"):
            read(wheel)
    assert not (tmp_path / "out").exists()


def test_a_size_that_is_only_declared_is_refused_too(tmp_path: Path) -> None:
    wheel = written(tmp_path / "pip.whl", ("pip/x", "content"))
    content = bytearray(wheel.read_bytes())
    # The size in the central directory: the last entry's, 24 bytes after its signature.
    place = content.rindex(b"PK\x01\x02") + 24
    content[place : place + 4] = struct.pack("<I", 2**32 - 2)
    wheel.write_bytes(content)
    with pytest.raises(UsageError, match="it would become 3 files"):
        read_source(str(wheel))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_wheel_is_compressed_as_wheels_are(method: int, tmp_path: Path) -> None:
    wheel = tmp_path / "pip.whl"
    with zipfile.ZipFile(wheel, "w", method) as opened:
        opened.writestr("pip/__init__.py", GOOD["pip/__init__.py"])
    with pytest.raises(UsageError, match="compressed in a way that wheels are not"):
        read_source(str(wheel))


@pytest.mark.parametrize("version", ["9" * 5000, "1" + ".1" * 900, "new\x1b[2J", "::error::x"])
def test_a_wheel_of_a_version_that_is_none_is_refused_in_one_line(version: str, tmp_path: Path) -> None:
    wheel = tmp_path / "pip.whl"
    with zipfile.ZipFile(wheel, "w") as opened:
        opened.writestr("pip/__init__.py", "")
        opened.writestr(f"pip-{version}.dist-info/WHEEL", "")
    with pytest.raises(UsageError, match="which is not a version") as refused:
        read_source(str(wheel))
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 500
