"""Whether a kept tree is still as it was made, and a new one in the place of one that is not.

One rule: what is kept is trusted by its content alone. Each tree has a list of its files with their digests, and one of
its bytecode for each Python; a file that is missing, more, or other than listed makes the whole tree a damaged one. So
nothing has to be written through to the disk before a tree is put into its place: what a power cut takes is found.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from harness.model.errors import UsageError
from harness.provision.others_files import sha256

#: The list of a tree's files, in the tree itself, so that both appear at once.
LIST = ".kept.json"
#: What the list of its bytecode for a Python begins with.
COMPILED = ".compiled-cpython-"
#: Seconds for which a tree that was replaced stays: more than any cell that may still run from it takes.
_GRACE = 3600.0
_AT_CWD, _EXCHANGE = -100, 2


def write_list(tree: Path) -> None:
    """Write what a tree is made of, once it is."""
    _write(tree / LIST, {name: sha256(tree / name) for name in _files(tree)})


def damage(tree: Path) -> str:
    """Why a tree is not as it was made, in words; empty if it is. Its bytecode does not count."""
    if tree.is_symlink() or not tree.is_dir():
        return "it is no folder"
    return _difference(tree, tree / LIST, _files(tree))


def list_bytecode(tree: Path, minor: str) -> None:
    """Write what bytecode a tree has for a Python (``3.10``), once it is compiled."""
    _write(tree / f"{COMPILED}{minor}", {name: sha256(tree / name) for name in _bytecode(tree, minor)})


def bytecode_damage(tree: Path, minor: str) -> str:
    """Why the bytecode of a tree for a Python is not as it was made, in words; empty if it is."""
    return _difference(tree, tree / f"{COMPILED}{minor}", _bytecode(tree, minor))


def remove_bytecode(tree: Path, minor: str) -> None:
    """Remove the bytecode of a tree for a Python. A client that runs from the tree then reads the sources."""
    (tree / f"{COMPILED}{minor}").unlink(missing_ok=True)
    for name in list(_bytecode(tree, minor)):
        (tree / name).unlink(missing_ok=True)


def put_in_place(made: Path, place: Path, replaced: Path) -> None:
    """Put a tree into its place. What was there moves into the folder ``replaced``, for who still runs from it."""
    if os.path.lexists(place):
        _exchange(made, place)
        aside = replaced / f"{place.name}-{os.getpid()}-{time.monotonic_ns()}"
        made.rename(aside)
        os.utime(aside, follow_symlinks=False)
    else:
        made.rename(place)
    _sync(place.parent)


def nobody_runs_from(aside: Path) -> bool:
    """Whether a tree that was replaced has been so for longer than any cell runs."""
    return time.time() - aside.lstat().st_mtime > _GRACE


def _exchange(one: Path, other: Path) -> None:
    """Two folders change places, at once where the system can do so."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        rename = None
    if rename is None or rename(_AT_CWD, os.fsencode(one), _AT_CWD, os.fsencode(other), _EXCHANGE):
        between = one.with_name(f"{one.name}.between")
        other.rename(between)
        one.rename(other)
        between.rename(one)


def _difference(tree: Path, listed_in: Path, there: Iterator[str]) -> str:
    listed = _read(listed_in)
    if listed is None:
        return f"{listed_in.name} is missing or damaged"
    try:
        names = set(there)
    except OSError as error:
        return f"{error.filename} cannot be read: {error.strerror}"
    if missing := sorted(listed.keys() - names):
        return f"{missing[0]} is missing"
    if more := sorted(names - listed.keys()):
        return f"{more[0]} is no part of it"
    return next((f"{name} has another content" for name in sorted(names) if not _is(tree / name, listed[name])), "")


def _is(file: Path, digest: str) -> bool:
    try:
        return sha256(file) == digest
    except UsageError:
        return False


def _files(tree: Path) -> Iterator[str]:
    """The names of everything in a tree that is no folder, but for its lists and bytecode."""
    return (name for name in _names(str(tree)) if not (_is_bytecode(name) or name == LIST or name.startswith(COMPILED)))


def _bytecode(tree: Path, minor: str) -> Iterator[str]:
    tag = f".cpython-{minor.replace('.', '')}."
    return (name for name in _names(str(tree)) if _is_bytecode(name) and tag in name.rpartition("/")[2])


def _is_bytecode(name: str) -> bool:
    return name.endswith(".pyc") and name.rpartition("/")[0].rpartition("/")[2] == "__pycache__"


def _names(folder: str, below: str = "") -> Iterator[str]:
    # Everything is looked at once a run: objects for paths would take longer than reading the files.
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _names(entry.path, f"{below}{entry.name}/")
            else:
                yield below + entry.name


def _read(listed_in: Path) -> Mapping[str, str] | None:
    try:
        read = json.loads(listed_in.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) and read else None


def _write(path: Path, listed: Mapping[str, str]) -> None:
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    with unfinished.open("w", encoding="utf-8") as file:
        json.dump(listed, file)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def _sync(folder: Path) -> None:
    """Write the names in a folder through to the disk, where a folder can be opened."""
    try:
        number = os.open(folder, os.O_RDONLY)
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EISDIR, errno.EPERM):
            return
        raise
    try:
        os.fsync(number)
    finally:
        os.close(number)
