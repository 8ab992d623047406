"""Read and copy the files of a folder that belongs to somebody else.

One rule: nothing but regular files of that folder is read, whatever else lies or leads there, and no read waits or is
without end. What an editor leaves while a file is open (a link ``.#name`` that leads nowhere) is passed over; anything
else that is not a file is refused in one line.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from harness.model.errors import UsageError

#: More than any pip or library has; a folder with more of them is not what somebody meant to name.
_MOST_BYTES, _MOST_FILES = 256 * 2**20, 20_000
_COMPILED = "__pycache__"
_KINDS = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFDIR: "a folder",
}
#: A file that has become a pipe or a link since it was looked at neither makes the lab wait nor leads it away.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)


def find_files(folder: Path) -> dict[str, Path]:
    """Return the files below a folder by their names in it, in order, without bytecode. Raises `UsageError`.

    A link to a file below the folder counts as the file.
    """
    found: dict[str, Path] = {}
    size = 0
    for path in _walk_files(folder):
        name = path.relative_to(folder).as_posix()
        if not _is_utf_8(name):
            raise UsageError(f"{path} has a name that is not UTF-8")
        file = _follow_link(path, folder)
        if file is None:
            continue
        found[name] = file
        size += file.lstat().st_size
        if len(found) > _MOST_FILES or size > _MOST_BYTES:
            most = f"{_MOST_FILES} files or {_MOST_BYTES // 2**20} MB"
            raise UsageError(f"{folder} has more than {most}: that is not a package that pip could use")
    return dict(sorted(found.items()))


def read_file(file: Path, most: int = _MOST_BYTES) -> bytes:
    """Return the content of a regular file, of at most so many bytes. Raises `UsageError`."""
    try:
        number = os.open(file, _FLAGS)
        with open(number, "rb") as opened:
            kind = stat.S_IFMT(os.fstat(number).st_mode)
            content = opened.read(most + 1) if kind == stat.S_IFREG else b""
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from None
    if kind != stat.S_IFREG:
        raise UsageError(f"{file} is {_KINDS.get(kind, 'something else')}, not a file")
    if len(content) > most:
        raise UsageError(f"{file} is larger than {most} bytes")
    return content


def read_module(package: Path, name: str) -> str | None:
    """Return the text of a module of a package, None if there is no such file. Raises `UsageError`."""
    path = package / name
    if not os.path.isfile(path):
        return None
    file = _follow_link(path, package)
    return None if file is None else read_file(file, 2**20).decode(errors="replace")


def hash_package(package: Path) -> str:
    """Return a hash of the names and contents of every file in a package but its bytecode.

    Of a single file it is the hash of its content. Raises `UsageError`.
    """
    if package.is_file():
        return hash_file(package)
    return combine_hashes(f"{name}\0{hash_file(file)}" for name, file in find_files(package).items())


def copy_package(package: Path, target: Path) -> None:
    """Copy the files of a package into a folder that is not there yet. Raises `UsageError`."""
    target.mkdir(parents=True)
    for name, file in find_files(package).items():
        copied = target / name
        copied.parent.mkdir(parents=True, exist_ok=True)
        copied.write_bytes(read_file(file))


def find_package(folder: Path, places: Iterable[str]) -> Path | None:
    """Return the first of these places in a folder that is a package, None if there is none. Raises `UsageError`."""
    for package in (folder / place for place in places):
        if os.path.isfile(package / "__init__.py"):
            real = os.path.realpath(package)
            if not Path(real).is_relative_to(os.path.realpath(folder)):
                raise UsageError(f"{package} leads out of {folder}, to {real}: name the folder that it is in")
            return package
    return None


def hash_file(file: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal. Raises `UsageError`."""
    return hashlib.sha256(read_file(file)).hexdigest()


def combine_hashes(contents: Iterable[str]) -> str:
    """Return one hash of several, or of other texts that tell contents apart."""
    whole = hashlib.sha256()
    for each in contents:
        whole.update(f"{each}\0".encode())
    return whole.hexdigest()


def _walk_files(folder: Path) -> Iterator[Path]:
    """Yield everything below a folder that is neither a folder nor bytecode."""
    todo = [folder]
    while todo:
        here = todo.pop()
        try:
            with os.scandir(here) as entries:
                there = [(Path(entry.path), entry.is_dir(follow_symlinks=False)) for entry in entries]
        except OSError as error:
            raise UsageError(f"{here} cannot be read: {error.strerror}") from None
        for path, is_folder in there:
            if is_folder and path.name != _COMPILED:
                todo.append(path)
            elif path.name != _COMPILED:
                yield path


def _follow_link(path: Path, folder: Path) -> Path | None:
    """Return the regular file that a path is or leads to, None for what an editor leaves. Raises `UsageError`."""
    if not path.is_symlink():
        kind = _read_kind(path)
        if kind != stat.S_IFREG:
            raise UsageError(f"{path} is {_KINDS.get(kind, 'not a file')}, which cannot be copied")
        return path
    real = Path(os.path.realpath(path))
    if not os.path.exists(path):
        if path.name.startswith(".#"):
            return None
        raise UsageError(f"{path} is a link that leads nowhere: to {os.readlink(path)}")
    if not real.is_relative_to(os.path.realpath(folder)):
        raise UsageError(f"{path} is a link that leads out of {folder}: to {real}")
    if not real.is_file():
        raise UsageError(f"{path} is a link to {_KINDS.get(_read_kind(real), 'something else')}, not to a file")
    return real


def _read_kind(path: Path) -> int:
    try:
        return stat.S_IFMT(path.lstat().st_mode)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None


def _is_utf_8(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
