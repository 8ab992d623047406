"""A socket on loopback that hands each connection to a node, in a thread of its own.

One rule: the listener accepts connections, shakes hands on the outer TLS and ends them; the node does the rest.
"""

from __future__ import annotations

import contextlib
import select
import selectors
import socket
import ssl
import threading
import time
from collections.abc import Callable

from harness.lab.nodes.faults import FaultPlan, end_exchange
from harness.lab.nodes.tls import shake_hands
from harness.model.conditions import LOCALHOST, Address
from harness.model.conditions.addresses import LOCAL_NAME, bracket_host
from harness.model.errors import LabBroken
from harness.model.transcript import EventKind, Recorder, Transcript

#: A node's part: serve a connected socket, its outer TLS handshake already done, until it ends.
Serve = Callable[[socket.socket, Recorder], None]

#: Seconds after which a silent peer is given up; far above any honest pause on loopback.
_SILENCE = 60.0


class Listener:
    """Listens from construction until :meth:`close`. Raises ``LabBroken`` if nothing can listen at its address."""

    def __init__(
        self,
        name: str,
        transcript: Transcript,
        serve: Serve,
        context: ssl.SSLContext | None = None,
        at: Address = LOCALHOST,
        faults: FaultPlan | None = None,
    ) -> None:
        self.name, self.at, self.faults = name, at, faults or FaultPlan()
        self._transcript, self._serve, self._context = transcript, serve, context
        self._socket = _listen_at(at)
        self._socket.setblocking(False)
        self.port: int = self._socket.getsockname()[1]
        for host in dict.fromkeys((at.name, at.ip, *((LOCAL_NAME,) if at.is_local else ()))):
            transcript.name_place(f"{bracket_host(host)}:{self.port}", name)
        # As the two ends of a connection are written.
        transcript.name_place(f"{at.ip}:{self.port}", name)
        self._wake, self._woken = socket.socketpair()
        self._open: dict[threading.Thread, socket.socket] = {}
        self._lock = threading.Lock()
        self._acceptor = threading.Thread(target=self._accept_connections, name=f"{name} acceptor", daemon=True)
        self._acceptor.start()

    @property
    def address(self) -> str:
        """The host and port that clients use."""
        return f"{self.at.host}:{self.port}"

    def format_netloc(self, scheme: str) -> str:
        """Return host and port as a URL of this scheme has them."""
        return self.at.format_netloc(scheme, self.port)

    def fileno(self) -> int:
        """Return the listening socket's file descriptor, for a server class that wants one."""
        return self._socket.fileno()

    def _accept_connections(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._socket, selectors.EVENT_READ)
            selector.register(self._woken, selectors.EVENT_READ)
            while True:
                ready = {key.fileobj for key, _ in selector.select()}
                if self._woken in ready:
                    return
                # Under the lock, so that a connection is always seen: in the backlog or among the open ones.
                with self._lock, contextlib.suppress(OSError):
                    connection, peer = self._socket.accept()
                    self._begin_connection(connection, f"{peer[0]}:{peer[1]}")

    def _begin_connection(self, connection: socket.socket, peer: str) -> None:
        record = self._transcript.begin_connection(self.name)
        record(EventKind.CONNECTED, peer)
        thread = threading.Thread(target=self._run_connection, args=(connection, record), name=self.name, daemon=True)
        # A handle of its own: TLS detaches the socket that it wraps.
        self._open[thread] = connection.dup()
        thread.start()

    def _run_connection(self, connection: socket.socket, record: Recorder) -> None:
        try:
            connection.settimeout(_SILENCE)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if fault := self.faults.take_connection_fault():
                end_exchange(connection, fault, record)
            if self._context is not None:
                connection = shake_hands(connection, self._context, record)
            self._serve(connection, record)
        except OSError:
            pass  # the transcript tells how the peer ended the connection; the node has not failed
        except Exception as error:
            record(EventKind.BROKE, repr(error))
        finally:
            connection.close()
            record(EventKind.CLOSED)
            with self._lock:
                self._open.pop(threading.current_thread()).close()

    def has_settled(self, seconds: float) -> bool:
        """Return whether every connection ends in time, as each does once its client is gone."""
        deadline = time.monotonic() + seconds
        while True:
            with self._lock:
                threads = list(self._open)
                waiting = select.select([self._socket], [], [], 0)[0]
            left = deadline - time.monotonic()
            if not threads and not waiting:
                return True
            if left <= 0:
                return False
            if threads:
                threads[0].join(left)

    def close(self) -> None:
        """Stop listening and end the open connections."""
        self._wake.close()
        self._acceptor.join()
        self._socket.close()
        self._woken.close()
        with self._lock:
            left = list(self._open.items())
        for thread, connection in left:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            thread.join()


def _listen_at(at: Address) -> socket.socket:
    family = socket.AF_INET6 if ":" in at.ip else socket.AF_INET
    try:
        return socket.create_server((at.ip, at.port), family=family, backlog=64)
    except OSError as error:
        raise LabBroken(f"nothing can listen on {bracket_host(at.ip)}:{at.port} here: {error.strerror}") from error
