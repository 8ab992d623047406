"""Run a child process that hears Ctrl-C itself, gets SIGTERM and SIGHUP passed on, and has time to clear up.

One rule: only the standard library is imported, because the sessions of nox use this too.
"""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

#: The signals that reach the parent alone. Ctrl-C reaches every process of a terminal.
_HANDED_ON = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


#: The exit code of a command that was interrupted, wherever that caught it: its own depends on how far it had come.
INTERRUPTED = 2


def run_to_end(command: Sequence[str], folder: Path | None = None) -> int:
    """Run a command in a folder, else in this one, and return its exit code, negative for a signal.

    It is 2 if the command was interrupted, unless it had succeeded before it noticed.
    """
    with _hearing_signals() as hearing:
        hearing.process = subprocess.Popen(command, cwd=folder)
        hearing.hand_on()
        code = hearing.process.wait()
    return INTERRUPTED if hearing.heard and code else code


class _Hearing:
    """Notes signals, and hands those on that the child does not hear itself."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[Any] | None = None
        self.heard: list[int] = []

    def note(self, number: int, _frame: FrameType | None) -> None:
        """Note a signal, and hand it on if there is a child by now."""
        self.heard.append(number)
        if self.process is not None and number in _HANDED_ON:
            self.process.send_signal(number)

    def hand_on(self) -> None:
        """Hand on what came while the child was being started."""
        if self.process is not None:
            for number in self.heard:
                self.process.send_signal(number)


@contextmanager
def _hearing_signals() -> Iterator[_Hearing]:
    """Yield what hears the signals until the end of the block."""
    hearing = _Hearing()
    # The child is to ignore, as a child does, what is ignored here: nohup ignores SIGHUP.
    heard = [each for each in (signal.SIGINT, *_HANDED_ON) if signal.getsignal(each) is not signal.SIG_IGN]
    before = {number: signal.signal(number, hearing.note) for number in heard}
    try:
        yield hearing
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
