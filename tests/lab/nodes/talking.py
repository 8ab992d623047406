"""Clients that talk to nodes, and what a node saw of them, read only once every connection to it has ended."""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import Callable
from pathlib import Path

import urllib3

from harness.lab.nodes.listener import Listener
from harness.lab.worlds.nodes import Node
from harness.model.conditions.addresses import LOCAL_IPS
from harness.model.conditions.faults import Ending
from harness.model.transcript import group_by_connection

Listen = Callable[..., Listener]
TrustStore = Callable[..., Path]
#: The end of a connection as a client sees it.
ANSWER = {Ending.CLOSED: b"", Ending.STALLED: TimeoutError, Ending.RESET: ConnectionResetError}


def seen(node: Node | Listener) -> list[list[str]]:
    """Return a node's events by connection, as kind and detail; the ``closed`` that ends each is checked.

    What users of the fixtures read leaves out who came, and which connection it was.
    """
    listener = node._raised.listener if isinstance(node, Node) else node
    assert listener.has_settled(10), f"{node.name} still has a connection"
    own = (event for event in listener._transcript.events if event.node == node.name)
    told = group_by_connection(own).values()
    said = [[f"{event.kind.value} {event.detail}".rstrip() for event in events] for events in told]
    assert all(lines[-1] == "closed" for lines in said), said
    return [lines[:-1] for lines in said]


def context_of(bundle: Path) -> ssl.SSLContext:
    """The context of a client that trusts a bundle."""
    return ssl.create_default_context(cafile=str(bundle))


def connected(node: Node | Listener) -> socket.socket:
    """A plain connection to a node."""
    return socket.create_connection((LOCAL_IPS[0], node.port), timeout=10)


def shaken(node: Node | Listener, context: ssl.SSLContext, name: str | None = "localhost") -> ssl.SSLSocket:
    """A connection to a node, after the handshake."""
    return context.wrap_socket(connected(node), server_hostname=name)


def ask_for_tunnel(sock: socket.socket, target: str) -> None:
    sock.sendall(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode())
    assert sock.recv(99).startswith(b"HTTP/1.1 200 ")


def through(
    proxy: Node, bundle: Path | None = None, for_proxy: Path | None = None, login: str = ""
) -> urllib3.ProxyManager:
    """A client behind a proxy; what it trusts there may differ from what it trusts in a tunnel."""
    return urllib3.ProxyManager(
        proxy.url,
        ssl_context=context_of(bundle) if bundle else None,
        proxy_ssl_context=context_of(for_proxy) if for_proxy else None,
        proxy_headers=urllib3.make_headers(proxy_basic_auth=login or None),
        retries=False,
        timeout=20,
    )


def read_rest(sock: socket.socket) -> bytes | type[OSError]:
    """Return what a node still sends, or how it ends; ``TimeoutError`` if it sends nothing for long enough."""
    # Beneath TLS: a session reads a reset as any other end.
    with socket.socket(fileno=os.dup(sock.fileno())) as beneath:
        beneath.settimeout(0.3)
        return read_all(beneath)


def read_all(sock: socket.socket) -> bytes | type[OSError]:
    said = b""
    try:
        while more := sock.recv(2**14):
            said += more
    except (TimeoutError, ConnectionResetError) as error:
        return type(error)
    return said
