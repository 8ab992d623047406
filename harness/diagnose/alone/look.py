"""Fetch the certificates that a server shows, by the route that the command took, after it has ended.

One rule: nothing is verified, and nothing is sent but the following. A server is sent the hello of a TLS handshake,
which is then broken off: up to TLS 1.2 a server shows its certificates unencrypted in its answer. A server that speaks
TLS 1.3 alone gets a whole handshake. A plain proxy is asked for the same tunnel, with the login in its URL; a proxy
that speaks TLS is never sent a login, as it is not verified here.
"""

from __future__ import annotations

import base64
import contextlib
import socket
import ssl
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

_PATIENCE = 5.0
_HANDSHAKE, _ALERT = 22, 21
_CERTIFICATE, _DONE = 11, 14
#: What is read of a server at most, in bytes.
_MOST = 1 << 17


class Route(NamedTuple):
    """The route to a server: its host and port, the proxy's URL with its login or None, and the leg that it is on."""

    host: str
    port: int
    proxy: str | None
    leg: str

    @property
    def name(self) -> str:
        """The server's host and port."""
        return f"{self.host}:{self.port}"


class Look(NamedTuple):
    """The certificates of a server in DER, leaf first, and ``how`` they were fetched; or the ``problem``."""

    chain: list[bytes]
    problem: str
    how: str


def look_at(route: Route) -> Look:
    """Return the certificates that the server at the end of a route shows. Never raises for what a server does."""
    try:
        chain = _look_by_hello(route)
        if chain:
            return Look(chain, "", "a hello of TLS 1.2 was sent and the answer was read")
        return Look(_look_by_handshake(route), "", "a whole handshake of TLS 1.3 was made, without verification")
    except (OSError, ValueError) as error:
        return Look([], f"{type(error).__name__}: {error}", "")


def _make_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _look_by_hello(route: Route) -> list[bytes]:
    """Return what is in the Certificate message (RFC 5246, 7.4.2); empty if the server answers with an alert."""
    context = _make_context()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    coming, going = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = context.wrap_bio(coming, going, server_hostname=route.host)
    with contextlib.suppress(ssl.SSLWantReadError):
        tls.do_handshake()
    with _open_connection(route) as connection:
        connection.sendall(going.read())
        return _read_chain(connection)


def _read_chain(connection: socket.socket) -> list[bytes]:
    records, messages = b"", b""
    while len(records) < _MOST:
        chunk = connection.recv(1 << 14)
        if not chunk:
            return []
        records += chunk
        while len(records) >= 5 and len(records) >= 5 + int.from_bytes(records[3:5], "big"):
            end = 5 + int.from_bytes(records[3:5], "big")
            kind, body, records = records[0], records[5:end], records[end:]
            if kind != _HANDSHAKE:
                if kind == _ALERT:
                    return []
                raise ValueError(f"the answer is no TLS: {(bytes([kind]) + body)[:40]!r}")
            messages += body
        if len(records) >= 5 and records[0] not in (_HANDSHAKE, _ALERT, 20, 23):
            raise ValueError("the answer is no TLS")
        while len(messages) >= 4 and len(messages) >= 4 + int.from_bytes(messages[1:4], "big"):
            end = 4 + int.from_bytes(messages[1:4], "big")
            kind, body, messages = messages[0], messages[4:end], messages[end:]
            if kind == _CERTIFICATE:
                return list(_split_chain(body[3:]))
            if kind == _DONE:
                return []
    return []


def _split_chain(data: bytes) -> list[bytes]:
    found = []
    while len(data) >= 3:
        end = 3 + int.from_bytes(data[:3], "big")
        found.append(data[3:end])
        data = data[end:]
    return found


def _look_by_handshake(route: Route) -> list[bytes]:
    with _open_connection(route) as connection, _wrap_socket(connection, route.host) as tls:
        inner: Any = getattr(tls, "_sslobj", None)
        if hasattr(tls, "get_unverified_chain"):  # Python 3.13
            return [bytes(each) for each in tls.get_unverified_chain()]
        if hasattr(inner, "get_unverified_chain"):  # Python 3.10 to 3.12
            return [ssl.PEM_cert_to_DER_cert(each.public_bytes()) for each in inner.get_unverified_chain()]
        leaf = tls.getpeercert(binary_form=True)
        return [leaf] if leaf else []


def _wrap_socket(connection: socket.socket, host: str) -> ssl.SSLSocket:
    return _make_context().wrap_socket(connection, server_hostname=host)


def _open_connection(route: Route) -> socket.socket:
    """Return a connection to the server, through its proxy if it has one. Raises ``OSError``."""
    if route.proxy is None:
        return socket.create_connection((route.host, route.port), _PATIENCE)
    proxy = urlsplit(route.proxy)
    if proxy.scheme not in ("http", "https"):
        raise ValueError("no certificates are fetched through a proxy of {}".format(proxy.scheme or "no scheme"))
    port = proxy.port or (443 if proxy.scheme == "https" else 80)
    connection = socket.create_connection((proxy.hostname or "", port), _PATIENCE)
    try:
        if proxy.scheme == "https":
            connection = _wrap_socket(connection, proxy.hostname or "")
        _ask_for_tunnel(connection, route, *(_find_login(route.proxy) if proxy.scheme == "http" else ("", "")))
    except BaseException:
        connection.close()
        raise
    return connection


def _find_login(proxy: str) -> tuple[str, str]:
    parts = urlsplit(proxy)
    return unquote(parts.username or ""), unquote(parts.password or "")


def _ask_for_tunnel(connection: socket.socket, route: Route, user: str, password: str) -> None:
    lines = [f"CONNECT {route.name} HTTP/1.1", f"Host: {route.name}"]
    if user:
        login = base64.b64encode(f"{user}:{password}".encode()).decode()
        lines.append(f"Proxy-Authorization: Basic {login}")
    connection.sendall("\r\n".join([*lines, "", ""]).encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        chunk = connection.recv(1)  # not a byte of what comes after it
        if not chunk or len(answer) > 1 << 16:
            raise OSError("the proxy closed the connection")
        answer += chunk
    status = answer.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 1)[-1]
    if not status.startswith("2"):
        raise OSError(f"the proxy answered {status}")
