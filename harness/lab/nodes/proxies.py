"""The proxies: proxy.py's protocol handler on our sockets, recorded.

One rule: what a proxy does with a request is proxy.py's own code. Ours only listens, shows the certificates made
beforehand and writes the transcript. (proxy.py as a whole starts processes of its own, which a transcript would have to
cross and a killed run would leave behind.)
"""

from __future__ import annotations

import argparse
import base64
import copy
import socket
import ssl
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

from harness.lab.nodes.listener import LOOPBACK, Listener
from harness.lab.nodes.semaphores import threads_alone
from harness.lab.nodes.tls import handshake
from harness.lab.silence import unlogged
from harness.model.transcript import Kind, Recorder, Transcript

with threads_alone():
    from proxy.common.flag import FlagParser
    from proxy.http import HttpClientConnection
    from proxy.http.exception import ProxyAuthenticationFailed
    from proxy.http.handler import HttpProtocolHandler
    from proxy.http.parser import HttpParser
    from proxy.http.proxy import HttpProxyBasePlugin, HttpProxyPlugin
    from proxy.plugin import ProxyPoolPlugin

PLUGINS = b"HttpProxyBasePlugin"


class _Client(HttpClientConnection):
    """proxy.py's end of a client's connection, which knows its recorder and the context for the inner handshake."""

    def __init__(self, connection: socket.socket, record: Recorder, inner: ssl.SSLContext | None) -> None:
        super().__init__(connection, connection.getpeername())
        self.record, self.inner = record, inner

    def wrap(self, keyfile: str, certfile: str) -> None:  # noqa: ARG002 - the certificate is in the context
        """Answer the tunnel: called by proxy.py where it intercepts, after it has verified the origin itself."""
        assert self.inner is not None
        self.connection.setblocking(True)
        self.flush()
        self._conn = handshake(self.connection, self.inner, self.record)
        self.connection.setblocking(False)


class RecordingPlugin(HttpProxyBasePlugin):
    """Records the requests that a proxy can read: CONNECT, absolute-form ones, and those in an intercepted tunnel."""

    client: _Client
    first: HttpParser | None = None
    asked = ""

    def before_upstream_connection(self, request: HttpParser) -> HttpParser:
        """See the first request of a connection, before anything is done about it."""
        self.first = request
        self._record(request)
        if self.flags.auth_code and not self._is_let_in(request):
            self.client.record(Kind.RESPONSE, f"407 {self.asked}")
            raise ProxyAuthenticationFailed
        return request

    def handle_client_request(self, request: HttpParser) -> HttpParser:
        """See the further ones; the first is seen again here, once its way onwards is open."""
        if request is not self.first:
            self._record(request)
            if request.host:
                # It ends at this proxy (RFC 9110, 11.7.2); proxy.py takes it from a connection's first request alone.
                request.del_headers([b"proxy-authorization"])
        elif request.is_https_tunnel:
            self.client.record(Kind.RESPONSE, f"200 {self.asked}")
        return request

    def handle_upstream_chunk(self, chunk: memoryview) -> memoryview:
        """See the responses that this proxy can read; those in a tunnel are ciphertext here."""
        line = bytes(chunk[:64]).partition(b"\r\n")[0].split(b" ")
        if line[0].startswith(b"HTTP/1.") and len(line) > 1:
            self.client.record(Kind.RESPONSE, f"{line[1].decode()} {self.asked}")
        return chunk

    def resolve_dns(self, host: str, port: int) -> tuple[str | None, None]:  # noqa: ARG002
        """Every name is on loopback: no lookup leaves the machine."""
        return LOOPBACK, None

    def _is_let_in(self, request: HttpParser) -> bool:
        shown = (request.headers or {}).get(b"proxy-authorization", (b"", b""))[1]
        return bool(shown.partition(b" ")[2] == self.flags.auth_code)

    def _record(self, request: HttpParser) -> None:
        record = self.client.record
        if request.is_https_tunnel:
            target = f"{_text(request.host)}:{request.port}"
            record(Kind.CONNECT, target)
        else:
            target = _target(request)
            record(Kind.REQUEST, f"{_text(request.method)} {target}")
        self.asked = f"{_text(request.method)} {target}"
        headers = (request.headers or {}).values()
        record.credentials((_text(name), _text(value)) for name, value in headers)


