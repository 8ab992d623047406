"""Make the temporary folder of a run, and sweep those that killed runs left behind.

One rule: a folder belongs to the process that holds its lock. A number of a process would not do: it is used again.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from harness.provision.places import check_places

_PREFIX = "pip-trust-lab-"
_LOCK = ".owner"


@contextmanager
def open_scratch_folder() -> Iterator[Path]:
    """Yield a new folder for this run, gone after the block. Raises ``UsageError`` if no usable one can be made."""
    check_places()
    sweep_folders()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    lock = FileLock(folder / _LOCK)
    try:
        with lock:
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep_folders() -> None:
    """Remove the folders of this user's runs that are no more; those of other users are left alone."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        # A folder without a lock file is being made at this moment, or is not the lab's.
        with contextlib.suppress(Timeout, OSError):
            if _is_own(folder) and (folder / _LOCK).is_file() and not (folder / _LOCK).is_symlink():
                with FileLock(folder / _LOCK, timeout=0):
                    shutil.rmtree(folder, ignore_errors=True)


def _is_own(folder: Path) -> bool:
    """Return whether a folder is this user's: in another's a lock may be a link to a file that locking would empty."""
    status = folder.lstat()
    return stat.S_ISDIR(status.st_mode) and (not hasattr(os, "getuid") or status.st_uid == os.getuid())
