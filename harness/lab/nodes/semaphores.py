"""proxy.py where a machine has no semaphores for processes, as in a container without ``/dev/shm``.

proxy.py makes one as it is imported, for a plugin that the lab does not use. The lab runs proxy.py's handlers in
threads of one process, for which an event of threads does the same.
"""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock


@contextmanager
def threads_alone() -> Iterator[None]:
    """Let what is imported in the block make its events, for threads alone where there are no others to be had."""
    if _has_semaphores():
        yield
    else:
        with mock.patch.object(multiprocessing, "Event", threading.Event):
            yield


def _has_semaphores() -> bool:
    try:
        multiprocessing.Event()
    except (OSError, ImportError):
        return False
    return True
