"""What a confined process runs: one job after another, each asked by the process that started it.

One rule: the network is entered first, while there is no second thread. When whoever asks is gone, so is this.
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
from harness.runs.trouble import in_one_line

if TYPE_CHECKING:
    from types import FrameType

#: Wakes the main thread when nobody asks any more.
_GONE = signal.SIGUSR1


def main() -> None:
    """Serve the connection whose file is the first word; the second says whether to enter a network of loopback."""
    # Ctrl-C is for whoever asks, and ends this by the end of the connection.
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
        pass  # nobody asks any more
    finally:
        # Once is enough: what is asked of this process now is to end.
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
    """Make what does the jobs, by the first thing that is said, and do them."""
    make, folder = jobs.get()
    do = None
    while True:
        job = jobs.get()
        try:
            do = do or _make(make, folder)
            answer = (do(job), "")
        except Exception as error:
            answer = (None, in_one_line(error))
        asked.send(answer)


def _make(make: Any, folder: Any) -> Any:
    """What does the jobs, with temporary files in its own folder, which is removed after it."""
    # trustme writes a key into one for a moment, and a process may be killed then.
    folder.mkdir(parents=True, exist_ok=True)
    tempfile.tempdir = str(folder)
    return make(folder)