def _target(request: HttpParser) -> str:
    """What a request asks for. proxy.py's own words for it are of UTF-8 alone."""
    url = request._url
    if not request.host or url is None:
        return _text(request.path)
    port = f":{url.port}" if url.port else ""
    return f"{_text(url.scheme)}://{_text(url.hostname)}{port}{_text(url.remainder)}"


def _text(raw: bytes | None) -> str:
    return (raw or b"").decode(errors="backslashreplace")


class _Forwarder(HttpProxyPlugin):
    """proxy.py's proxy, which also says which of its own connections lead onwards."""

    client: _Client

    def connect_upstream(self) -> None:
        """Connect, and say so."""
        super().connect_upstream()
        if self.upstream is not None:
            self.client.record.leads(self.upstream.connection)


class _PassingOn(ProxyPoolPlugin):
    """proxy.py's passing on to a further proxy, which also says which of its own connections lead there."""

    client: _Client

    def before_upstream_connection(self, request: HttpParser) -> HttpParser | None:
        """Connect, and say so."""
        answer = super().before_upstream_connection(request)
        if self.upstream is not None:
            self.client.record.leads(self.upstream.connection)
        return answer


@cache
def _flags(scratch: Path) -> argparse.Namespace:
    """proxy.py's settings, parsed once: threads, and no folder of its own outside ``scratch``.

    It would set up the process's logging and its limit of open files too, as a program may and a library may not.
    """
    folders = ["--data-dir", str(scratch), "--cache-dir", str(scratch)]
    with mock.patch("proxy.common.flag.Logger.setup"), mock.patch("proxy.common.flag.set_open_file_limit"):
        settings: argparse.Namespace = FlagParser.initialize(["--threaded", *folders])
    return settings


class Proxy(Listener):
    """A proxy. With ``context`` it is an ``https://`` proxy; with ``inner`` it answers tunnels itself.

    ``onwards`` is the proxy that requests are passed on to; ``certificates`` the folder in which an intercepting
    proxy finds its leaves, ``upstream_ca`` the authority by which it verifies the origin. With ``login`` (user and
    password, joined by a colon) it answers 407 to whoever does not give them.
    """

    def __init__(
        self,
        name: str,
        transcript: Transcript,
        scratch: Path,
        *,
        context: ssl.SSLContext | None = None,
        inner: ssl.SSLContext | None = None,
        certificates: Path | None = None,
        upstream_ca: Path | None = None,
        onwards: Listener | None = None,
        login: str = "",
    ) -> None:
        self._inner = inner
        self._flags = copy.copy(_flags(scratch))
        self._flags.auth_code = base64.b64encode(login.encode()) if login else None
        further = [] if onwards is None else [_PassingOn]
        self._flags.plugins = {b"HttpProtocolHandlerPlugin": [_Forwarder], PLUGINS: [RecordingPlugin, *further]}
        if onwards is not None:
            self._flags.proxy_pool = [[f"{LOOPBACK}:{onwards.port}"]]
        if inner is not None:
            self._intercept(certificates, upstream_ca)
        super().__init__(name, transcript, self._relay, context)

    def _intercept(self, certificates: Path | None, upstream_ca: Path | None) -> None:
        # proxy.py intercepts if it has all of these; it runs openssl only for a leaf that is not in ca_cert_dir yet.
        unused = str(certificates)
        self._flags.ca_cert_file = self._flags.ca_key_file = self._flags.ca_signing_key_file = unused
        self._flags.ca_cert_dir, self._flags.ca_file = str(certificates), str(upstream_ca)

    def _relay(self, connection: socket.socket, record: Recorder) -> None:
        client: Any = _Client(connection, record, self._inner)
        with unlogged():
            handler = HttpProtocolHandler(client, flags=self._flags)
            try:
                handler.run()
            finally:
                _hang_up(handler)


def _hang_up(handler: HttpProtocolHandler) -> None:
    """Close the connections onwards: proxy.py leaves them open where a client is gone before it has read everything."""
    plugin = handler.plugin
    for owner in (plugin, *getattr(plugin, "plugins", {}).values()):
        upstream = getattr(owner, "upstream", None)
        if upstream is not None and not upstream.closed:
            upstream.close()
