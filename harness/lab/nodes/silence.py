"""Keeps what libraries log while they serve for a node out of the logs of the process that the node is in.

proxy.py and asyncio tell at DEBUG of every byte, and pytest prints it with a test that fails. What the same libraries
log for others in this process is left alone.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_THREAD = threading.local()
#: The libraries whose loggers these are, by the name that the loggers begin with.
_LIBRARIES = ("asyncio", "proxy")


@contextmanager
def unlogged() -> Iterator[None]:
    """Drop what the libraries log in this thread, as long as the block lasts."""
    _THREAD.serves = True
    try:
        yield
    finally:
        _THREAD.serves = False


def quieten_libraries() -> None:
    """Let every logger that the libraries have by now drop what is logged in :func:`unlogged`."""
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in _LIBRARIES:
            # A filter of a logger is not asked about records of those below it, so that each needs it.
            logging.getLogger(name).addFilter(_is_of_others)


def _is_of_others(_record: logging.LogRecord) -> bool:
    return not getattr(_THREAD, "serves", False)
