"""Keeps what libraries log while they work for the lab out of the logs of the process that it is in.

proxy.py, asyncio and flit tell at DEBUG of all that they do, and pytest prints it with a test that fails. What the same
libraries log for others in this process is left alone.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_THREAD = threading.local()
#: The libraries, by the name that their loggers begin with.
_LIBRARIES = ("asyncio", "flit_core", "proxy")


@contextmanager
def silence_libraries() -> Iterator[None]:
    """Drop what the libraries log in this thread, as long as the block lasts."""
    _quieten_libraries()
    before, _THREAD.is_ours = _is_ours(), True
    try:
        yield
    finally:
        _THREAD.is_ours = before


def _quieten_libraries() -> None:
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in _LIBRARIES:
            # A filter of a logger is not asked about records of those below it, so that each needs it.
            logging.getLogger(name).addFilter(_is_of_others)


def _is_of_others(_record: logging.LogRecord) -> bool:
    return not _is_ours()


def _is_ours() -> bool:
    return getattr(_THREAD, "is_ours", False)
