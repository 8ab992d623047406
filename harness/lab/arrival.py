"""What arrived on disk of what a client was asked for: bytes and hash, not what it says or what it was sent.

One rule: a client's folder is not to be trusted. No link in it is followed, nothing but a plain file is opened, and no
more is read than the lab's own files have.
"""

from __future__ import annotations

import hashlib
import io
import os
import stat
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from harness.lab import packages
from harness.model.cell import Arrival
from harness.model.conditions import Action, Kept

#: No file that the lab serves comes near to so many bytes.
_MOST = 2**20


class Wanted(NamedTuple):
    """A file that a client must have kept, by its path in the client's folder and its SHA-256.

    With a ``member`` it is a wheel that the client itself made, and the hash is that of one file in it.
    """

    path: str
    sha256: str
    member: str = ""


def wanted_of(action: Action, files: Mapping[str, bytes]) -> Wanted:
    """Return what an action leaves on disk; ``files`` are what the index offers, content by file name."""
    match action.value.keeps:
        case Kept.BUILT:
            return Wanted("built-1.0-py3-none-any.whl", sha256(packages.module("built")), "built.py")
        case Kept.MODULE:
            return Wanted("demo.py", sha256(packages.module("demo")))
        case Kept.WHEEL:
            name = next(name for name in files if name.startswith("demo-") and name.endswith(".whl"))
            return Wanted(name, sha256(files[name]))


def look_for(wanted: Wanted, folder: Path) -> Arrival:
    """Return what of a wanted file is in the folder that a client was to put it into."""
    content = _read_plain_file(folder / wanted.path)
    if content is None:
        return Arrival.NOTHING
    if wanted.member:
        content = _read_member(content, wanted.member)
    return Arrival.WHOLE if sha256(content) == wanted.sha256 else Arrival.ALTERED


def sha256(content: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _read_plain_file(path: Path) -> bytes | None:
    """The first mebibyte of a file, None if there is none or if it is anything but a plain file."""
    try:
        # A FIFO would keep whoever opens it waiting.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        # A folder can be opened too, and is no file to Python.
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        with open(descriptor, "rb", closefd=False) as file:
            return file.read(_MOST)
    finally:
        os.close(descriptor)


def _read_member(wheel: bytes, member: str) -> bytes:
    """A file in a wheel, nothing if it cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(wheel)) as opened, opened.open(member) as file:
            return file.read(_MOST)
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, EOFError, RuntimeError, NotImplementedError):
        return b""
