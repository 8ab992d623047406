"""The temporary folder of a run, gone afterwards; one that a killed run left behind is swept by the next.

One rule: a folder belongs to the process that holds its lock, so that a number of a process that is used again cannot
protect or betray it.
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
def scratch_folder() -> Iterator[Path]:
    """A new folder for this run. Raises ``UsageError`` if none can be made that is of use."""
    check_places()
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    lock = FileLock(folder / _LOCK)
    try:
        with lock:
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    """Remove the folders of runs of this user that are no more; what is another's does not matter."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        # A folder without a lock file is being made at this moment, or is none of ours.
        with contextlib.suppress(Timeout, OSError):
            if _is_own(folder) and (folder / _LOCK).is_file() and not (folder / _LOCK).is_symlink():
                with FileLock(folder / _LOCK, timeout=0):
                    shutil.rmtree(folder, ignore_errors=True)


def _is_own(folder: Path) -> bool:
    """Whether a folder is this user's: in another's a lock may be a link to a file that locking would empty."""
    status = folder.lstat()
    return stat.S_ISDIR(status.st_mode) and (not hasattr(os, "getuid") or status.st_uid == os.getuid())
