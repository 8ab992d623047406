"""End a process of the lab in order on Ctrl-C, SIGTERM or SIGHUP, on each of them in the same way.

One rule: the first signal ends it, and it clears up; further ones are ignored, or something would be left behind.
"""

from __future__ import annotations

import atexit
import signal
import threading
from types import FrameType


class Interrupted(KeyboardInterrupt):
    """A signal told the run to end. pytest shows a bare ``KeyboardInterrupt`` with the line of code that it met."""


_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


def end_in_order() -> None:
    """Make the first of these signals raise ``Interrupted`` from now on; an ignored one stays ignored."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in _SIGNALS:
        # nohup ignores SIGHUP, and a shell SIGINT for what it runs in the background.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _interrupt)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            # SIG_IGN would be inherited by whatever is started to clear up.
            signal.signal(number, _do_nothing)
    # Python restores the handlers as its last act, and a signal would then still end it with another code.
    atexit.register(_ignore)
    raise Interrupted


def _ignore() -> None:
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _do_nothing(_number: int, _frame: FrameType | None) -> None:
    pass
