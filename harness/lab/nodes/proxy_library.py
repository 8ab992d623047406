"""proxy.py, imported as a library: its classes, and its settings.

One rule: nothing that proxy.py does for itself as a program reaches the process that it is in.
"""

from __future__ import annotations

import argparse
import multiprocessing
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from unittest import mock

from harness.lab.silence import silence_libraries


@contextmanager
def _with_thread_events() -> Iterator[None]:
    """Let modules imported in the block use events of threads where the machine has none of processes.

    As in a container without ``/dev/shm``. proxy.py makes such an event as it is imported, for a plugin that the lab
    does not use; its handlers run in threads of one process here.
    """
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


with _with_thread_events():
    from proxy.common.flag import FlagParser
    from proxy.http import HttpClientConnection
    from proxy.http.exception import HttpProtocolException, HttpRequestRejected, ProxyAuthenticationFailed
    from proxy.http.handler import HttpProtocolHandler
    from proxy.http.parser import HttpParser
    from proxy.http.proxy import HttpProxyBasePlugin, HttpProxyPlugin
    from proxy.plugin import ProxyPoolPlugin

__all__ = [
    "HttpClientConnection",
    "HttpParser",
    "HttpProtocolException",
    "HttpProtocolHandler",
    "HttpProxyBasePlugin",
    "HttpProxyPlugin",
    "HttpRequestRejected",
    "ProxyAuthenticationFailed",
    "ProxyPoolPlugin",
    "parse_flags",
]


@cache
def parse_flags(scratch: Path) -> argparse.Namespace:
    """Return proxy.py's settings, parsed once: threads, and no folder outside ``scratch``.

    proxy.py would also set up this process's logging and its limit of open files, as a program may and a library may
    not.
    """
    folders = ["--data-dir", str(scratch), "--cache-dir", str(scratch)]
    with (
        silence_libraries(),
        mock.patch("proxy.common.flag.Logger.setup"),
        mock.patch("proxy.common.flag.set_open_file_limit"),
    ):
        return FlagParser.initialize(["--threaded", *folders])
