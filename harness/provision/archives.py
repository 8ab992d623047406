"""Read and unpack zip files from elsewhere: wheels, and the archives that git makes.

One rule: an archive is checked before anything of it is unpacked, and one that would reach out of its folder, or become
larger than any package, is refused in one line.
"""

from __future__ import annotations

import errno
import re
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from harness.model.errors import UsageError

#: More than any pip or library has.
_MOST_BYTES, _MOST_FILES = 256 * 2**20, 20_000
#: The ways by which wheels are compressed. https://packaging.python.org/specifications/binary-distribution-format/
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LEADS_OUT = re.compile(r"^/|^[A-Za-z]:|\\|(?:^|/)\.\.(?:/|$)")
#: The errors of zipfile for a file that is not a zip or is damaged, and of the system for the names in it.
_DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError, OverflowError)

#: Errors that are not about an archive but about the place that it is unpacked to.
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


def list_names(archive: Path) -> list[str]:
    """Return the names of everything in an archive, after reading it once. Raises `UsageError`."""
    with _open_archive(archive) as opened:
        if (damaged := opened.testzip()) is not None:
            raise UsageError(f"{archive} is damaged: {damaged} in it cannot be read")
        return opened.namelist()


def read_member(archive: Path, name: str) -> str:
    """Return the text of one file in an archive. Raises `UsageError`."""
    with _open_archive(archive) as opened:
        return opened.read(name).decode(errors="replace")


def unpack_archive(archive: Path, folder: Path) -> None:
    """Put the files of an archive into a folder. Raises `UsageError`, and `OSError` where there is no room for them."""
    with _open_archive(archive) as opened:
        opened.extractall(folder)


@contextmanager
def _open_archive(archive: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(archive) as opened:
            if why := _find_fault(opened.infolist()):
                raise UsageError(f"{archive} cannot be unpacked: {why}")
            yield opened
    except _DAMAGE as error:
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            raise
        raise UsageError(f"{archive} is not a wheel, or it is damaged: {error}") from None


def _find_fault(entries: Sequence[zipfile.ZipInfo]) -> str:
    """Return why an archive cannot be unpacked; empty if it can."""
    size = sum(entry.file_size for entry in entries)
    if size > _MOST_BYTES or len(entries) > _MOST_FILES:
        return f"it would become {len(entries)} files of {size} bytes"
    for entry in entries:
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if _LEADS_OUT.search(entry.filename):
            return f"{entry.filename!r} in it leads out of it"
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            return f"{entry.filename!r} in it is a link or a device, not a file"
        if entry.compress_type not in _METHODS:
            return f"{entry.filename!r} in it is compressed in a way that wheels are not"
    return _find_duplicate(entries)


def _find_duplicate(entries: Sequence[zipfile.ZipInfo]) -> str:
    files = Counter(PurePosixPath(entry.filename) for entry in entries if not entry.is_dir())
    if more := [file for file, times in files.items() if times > 1]:
        return f"{str(more[0])!r} is in it twice"
    folders = {PurePosixPath(entry.filename) for entry in entries if entry.is_dir()}
    folders.update(parent for entry in entries for parent in PurePosixPath(entry.filename).parents)
    both = sorted(folders.intersection(files))
    return f"{str(both[0])!r} in it is a file and a folder" if both else ""
