"""Record, refuse or spoil the requests that a proxy reads: a plugin of proxy.py, and its end of a connection.

One rule: a request for a name that the world does not have is refused and recorded, and reaches no node.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, NoReturn, TypeVar, cast

from harness.lab.nodes.faults import FaultPlan, end_exchange, name_phrase
from harness.lab.nodes.proxy_library import (
    HttpClientConnection,
    HttpParser,
    HttpProtocolException,
    HttpProxyBasePlugin,
    HttpRequestRejected,
    ProxyAuthenticationFailed,
)
from harness.lab.nodes.tls import shake_hands
from harness.model.conditions.addresses import find_key
from harness.model.conditions.faults import Ending, Fault, Moment
from harness.model.errors import UsageError
from harness.model.transcript import EventKind, Recorder

_Hook = TypeVar("_Hook", bound=Callable[..., Any])
_OPENED = b"HTTP/1.1 200 Connection established\r\n\r\n"
_HALF_A_HEAD = b"HTTP/1.1 20"
_BADLY_CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nno length\r\n"
_BEGUN = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n"


class ClientEnd(HttpClientConnection):
    """proxy.py's end of a client's connection, which knows its recorder.

    ``hosts`` has the IP address for each name that there is, ``inner`` the context for the handshake in a tunnel there.
    """

    def __init__(
        self,
        connection: socket.socket,
        record: Recorder,
        hosts: Mapping[str, str],
        inner: Mapping[str, ssl.SSLContext],
        faults: FaultPlan,
    ) -> None:
        super().__init__(connection, connection.getpeername())
        self.record, self.hosts, self.inner, self.faults = record, hosts, inner, faults
        self.host = ""

    def wrap(self, keyfile: str, certfile: str) -> None:  # noqa: ARG002 - the certificate is in the context
        """Answer the tunnel: called by proxy.py where it intercepts, after it has verified the origin itself."""
        self.connection.setblocking(True)
        self.flush()
        context = self.inner.get(self.host) or next(iter(self.inner.values()))
        self._conn = shake_hands(self.connection, context, self.record)
        self.connection.setblocking(False)

    def end(self, fault: Fault, last: bytes = b"", *, in_tunnel: bool = False) -> NoReturn:
        """Send what is still to be sent, and end this connection as a fault says."""
        self.connection.setblocking(True)
        while self.has_buffer():
            self.flush()
        self.connection.sendall(last)
        if fault.when is Moment.AFTER_200 and fault.ends is not Ending.STALLED and in_tunnel:
            # What a client has sent and nobody has read would make any end a reset.
            self.connection.recv(2**14)
        try:
            end_exchange(self.connection, fault, self.record)
        except ConnectionAbortedError as error:
            if fault.ends is Ending.RESET:
                # proxy.py would send the end of the stream first.
                self.connection.close()
            raise HttpProtocolException(str(error)) from None


def _told(hook: _Hook) -> _Hook:
    """Return a plugin's hook that tells of its own failures: proxy.py logs them, and ends the connection as usual."""

    @wraps(hook)
    def told(plugin: Any, *given: Any) -> Any:
        try:
            return hook(plugin, *given)
        except (OSError, HttpProtocolException):
            raise  # the peer's end of a connection, or an end that is meant
        except Exception as error:
            plugin.client.record(EventKind.BROKE, repr(error))
            raise

    return cast("_Hook", told)


