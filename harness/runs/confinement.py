"""The program of a confined process: it does one job after another for the process that started it.

One rule: the network is entered first, while there is no second thread. When the parent is gone, this ends.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import threading
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from harness.lab import loopback
from harness.runs.trouble import format_error

if TYPE_CHECKING:
    from types import FrameType

#: Wakes the main thread when the parent is gone.
_GONE = signal.SIGUSR1


def run_confinement() -> None:
    """Serve the connection whose file is the first argument, on loopback alone if that is the second."""
    # Ctrl-C is for the parent, whose end closes the connection and so ends this.
    signal.signal(signal.SIGINT, lambda *_: None)
    signal.signal(_GONE, _stop)
    asked = Connection(int(sys.argv[1]))
    os.set_inheritable(asked.fileno(), False)
    try:
        if sys.argv[2] == "loopback":
            loopback.enter_loopback()
        jobs: SimpleQueue[Any] = SimpleQueue()
        threading.Thread(target=_listen, args=(asked, jobs), daemon=True).start()
        _serve(asked, jobs)
    except (KeyboardInterrupt, ConnectionError):
        pass  # the parent is gone
    finally:
        # Once is enough: this process is ending already.
        signal.signal(_GONE, signal.SIG_IGN)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _listen(asked: Connection, jobs: SimpleQueue[Any]) -> None:
    while True:
        try:
            jobs.put(asked.recv())
        except (EOFError, OSError):
            signal.pthread_kill(threading.main_thread().ident or 0, _GONE)
            return


def _serve(asked: Connection, jobs: SimpleQueue[Any]) -> None:
    """Make the worker that the first message describes, and do the jobs of the others."""
    make, folder = jobs.get()
    do = None
    while True:
        job = jobs.get()
        try:
            do = do or _make_worker(make, folder)
            answer = (do(job), "")
        except Exception as error:
            answer = (None, format_error(error))
        asked.send(answer)


def _make_worker(make: Any, folder: Any) -> Any:
    """Return the function that does the jobs, with temporary files in its own folder, which is removed after it."""
    # trustme writes a key into one for a moment, and a process may be killed then.
    folder.mkdir(parents=True, exist_ok=True)
    tempfile.tempdir = str(folder)
    return make(folder)
