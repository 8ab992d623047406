"""The origin: the fake PyPI behind a listener (werkzeug's request handler on our sockets)."""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING, Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler
from werkzeug.test import run_wsgi_app

from harness.lab.nodes.listener import Listener
from harness.model.conditions import LOCALHOST, Address
from harness.model.transcript import EventKind, Recorder, Transcript

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class _Handler(WSGIRequestHandler):
    """Werkzeug's handler, recording requests, credentials and responses."""

    protocol_version = "HTTP/1.1"

    def __init__(self, record: Recorder, connection: socket.socket, server: BaseWSGIServer) -> None:
        self.record = record
        super().__init__(connection, connection.getpeername(), server)

    def run_wsgi(self) -> None:
        """Answer one request and keep the connection, as indexes do; werkzeug's own would drain and close it."""
        self.record(EventKind.REQUEST, f"{self.command} {self.path}")
        self.record.record_credentials(self.headers.items())
        body, status, headers = run_wsgi_app(self.server.app, self.make_environ())
        code, _, phrase = status.partition(" ")
        self.send_response(int(code), phrase)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        for part in body:
            self.wfile.write(part)
        self.record(EventKind.RESPONSE, f"{code} {self.command} {self.path}")

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
    ) -> None:
        super().__init__(name, transcript, self._answer, context, at)
        self._server = BaseWSGIServer(at.ip, self.port, application, fd=self.fileno())
        self._server.ssl_context = context  # tells werkzeug the URL scheme; the handshake is the listener's

    def _answer(self, connection: socket.socket, record: Recorder) -> None:
        _Handler(record, connection, self._server)

    def close(self) -> None:
        """Stop listening and end the open connections."""
        super().close()
        self._server.server_close()
