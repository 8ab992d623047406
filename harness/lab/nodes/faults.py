"""Commit faults: choose the request that meets one, and end its connection as the fault says."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from http import HTTPStatus
from typing import Any, NoReturn

from harness.model.conditions.faults import Ending, Fault, Moment
from harness.model.transcript import EventKind, Recorder

#: Close at once, and throw away what was not sent: then a reset goes out. https://man7.org/linux/man-pages/man7/socket.7.html
_NO_LINGERING = struct.pack("ii", 1, 0)
#: Seconds after which a client that waits for a stalled node is given up; no client under test is let wait so long.
_SILENCE = 60.0


class FaultPlan:
    """The fault that a node commits, counted over all its connections."""

    def __init__(self, fault: Fault | None = None) -> None:
        self._lock = threading.Lock()
        self.set_fault(fault or Fault())

    def set_fault(self, fault: Fault) -> None:
        """Commit this fault from now on."""
        with self._lock:
            self._fault, self._left = fault, fault.times

    def take_fault(self, is_file: bool = False, is_reused: bool = False) -> Fault | None:
        """Return the fault that a request meets, None if it meets none."""
        with self._lock:
            fault = self._fault
            meets = fault.of in ("all", "files" if is_file else "pages")
            if (
                not fault.commits
                or fault.when is Moment.CONNECTED
                or not meets
                or self._left == 0
                or (fault.when is Moment.REUSED and not is_reused)
            ):
                return None
            return self._count(fault)

    def take_connection_fault(self) -> Fault | None:
        """Return the fault that a connection meets before a word is said on it, None if it meets none."""
        with self._lock:
            fault = self._fault
            if not fault.ends or fault.when is not Moment.CONNECTED or self._left == 0:
                return None
            return self._count(fault)

    def _count(self, fault: Fault) -> Fault:
        if self._left is not None:
            self._left -= 1
        return fault


def name_phrase(status: int) -> str:
    """Return the phrase of a status, ``Unnamed`` for one that has none."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unnamed"


def end_exchange(connection: Any, fault: Fault, record: Recorder) -> NoReturn:
    """End an exchange as a fault says, and say so on the wire. Always raises ``ConnectionAbortedError``.

    The owner of the connection closes it; then a reset goes out where one was asked for.
    """
    assert fault.ends is not None
    record(EventKind.ENDED, fault.ending)
    raise _prepare_end(connection, fault.ends, fault.words)


def _prepare_end(connection: Any, ends: Ending, words: str) -> ConnectionAbortedError:
    match ends:
        case Ending.CLOSED:
            return ConnectionAbortedError(words)
        case Ending.RESET:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGERING)
            return ConnectionAbortedError(words)
        case Ending.STALLED:
            wait_for_end(connection)
            return ConnectionAbortedError(words)


def wait_for_end(connection: Any) -> None:
    """Read until the client has left."""
    connection.settimeout(_SILENCE)
    with contextlib.suppress(OSError):
        while connection.recv(2**16):
            pass
