"""The files of a folder that somebody else made, read and copied.

One rule: nothing but regular files of that folder is read, whatever else lies or leads there, and no read waits or is
without end. What an editor leaves while a file is open (a link ``.#name`` that leads nowhere) is passed over; whatever
else is no file is refused in one line.
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


def files_of(folder: Path) -> dict[str, Path]:
    """Return the files below a folder by their names in it, in order, without bytecode. Raises `UsageError`.

    A link to a file below the folder counts as the file.
    """
    found: dict[str, Path] = {}
    size = 0
    for path in _walked(folder):
        name = path.relative_to(folder).as_posix()
        if not _is_utf_8(name):
            raise UsageError(f"{path} has a name that is not UTF-8")
        file = _followed(path, folder)
        if file is None:
            continue
        found[name] = file
        size += file.lstat().st_size
        if len(found) > _MOST_FILES or size > _MOST_BYTES:
            most = f"{_MOST_FILES} files or {_MOST_BYTES // 2**20} MB"
            raise UsageError(f"{folder} has more than {most}: that is no package that pip could use")
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
        raise UsageError(f"{file} is {_KINDS.get(kind, 'no file')}, not a file")
    if len(content) > most:
        raise UsageError(f"{file} is larger than {most} bytes")
    return content


def read_module(package: Path, name: str) -> str | None:
    """Return the text of a module of a package, None if there is no such file. Raises `UsageError`."""
    path = package / name
    if not os.path.isfile(path):
        return None
    file = _followed(path, package)
    return None if file is None else read_file(file, 2**20).decode(errors="replace")


def fingerprint(package: Path) -> str:
    """Return a hash of the names and contents of every file in a package but its bytecode; of a file, of its content.

    Raises `UsageError`.
    """
    if package.is_file():
        return sha256(package)
    return combined(f"{name}\0{sha256(file)}" for name, file in files_of(package).items())


def copy_package(package: Path, target: Path) -> None:
    """Copy the files of a package into a folder that is not there yet. Raises `UsageError`."""
    target.mkdir(parents=True)
    for name, file in files_of(package).items():
        copied = target / name
        copied.parent.mkdir(parents=True, exist_ok=True)
        copied.write_bytes(read_file(file))


def package_below(folder: Path, places: Iterable[str]) -> Path | None:
    """Return the first of these places in a folder that is a package, None if there is none. Raises `UsageError`."""
    for package in (folder / place for place in places):
        if os.path.isfile(package / "__init__.py"):
            real = os.path.realpath(package)
            if not Path(real).is_relative_to(os.path.realpath(folder)):
                raise UsageError(f"{package} leads out of {folder}, to {real}: name the folder that it is in")
            return package
    return None


def sha256(file: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal. Raises `UsageError`."""
    return hashlib.sha256(read_file(file)).hexdigest()


def combined(contents: Iterable[str]) -> str:
    """Return one hash of several, or of whatever else tells contents apart."""
    whole = hashlib.sha256()
    for each in contents:
        whole.update(f"{each}\0".encode())
    return whole.hexdigest()


def _walked(folder: Path) -> Iterator[Path]:
    """Everything below a folder that is no folder, and no bytecode."""
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


def _followed(path: Path, folder: Path) -> Path | None:
    """The regular file that a path is or leads to, None for what an editor leaves. Raises `UsageError`."""
    if not path.is_symlink():
        kind = _kind(path)
        if kind != stat.S_IFREG:
            raise UsageError(f"{path} is {_KINDS.get(kind, 'no file')}, which cannot be copied")
        return path
    real = Path(os.path.realpath(path))
    if not os.path.exists(path):
        if path.name.startswith(".#"):
            return None
        raise UsageError(f"{path} is a link that leads nowhere: to {os.readlink(path)}")
    if not real.is_relative_to(os.path.realpath(folder)):
        raise UsageError(f"{path} is a link that leads out of {folder}: to {real}")
    if not real.is_file():
        raise UsageError(f"{path} is a link to {_KINDS.get(_kind(real), 'no file')}, not to a file")
    return real


def _kind(path: Path) -> int:
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
