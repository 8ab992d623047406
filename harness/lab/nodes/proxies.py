"""The proxies: proxy.py's protocol handler on our sockets, recorded.

One rule: proxy.py's own code answers each request. Ours only listens, shows the certificates made beforehand and writes
the transcript. (proxy.py as a whole starts processes of its own, which a transcript would have to cross and a killed
run would leave behind.)
"""

from __future__ import annotations

import base64
import copy
import socket
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from harness.lab.nodes.faults import FaultPlan
from harness.lab.nodes.listener import Listener
from harness.lab.nodes.proxy_library import (
    HttpParser,
    HttpProtocolHandler,
    HttpProxyPlugin,
    ProxyPoolPlugin,
    parse_flags,
)
from harness.lab.nodes.proxy_requests import ClientEnd, RecordingPlugin
from harness.lab.silence import silence_libraries
from harness.model.conditions import LOCALHOST, Address
from harness.model.transcript import Recorder, Transcript

PLUGINS = b"HttpProxyBasePlugin"
#: As real proxies answer what is no request.
_NOT_HTTP = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class _Forwarder(HttpProxyPlugin):
    """proxy.py's proxy, which also notes its connections onwards in the transcript."""

    client: ClientEnd

    def connect_upstream(self) -> None:
        """Connect, and say so."""
        super().connect_upstream()
        if self.upstream is not None:
            self.client.record.record_leading(self.upstream.connection)


class _PassingOn(ProxyPoolPlugin):
    """proxy.py's passing on to a further proxy, which also notes its connections there in the transcript."""

    client: ClientEnd

    def before_upstream_connection(self, request: HttpParser) -> HttpParser | None:
        """Connect, and say so."""
        answer = super().before_upstream_connection(request)
        if self.upstream is not None:
            self.client.record.record_leading(self.upstream.connection)
        return answer


class Proxy(Listener):
    """A proxy. With ``context`` it is an ``https://`` proxy; with ``inner`` it answers tunnels itself.

    ``hosts`` are the names that it can reach, with the IP address of each; it answers 502 for any other. ``inner`` has
    a context for each host of an origin. ``onwards`` is the proxy that requests are passed on to; ``certificates`` the
    folder in which an intercepting proxy finds its leaves, ``upstream_ca`` the authority by which it verifies the
    origin. With ``login`` (user and password, joined by a colon) it answers 407 to every client that does not give
    them.
    """

    def __init__(
        self,
        name: str,
        transcript: Transcript,
        scratch: Path,
        hosts: Mapping[str, str],
        *,
        context: ssl.SSLContext | None = None,
        inner: Mapping[str, ssl.SSLContext] | None = None,
        certificates: Path | None = None,
        upstream_ca: Path | None = None,
        onwards: Listener | None = None,
        login: str = "",
        at: Address = LOCALHOST,
        faults: FaultPlan | None = None,
    ) -> None:
        self._hosts, self._inner = hosts, inner or {}
        self._flags = copy.copy(parse_flags(scratch))
        self._flags.auth_code = base64.b64encode(login.encode()) if login else None
        further = [] if onwards is None else [_PassingOn]
        self._flags.plugins = {b"HttpProtocolHandlerPlugin": [_Forwarder], PLUGINS: [RecordingPlugin, *further]}
        if onwards is not None:
            self._flags.proxy_pool = [[f"{onwards.at.ip}:{onwards.port}"]]
        if inner:
            self._intercept(certificates, upstream_ca)
        super().__init__(name, transcript, self._relay, context, at, faults)

    def _intercept(self, certificates: Path | None, upstream_ca: Path | None) -> None:
        # proxy.py intercepts if it has all of these; it runs openssl only for a leaf that is not in ca_cert_dir yet.
        unused = str(certificates)
        self._flags.ca_cert_file = self._flags.ca_key_file = self._flags.ca_signing_key_file = unused
        self._flags.ca_cert_dir, self._flags.ca_file = str(certificates), str(upstream_ca)

    def _relay(self, connection: socket.socket, record: Recorder) -> None:
        if not isinstance(connection, ssl.SSLSocket) and _is_handshake(connection):
            connection.sendall(_NOT_HTTP)
            return
        client: Any = ClientEnd(connection, record, self._hosts, self._inner, self.faults)
        with silence_libraries():
            handler = HttpProtocolHandler(client, flags=self._flags)
            try:
                handler.run()
            finally:
                _hang_up(handler)


def _is_handshake(connection: socket.socket) -> bool:
    """Return whether a client begins with TLS (RFC 8446, 5.1), for the rest of which proxy.py would wait."""
    return connection.recv(1, socket.MSG_PEEK) == b"\x16"


def _hang_up(handler: HttpProtocolHandler) -> None:
    """Close the connections onwards: proxy.py leaves them open where a client is gone before it has read everything."""
    plugin = handler.plugin
    for owner in (plugin, *getattr(plugin, "plugins", {}).values()):
        upstream = getattr(owner, "upstream", None)
        if upstream is not None and not upstream.closed:
            upstream.close()
