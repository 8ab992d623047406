"""Run a child process that hears Ctrl-C itself, gets SIGTERM and SIGHUP passed on, and has time to clear up.

One rule: only the standard library is imported, because the sessions of nox use this too.
"""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

#: The signals that reach the parent alone. Ctrl-C reaches every process of a terminal.
_HANDED_ON = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


def run_to_end(command: Sequence[str], folder: Path | None = None) -> int:
    """Run a command in a folder, else in this one, and return its exit code, negative for a signal."""
    process = subprocess.Popen(command, cwd=folder)
    with _hand_on_signals(process):
        return process.wait()


@contextmanager
def _hand_on_signals(process: subprocess.Popen[Any]) -> Iterator[None]:
    """Hand signals on to the child until the end of the block."""
    before = {signal.SIGINT: signal.signal(signal.SIGINT, lambda _number, _frame: None)}
    for each in _HANDED_ON:
        before[each] = signal.signal(each, lambda number, _frame: process.send_signal(number))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
