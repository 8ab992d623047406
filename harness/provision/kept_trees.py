"""Check that a kept tree is still as it was made, and replace one that is not.

One rule: what is kept is trusted by its content alone. Each tree has a list of its files with their digests, and one of
its bytecode per Python; a file that is missing, added or changed makes the whole tree a damaged one. So nothing has to
be written through to the disk before a tree is put into its place: what a power cut takes is found.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from harness.model.errors import UsageError
from harness.provision.others_files import hash_file

#: The list of a tree's files, in the tree itself, so that both appear at once.
LIST = ".kept.json"
#: How the name of the list of its bytecode for a Python begins.
COMPILED = ".compiled-cpython-"
#: Seconds for which a tree that was replaced stays: more than any cell that may still run from it takes.
_GRACE = 3600.0
_AT_CWD, _EXCHANGE = -100, 2
#: Two threads that read many small files at once hinder each other, and take longer than one after the other.
_READING = threading.Lock()


def write_list(tree: Path) -> None:
    """Write the list of a tree's files, once it is made."""
    _write_digests(tree / LIST, {name: hash_file(tree / name) for name in _list_files(tree)})


def find_damage(tree: Path) -> str:
    """Return why a tree is not as it was made; empty if it is. Its bytecode does not count."""
    if tree.is_symlink() or not tree.is_dir():
        return "it is not a folder"
    with _READING:
        return _find_difference(tree, tree / LIST, _list_files(tree))


def list_bytecode(tree: Path, minor: str) -> None:
    """Write the list of a tree's bytecode for a Python (``3.10``), once it is compiled."""
    _write_digests(tree / f"{COMPILED}{minor}", {name: hash_file(tree / name) for name in _find_bytecode(tree, minor)})


def find_bytecode_damage(tree: Path, minor: str) -> str:
    """Return why the bytecode of a tree for a Python is not as it was made; empty if it is."""
    with _READING:
        return _find_difference(tree, tree / f"{COMPILED}{minor}", _find_bytecode(tree, minor))


def remove_bytecode(tree: Path, minor: str) -> None:
    """Remove the bytecode of a tree for a Python. A client that runs from the tree then reads the sources."""
    (tree / f"{COMPILED}{minor}").unlink(missing_ok=True)
    for name in list(_find_bytecode(tree, minor)):
        (tree / name).unlink(missing_ok=True)


def put_in_place(made: Path, place: Path, replaced: Path) -> None:
    """Put a tree into its place; an older one moves into the folder ``replaced``, for its clients."""
    if os.path.lexists(place):
        _exchange_folders(made, place)
        aside = replaced / f"{place.name}-{os.getpid()}-{time.monotonic_ns()}"
        made.rename(aside)
        os.utime(aside, follow_symlinks=False)
    else:
        made.rename(place)
    _sync_folder(place.parent)


def nobody_runs_from(aside: Path) -> bool:
    """Return whether a tree was replaced longer ago than any cell runs."""
    return time.time() - aside.lstat().st_mtime > _GRACE


def _exchange_folders(one: Path, other: Path) -> None:
    """Swap two folders, at once where the system can do so."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        rename = None
    if rename is None or rename(_AT_CWD, os.fsencode(one), _AT_CWD, os.fsencode(other), _EXCHANGE):
        between = one.with_name(f"{one.name}.between")
        other.rename(between)
        one.rename(other)
        between.rename(one)


def _find_difference(tree: Path, listed_in: Path, there: Iterator[str]) -> str:
    listed = _read_list(listed_in)
    if listed is None:
        return f"{listed_in.name} is missing or damaged"
    try:
        names = set(there)
    except OSError as error:
        return f"{error.filename} cannot be read: {error.strerror}"
    if missing := sorted(listed.keys() - names):
        return f"{missing[0]} is missing"
    if more := sorted(names - listed.keys()):
        return f"{more[0]} does not belong to it"
    return next(
        (f"{name} has different content" for name in sorted(names) if not _has_digest(tree / name, listed[name])), ""
    )


def _has_digest(file: Path, digest: str) -> bool:
    try:
        return hash_file(file) == digest
    except UsageError:
        return False


def _list_files(tree: Path) -> Iterator[str]:
    """Return the names of everything in a tree but folders, its lists and bytecode."""
    return (
        name for name in _walk_names(str(tree)) if not (_is_bytecode(name) or name == LIST or name.startswith(COMPILED))
    )


def _find_bytecode(tree: Path, minor: str) -> Iterator[str]:
    tag = f".cpython-{minor.replace('.', '')}."
    return (name for name in _walk_names(str(tree)) if _is_bytecode(name) and tag in name.rpartition("/")[2])


def _is_bytecode(name: str) -> bool:
    return name.endswith(".pyc") and name.rpartition("/")[0].rpartition("/")[2] == "__pycache__"


def _walk_names(folder: str, below: str = "") -> Iterator[str]:
    # Everything is looked at once a run: objects for paths would take longer than reading the files.
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _walk_names(entry.path, f"{below}{entry.name}/")
            else:
                yield below + entry.name


def _read_list(listed_in: Path) -> Mapping[str, str] | None:
    try:
        read = json.loads(listed_in.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) and read else None


def _write_digests(path: Path, listed: Mapping[str, str]) -> None:
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    with unfinished.open("w", encoding="utf-8") as file:
        json.dump(listed, file)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def _sync_folder(folder: Path) -> None:
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
