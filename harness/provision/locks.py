"""Wait for another run of the lab: not for ever, and not without a word.

One rule: a run that waits says for which one, and gives up in one line if the other cannot go on.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from harness.model.errors import UsageError

#: Seconds to wait without a word; most things are made in less.
_QUIETLY = 5.0
#: Seconds that a holder gets to go on who has been stopped, as by Ctrl-Z.
_STOPPED = 15.0
#: Seconds that any holder gets: what it fetches and compiles has 600 each.
_AT_MOST = 1500.0
_LOOKING = 1.0


@contextmanager
def hold_lock(path: Path, purpose: str) -> Iterator[None]:
    """Hold a lock for as long as the block lasts. Raises ``UsageError`` if another run does not release it."""
    lock = FileLock(path)
    _wait_for_lock(lock, path, purpose)
    try:
        yield
    finally:
        lock.release()


def _wait_for_lock(lock: FileLock, path: Path, purpose: str) -> None:
    began = time.monotonic()
    stopped_since: float | None = None
    has_spoken = False
    while True:
        try:
            lock.acquire(timeout=_LOOKING)
        except Timeout:
            pass
        else:
            return
        now, holder = time.monotonic(), _find_holder(path)
        stopped_since = (stopped_since or now) if _is_stopped(holder) else None
        if now - began > _AT_MOST or (stopped_since is not None and now - stopped_since > _STOPPED):
            raise UsageError(
                f"{purpose} cannot be made: {_describe_holder(holder)} holds {path} and does not release it"
            )
        if not has_spoken and now - began > _QUIETLY:
            sys.stderr.write(f"waiting for {_describe_holder(holder)}, which makes {purpose} ({path})\n")
            has_spoken = True


def _find_holder(path: Path) -> int | None:
    """Return the process that holds a lock, as Linux lists it; None where it does not."""
    try:
        place = path.stat()
        lines = Path("/proc/locks").read_text(encoding="ascii").splitlines()
    except (OSError, ValueError):
        return None
    for line in lines:
        # 1: FLOCK  ADVISORY  WRITE 1234 08:01:5678 0 EOF; who waits has -> before the kind. See proc(5).
        words = line.split()
        if (
            "->" not in words
            and words[5].rpartition(":")[2] == str(place.st_ino)
            and int(words[4]) not in {0, os.getpid()}
        ):
            return int(words[4])
    return None


def _is_stopped(process: int | None) -> bool:
    try:
        # The state is the first word after the name, which stands in brackets. See proc_pid_stat(5).
        state = (
            Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[0]
        )
    except (OSError, IndexError):
        return False
    return state in {"T", "t"}


def _describe_holder(process: int | None) -> str:
    if process is None:
        return "another run of the lab"
    stopped = " (stopped)" if _is_stopped(process) else ""
    return f"another run of the lab, process {process}{stopped}"
