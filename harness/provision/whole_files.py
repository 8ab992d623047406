"""Write files that a user names: each appears whole or not at all, and whether one can be written is known beforehand.

One rule: the old content of a file stays until the new one is complete. It is written beside it and moved into place,
and nothing is left of a writing that fails. What a command reads it never writes over.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from harness.model.errors import UsageError

#: The permissions of a new file, but for those that the user's umask takes away.
_USUAL = 0o666


def check_outputs(outputs: Mapping[str, Path], inputs: Iterable[Path] = ()) -> None:
    """Raise ``UsageError`` if one of several files, by their options, cannot be written or would replace another.

    ``inputs`` are the files that the same command reads.
    """
    taken = {_resolve_link(path): "a file of results" for path in inputs if not is_stream(path)}
    for named, path in outputs.items():
        check_writable(path, named)
        if is_stream(path):
            continue
        if meant := taken.get(_resolve_link(path)):
            raise UsageError(f"{named} {path} is {meant}: expected another file")
        taken[_resolve_link(path)] = f"the file of {named}"


def check_writable(path: Path, named: str = "") -> None:
    """Raise ``UsageError`` if a file cannot be written there; ``named`` is the option that names it, if one does."""
    if str(path) == "-":
        raise UsageError(f"{named} -: expected a file, which may be /dev/stdout".strip())
    try:
        if path.is_dir():
            raise IsADirectoryError(21, os.strerror(21))
        if not is_stream(path):
            # This file has no name, so that nothing of it can be left.
            with tempfile.TemporaryFile(dir=_resolve_link(path).parent):
                pass
    except OSError as error:
        raise UsageError(explain_error(path, error, named)) from None


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file, or leave what is there. Raises ``UsageError``."""
    data = content.encode("utf-8", errors="backslashreplace") if isinstance(content, str) else content
    try:
        if is_stream(path):
            path.write_bytes(data)
        else:
            _replace_file(_resolve_link(path), data)
    except OSError as error:
        raise UsageError(explain_error(path, error)) from None


def is_stream(path: Path) -> bool:
    """Return whether a path leads to a pipe, a terminal or the like, which holds nothing and is just written to."""
    # What /dev/stdout leads to may be a file, which whoever started this process has open.
    return str(path).startswith("/dev/") or (path.exists() and not path.is_file() and not path.is_dir())


def explain_error(path: Path, error: OSError, named: str = "") -> str:
    """Return the line that says why a file cannot be written or read."""
    return f"{named} {path}: {error.strerror or error}".strip()


def _resolve_link(path: Path) -> Path:
    """Return where a link leads, so that the link stays one."""
    return Path(os.path.realpath(path))


def _replace_file(path: Path, data: bytes) -> None:
    descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:50]}-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        os.chmod(beside, _choose_permissions(path))
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise


def _choose_permissions(path: Path) -> int:
    """Return the permissions of the file that is replaced, or those of any new file."""
    try:
        return path.stat().st_mode & 0o7777
    except OSError:
        umask = os.umask(0)
        os.umask(umask)
        return _USUAL & ~umask
