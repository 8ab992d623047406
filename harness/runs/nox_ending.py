"""End nox in order on Ctrl-C: with the lab's exit code, and without an environment that is half made.

nox itself ends with 130, and the next time takes what it was making for a finished environment.
The standard library alone is imported.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import sys
from pathlib import Path
from types import FrameType

from harness.runs.child import INTERRUPTED


def end_nox_in_order(environments: Path, mark: str) -> None:
    """Make Ctrl-C end nox with 2 from now on; an environment is whole once it has a file with the name ``mark``."""
    before = frozenset(environments.glob("*"))

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, lambda *_: None)
        # What is registered last is done first, and this does not return.
        atexit.register(_end_interrupted, environments, mark, before)
        raise KeyboardInterrupt

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, interrupt)


def _end_interrupted(environments: Path, mark: str, before: frozenset[Path]) -> None:
    for unfinished in find_unfinished(environments, mark, before):
        shutil.rmtree(unfinished, ignore_errors=True)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(INTERRUPTED)


def find_unfinished(environments: Path, mark: str, before: frozenset[Path]) -> list[Path]:
    """Return the environments that were begun and not finished; one that was there ``before`` may be another nox's."""
    return [
        folder
        for folder in environments.glob("*")
        if (folder / "bin").is_dir() and not (folder / mark).exists() and folder not in before
    ]
