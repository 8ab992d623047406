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


#: What in ``threading`` takes a lock or gives it back, in part in Python: a queue does all of it when it waits.
_OF_LOCKS = {"__enter__", "__exit__", "_release_save", "_acquire_restore"}
#: Seconds until a signal that came just then is looked at again.
_A_MOMENT = 0.001
_CAN_POSTPONE = hasattr(signal, "setitimer")
_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


def end_in_order() -> None:
    """Make the first of these signals raise ``Interrupted`` from now on; an ignored one stays ignored."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in _SIGNALS:
        # nohup ignores SIGHUP, and a shell SIGINT for what it runs in the background.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _interrupt)


def _interrupt(_number: int, frame: FrameType | None) -> None:
    if _handles_a_lock(frame):
        signal.signal(signal.SIGALRM, _interrupt)
        signal.setitimer(signal.ITIMER_REAL, _A_MOMENT)
        return
    if _CAN_POSTPONE and signal.getsignal(signal.SIGALRM) is _interrupt:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, _do_nothing)
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            # SIG_IGN would be inherited by whatever is started to clear up.
            signal.signal(number, _do_nothing)
    # Python restores the handlers as its last act, and a signal would then still end it with another code.
    atexit.register(_ignore)
    raise Interrupted


def _handles_a_lock(frame: FrameType | None) -> bool:
    """Return whether a lock is being taken or given back just now: an exception there would leave it in disorder.

    So says https://docs.python.org/3/library/signal.html#signals-and-threads of handlers that raise.
    """
    while _CAN_POSTPONE and frame is not None:
        if frame.f_code.co_filename == threading.__file__ and frame.f_code.co_name in _OF_LOCKS:
            return True
        frame = frame.f_back
    return False


def _ignore() -> None:
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _do_nothing(_number: int, _frame: FrameType | None) -> None:
    pass