class RecordingPlugin(HttpProxyBasePlugin):
    """Records the requests that a proxy can read: CONNECT, absolute-form ones, and those in an intercepted tunnel."""

    client: ClientEnd
    first: HttpParser | None = None
    asked = ""
    cut: Fault | None = None

    @_told
    def before_upstream_connection(self, request: HttpParser) -> HttpParser:
        """Record the first request of a connection before it is answered, and let no one in without the login."""
        self.first = request
        self._record(request)
        if self.flags.auth_code and not self._is_let_in(request):
            self.client.record(EventKind.RESPONSE, f"407 {self.asked}")
            raise ProxyAuthenticationFailed
        self.client.host = _read_host(request)
        self._check_host(request)
        self._commit_fault(request)
        return request

    @_told
    def handle_client_request(self, request: HttpParser) -> HttpParser:
        """Record the further requests; the first comes here again once its connection onwards is open."""
        if request is not self.first:
            self._record(request)
            if request.host:
                self._check_host(request)
                self._commit_fault(request, is_reused=True)
                # It ends at this proxy (RFC 9110, 11.7.2); proxy.py takes it from a connection's first request alone.
                request.del_headers([b"proxy-authorization"])
        elif request.is_https_tunnel:
            self.client.record(EventKind.RESPONSE, f"200 {self.asked}")
        return request

    @_told
    def handle_upstream_chunk(self, chunk: memoryview) -> memoryview:
        """Record the responses that this proxy can read; those in a tunnel are ciphertext here."""
        if self.cut is not None:
            self.client.end(self.cut, bytes(chunk[: len(chunk) // 2]))
        line = bytes(chunk[:64]).partition(b"\r\n")[0].split(b" ")
        if line[0].startswith(b"HTTP/1.") and len(line) > 1:
            self.client.record(EventKind.RESPONSE, f"{line[1].decode()} {self.asked}")
        return chunk

    @_told
    def resolve_dns(self, host: str, port: int) -> tuple[str | None, None]:  # noqa: ARG002
        """Return the address for a name of this world, so that no lookup leaves the machine."""
        return self.client.hosts[self.client.host], None

    def _check_host(self, request: HttpParser) -> None:
        if _read_host(request) not in self.client.hosts:
            self.client.record(EventKind.CALLED_HOME, self.asked.partition(" ")[2])
            self.client.record(EventKind.RESPONSE, f"502 {self.asked}")
            raise HttpRequestRejected(502, b"No such host in this world")

    def _commit_fault(self, request: HttpParser, *, is_reused: bool = False) -> None:
        """Commit the fault that a request meets, if it meets one; a cut waits for the answer."""
        fault = self.client.faults.take_fault(is_reused=is_reused)
        if fault is None:
            return
        if fault.reply:
            raise UsageError(
                f"a proxy that is asked for {self.asked} cannot be {fault.words!r}: it does not speak SOCKS"
            )
        if fault.status:
            self.client.record(EventKind.RESPONSE, f"{fault.status} {self.asked}")
            headers = {name.encode(): value.encode() for name, value in fault.headers}
            phrase = name_phrase(fault.status).encode()
            raise HttpRequestRejected(status_code=fault.status, reason=phrase, headers=headers, body=b"")
        match fault.when:
            case Moment.BEFORE | Moment.REUSED:
                self.client.end(fault)
            case Moment.HEAD:
                self.client.end(fault, _HALF_A_HEAD)
            case Moment.BAD_CHUNK if not request.is_https_tunnel:
                self.client.end(fault, _BADLY_CHUNKED)
            case Moment.AFTER_200:
                tunnel = request.is_https_tunnel
                self.client.record(EventKind.RESPONSE, f"200 {self.asked}")
                self.client.end(fault, _OPENED if tunnel else _BEGUN, in_tunnel=tunnel)
            case Moment.MIDDLE:
                self.cut = fault
            case _:
                raise UsageError(f"a proxy that is asked for {self.asked} cannot be {fault.words!r}")

    def _is_let_in(self, request: HttpParser) -> bool:
        shown = (request.headers or {}).get(b"proxy-authorization", (b"", b""))[1]
        return bool(shown.partition(b" ")[2] == self.flags.auth_code)

    def _record(self, request: HttpParser) -> None:
        record = self.client.record
        if request.is_https_tunnel:
            target = f"{_decode_text(request.host)}:{request.port}"
            record(EventKind.CONNECT, target)
        else:
            target = _format_target(request)
            record(EventKind.REQUEST, f"{_decode_text(request.method)} {target}")
        self.asked = f"{_decode_text(request.method)} {target}"
        headers = (request.headers or {}).values()
        record.record_credentials((_decode_text(name), _decode_text(value)) for name, value in headers)


def _read_host(request: HttpParser) -> str:
    """Return the host that a request is for as :func:`~harness.model.conditions.addresses.find_key` has it."""
    return find_key(_decode_text(request.host).strip("[]"))


def _format_target(request: HttpParser) -> str:
    """Return the target of a request. proxy.py's own text of it must be UTF-8."""
    url = request._url
    if not request.host or url is None:
        return _decode_text(request.path)
    port = f":{url.port}" if url.port else ""
    return f"{_decode_text(url.scheme)}://{_decode_text(url.hostname)}{port}{_decode_text(url.remainder)}"


def _decode_text(raw: bytes | None) -> str:
    return (raw or b"").decode(errors="backslashreplace")
