"""Nodes of a test: put down at its end, and read only once every connection to them has ended."""

from __future__ import annotations

import socket
import ssl
from contextlib import ExitStack
from typing import TypeVar

from harness.lab.nodes.listener import LOOPBACK, Listener
from harness.model.transcript import Transcript, group_by_connection

_Node = TypeVar("_Node", bound=Listener)


class Raised:
    """The nodes that a test has raised, and their one transcript."""

    def __init__(self, down: ExitStack) -> None:
        self.transcript = Transcript()
        self._down = down
        self._nodes: list[Listener] = []

    def __call__(self, node: _Node) -> _Node:
        """Remember a node, so that it is put down."""
        self._down.callback(node.close)
        self._nodes.insert(0, node)
        return node

    def seen(self, node: Listener) -> list[list[str]]:
        """Return a node's events by connection, as kind and detail; the ``closed`` that ends each is checked."""
        for each in reversed(self._nodes):
            assert each.has_settled(10), f"{each.name} still has a connection"
        of_node = (seen for (name, _), seen in group_by_connection(self.transcript.events).items() if name == node.name)
        said = [[f"{event.kind.value} {event.detail}".rstrip() for event in seen] for seen in of_node]
        assert all(lines[-1] == "closed" for lines in said), said
        return [lines[:-1] for lines in said]


def connected(node: Listener) -> socket.socket:
    """A plain connection to a node."""
    return socket.create_connection((LOOPBACK, node.port), timeout=10)


def shaken(node: Listener, context: ssl.SSLContext, name: str | None = "localhost") -> ssl.SSLSocket:
    """A connection to a node, after the handshake."""
    return context.wrap_socket(connected(node), server_hostname=name)
