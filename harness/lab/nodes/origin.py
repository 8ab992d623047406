"""The origin: the fake PyPI behind a listener (werkzeug's request handler on our sockets)."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable
from copy import copy
from functools import cache
from typing import TYPE_CHECKING, Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler
from werkzeug.test import run_wsgi_app
from werkzeug.wrappers import Response

from harness.lab.nodes.faults import FaultPlan, end_exchange, name_phrase
from harness.lab.nodes.index_pages import FILES
from harness.lab.nodes.listener import Listener
from harness.model.conditions import LOCALHOST, Address
from harness.model.conditions.faults import Fault, Moment
from harness.model.transcript import EventKind, Recorder, Transcript

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


#: The moments before the first byte of an answer.
_UNANSWERED = (Moment.BEFORE, Moment.AFTER_200, Moment.REUSED)


class _Handler(WSGIRequestHandler):
    """Werkzeug's handler, recording requests, credentials and responses."""

    protocol_version = "HTTP/1.1"

    answered = 0

    def __init__(
        self, record: Recorder, connection: socket.socket, server: BaseWSGIServer, faults: FaultPlan | None = None
    ) -> None:
        self.record, self.faults = record, faults or FaultPlan()
        super().__init__(connection, connection.getpeername(), server)

    def run_wsgi(self) -> None:
        """Answer one request and keep the connection, as indexes do; werkzeug's own would drain and close it."""
        self.record(EventKind.REQUEST, f"{self.command} {self.path}")
        self.record.record_credentials(self.headers.items())
        fault = self.faults.take_fault(is_file=FILES in self.path, is_reused=bool(self.answered))
        if fault is not None and fault.ends and fault.when in _UNANSWERED:
            end_exchange(self.connection, fault, self.record)
        if fault is not None and fault.status:
            self._send_answer(f"{fault.status} {name_phrase(fault.status)}", [*fault.headers, ("Content-Length", "0")])
            return
        body, status, headers = run_wsgi_app(self.server.app, self.make_environ())
        if fault is None:
            self._send_answer(status, headers, body)
        else:
            self._break_off(fault, status, headers, b"".join(body))

    def _break_off(self, fault: Fault, status: str, headers: Iterable[tuple[str, str]], content: bytes) -> None:
        """Begin to answer, and end the connection before or after the end."""
        match fault.when:
            case Moment.IDLE:
                self._send_answer(status, headers, [content])
            case Moment.BAD_CHUNK:
                plain = [each for each in headers if each[0].lower() != "content-length"]
                self._send_head(status, [*plain, ("Transfer-Encoding", "chunked")])
                self.wfile.write(b"no length\r\n" + content)
            case Moment.HEAD:
                self.wfile.write(f"HTTP/1.1 {status[:2]}".encode())
            case _:
                self._send_head(status, headers)
                self.wfile.write(content[: len(content) // 2])
        end_exchange(self.connection, fault, self.record)

    def _send_answer(self, status: str, headers: Iterable[tuple[str, str]], body: Iterable[bytes] = ()) -> None:
        self._send_head(status, headers)
        for part in body:
            self.wfile.write(part)
        self.answered += 1
        self.record(EventKind.RESPONSE, f"{status.partition(' ')[0]} {self.command} {self.path}")

    def _send_head(self, status: str, headers: Iterable[tuple[str, str]]) -> None:
        code, _, phrase = status.partition(" ")
        self.send_response(int(code), phrase)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing: the transcript is the log."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002
        if type == "error":
            self.record(EventKind.BROKE, message % args)


class Origin(Listener):
    """An origin that serves a WSGI application; without a context over plain HTTP."""

    def __init__(
        self,
        name: str,
        transcript: Transcript,
        application: WSGIApplication,
        context: ssl.SSLContext | None,
        at: Address = LOCALHOST,
        faults: FaultPlan | None = None,
    ) -> None:
        super().__init__(name, transcript, self._answer, context, at, faults)
        self._server = copy(_make_pattern())
        self._server.app, self._server.server_address = application, (at.ip, self.port)
        self._server.ssl_context = context  # tells werkzeug the URL scheme; the handshake is the listener's

    def _answer(self, connection: socket.socket, record: Recorder) -> None:
        _Handler(record, connection, self._server, self.faults)


@cache
def _make_pattern() -> BaseWSGIServer:
    """Return a server that listens nowhere: werkzeug's handler asks it for the application and the address.

    Each origin has a copy. Making one takes as long as raising an origin does, as werkzeug looks its version up.
    """
    with socket.socket() as unbound:
        server = BaseWSGIServer("127.0.0.1", 0, Response(), fd=unbound.fileno())
    server.server_close()
    return server
