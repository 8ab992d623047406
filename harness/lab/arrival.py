"""Check the file that a client was asked for on disk, by its bytes: neither its output nor the wire counts here.

One rule: a client's folder cannot be trusted. No link in it is followed, only plain files are opened, and no more is
read than the lab's own files hold.
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

#: Far more bytes than any file that the lab serves.
_MOST = 2**20


class WantedFile(NamedTuple):
    """A file that a client must have kept, by its path in the client's folder and its SHA-256.

    With a ``member`` it is a wheel that the client itself made, and the hash is that of one file in it. Where no file
    is to be kept, it is what the client has to have ``printed``.
    """

    path: str
    sha256: str
    member: str = ""
    printed: str = ""


def find_wanted_file(action: Action, files: Mapping[str, bytes]) -> WantedFile:
    """Return the file that an action leaves on disk; ``files`` are those of the index, content by file name."""
    match action.value.keeps:
        case Kept.BUILT:
            content = packages.read_project_module("built")
            return WantedFile("built-1.0-py3-none-any.whl", hash_content(content), "built.py")
        case Kept.MODULE:
            return WantedFile("demo.py", hash_content(packages.read_project_module("demo")))
        case Kept.NOTHING:
            return WantedFile("", "", printed="demo (1.0)")
        case Kept.WHEEL:
            name = next(name for name in files if name.startswith("demo-") and name.endswith(".whl"))
            return WantedFile(name, hash_content(files[name]))


def find_arrival(wanted: WantedFile, folder: Path, output: str = "") -> Arrival:
    """Return the state of a wanted file in the folder that a client was to put it into, or of that in its output."""
    if wanted.printed:
        return Arrival.WHOLE if wanted.printed in output else Arrival.NOTHING
    content = _read_plain_file(folder / wanted.path)
    if content is None:
        return Arrival.NOTHING
    if wanted.member:
        content = _read_member(content, wanted.member)
    return Arrival.WHOLE if hash_content(content) == wanted.sha256 else Arrival.ALTERED


def hash_content(content: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _read_plain_file(path: Path) -> bytes | None:
    """Return the first mebibyte of a file, None if it does not exist or is not a plain file."""
    try:
        # A FIFO would keep the process that opens it waiting.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        # A folder can be opened too, but is no file to Python.
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        with open(descriptor, "rb", closefd=False) as file:
            return file.read(_MOST)
    finally:
        os.close(descriptor)


def _read_member(wheel: bytes, member: str) -> bytes:
    """Return the content of a file in a wheel, empty if it cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(wheel)) as opened, opened.open(member) as file:
            return file.read(_MOST)
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, EOFError, RuntimeError, NotImplementedError):
        return b""
