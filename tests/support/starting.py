"""Find the tests that start a client, pip or the lab itself: they are marked, and unmarked ones start none."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from itertools import pairwise

#: What Python runs with ``-m`` that takes its time.
_MODULES = {"pip", "harness", "pytest"}
#: What is on the command line of a process that runs cells, and of the clients that are no pip.
_PROGRAMS = ("harness.runs.confinement", "variant_client.py", "session_client.py")
#: The commands that were started since the last test, of those that take their time.
STARTED: list[str] = []


def takes_its_time(words: Sequence[str]) -> bool:
    """Return whether a command is a client, pip or the lab itself."""
    modules = {word for option, word in pairwise(words) if option == "-m"}
    return bool(modules & _MODULES) or any(program in word for word in words for program in _PROGRAMS)


def watch() -> None:
    """From now on note in `STARTED` what this process starts."""
    sys.addaudithook(_note)


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event == "subprocess.Popen" and isinstance(arguments[1], Iterable) and not isinstance(arguments[1], str | bytes):
        words = [word.decode(errors="replace") if isinstance(word, bytes) else str(word) for word in arguments[1]]
        if takes_its_time(words):
            STARTED.append(" ".join(words)[:200])
