"""A child process that hears Ctrl-C itself, is told of SIGTERM and SIGHUP, and takes the time it needs to clear up.

One rule: the standard library alone, for the sessions of nox run it too.
"""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

#: What reaches the parent alone. Ctrl-C reaches every process of a terminal.
_HANDED_ON = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


def run_to_end(command: Sequence[str], folder: Path | None = None) -> int:
    """Run a command in a folder, else in this one, and return its exit code, negative for a signal."""
    process = subprocess.Popen(command, cwd=folder)
    with _heard_by(process):
        return process.wait()


@contextmanager
def _heard_by(process: subprocess.Popen[Any]) -> Iterator[None]:
    """Let signals be the child's for as long as the block."""
    before = {signal.SIGINT: signal.signal(signal.SIGINT, lambda _number, _frame: None)}
    for each in _HANDED_ON:
        before[each] = signal.signal(each, lambda number, _frame: process.send_signal(number))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
