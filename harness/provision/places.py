"""Check the folders that the lab works in: its cache, the one for temporary files, and its own.

One rule: a folder in which no cell could run is named, with its remedy, before anything is started or fetched.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from harness.model.errors import UsageError
from harness.provision.releases import find_cache_folder

#: Bytes that are written to see whether there is room for anything.
_SOMETHING = bytes(4096)
_NOWHERE = "no temporary file can be written anywhere"


def prepare_cache() -> Path:
    """Return the cache, made and known to be writable. Raises ``UsageError``."""
    cache, remedy = find_cache_folder(), "PIP_TRUST_LAB_CACHE names another"
    _check_name(cache, "the cache", remedy)
    try:
        cache.mkdir(parents=True, exist_ok=True)
        _try_to_write(cache)
    except OSError as error:
        raise UsageError(f"no cache can be kept in {cache}: {error.strerror}; {remedy}") from None
    return cache


def check_places() -> None:
    """Raise ``UsageError`` if no cell can run from this checkout or in the folder for temporary files."""
    _check_name(Path(__file__).parents[2], "this checkout of the lab", "move it")
    named = next((name for name in ("TMPDIR", "TEMP", "TMP") if os.environ.get(name)), "")
    try:
        # Python would pass over one that cannot be used, and the user's files would lie where he does not look.
        folder = Path(os.environ[named] if named else tempfile.gettempdir()).absolute()
        _try_to_write(folder)
    except OSError as error:
        where = f"{named} names {os.environ[named]}, where no temporary file can be written" if named else _NOWHERE
        raise UsageError(f"{where}: {error.strerror}") from None
    _check_name(folder, "the folder for temporary files", "TMPDIR names another")


def _try_to_write(folder: Path) -> None:
    # This file has no name, so that nothing of it can be left.
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(_SOMETHING)
        file.flush()


def _check_name(folder: Path, what: str, remedy: str) -> None:
    """Refuse a folder that cannot be passed to a client: by ``PYTHONPATH``, in a file of settings, or at all."""
    name = str(folder)
    try:
        name.encode()
    except UnicodeEncodeError:
        shown = os.fsencode(folder).decode(errors="backslashreplace")
        encoding = sys.getfilesystemencoding()
        raise UsageError(
            f"{what}, {shown}, has a name that is not text in {encoding}, the encoding of this locale; {remedy}"
        ) from None
    for sign in name:
        if sign == os.pathsep or not sign.isprintable():
            raise UsageError(
                f"{what}, {name!r}, has {sign!r} in its name, so that it cannot be passed to a client; {remedy}"
            )
