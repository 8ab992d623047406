"""Start a client, wait for its end, and end all that it started.

One rule: its end is reported when nothing of it is left, by a channel to which it never had access.
"""

from __future__ import annotations

import os
import select
import signal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import NoReturn


def start_client(argv: Sequence[str], environment: dict[bytes, bytes], ready: Callable[[], None]) -> int:
    """Start a client in a session of its own, after a call of ``ready`` there; return its process.

    Raises ``OSError`` in the new process, which must then end, if it cannot be made ready or started.
    """
    return os.fork() or _become_client(argv, environment, ready)


def _become_client(argv: Sequence[str], environment: dict[bytes, bytes], ready: Callable[[], None]) -> NoReturn:
    os.setsid()
    # Python ignores these, and what is ignored stays so in another program.
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)
    ready()
    os.execve(argv[0], list(argv), environment)  # noqa: S606 - that is what this is for


def await_client(process: int, channel: int | None) -> int | None:
    """Wait until a client ends; return its wait status, None if the other end of the channel is gone before that."""
    woken, wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake)
    watched = [woken] if channel is None else [woken, channel]
    while True:
        ended = _reap_children()
        if process in ended:
            return ended[process]
        if channel in select.select(watched, [], [])[0]:
            return None
        os.read(woken, 1 << 12)


def _reap_children() -> dict[int, int]:
    """Return the wait statuses of all children that have ended."""
    ended: dict[int, int] = {}
    try:
        while (found := os.waitpid(-1, os.WNOHANG))[0]:
            ended[found[0]] = found[1]
    except ChildProcessError:
        pass
    return ended


def end_all() -> None:
    """End every child, and the orphans that this process then inherits, until none is left."""
    while True:
        for child in _list_children():
            try:
                os.kill(child, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                continue
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def _list_children() -> list[int]:
    own, found = str(os.getpid()), []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat") as file:
                # The name of a command may hold anything, a bracket too.
                parent = file.read().rpartition(")")[2].split()[1]
        except OSError:
            continue
        if parent == own:
            found.append(int(name))
    return found
