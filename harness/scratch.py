"""The temporary folder of a run, gone afterwards; one that a killed run left behind is swept by the next.

One rule: a folder belongs to the process that holds its lock, so that a number of a process that is used again cannot
protect or betray it.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

_PREFIX = "pip-trust-lab-"
_LOCK = ".owner"


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A new folder for this run."""
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    lock = FileLock(folder / _LOCK)
    try:
        with lock:
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    """Remove the folders of runs that are no more."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        # A folder without a lock file is being made at this moment, or is none of ours.
        if (folder / _LOCK).exists():
            with contextlib.suppress(Timeout, OSError), FileLock(folder / _LOCK, timeout=0):
                shutil.rmtree(folder, ignore_errors=True)
