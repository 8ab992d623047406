"""The transcript of what the nodes saw on the wire, in order, and the one notation to print and diff it.

One rule: a secret never enters a transcript. Credentials are kept as the header's name and a digest, and texts that a
client chose (a server's name, a target, a header) as one harmless line.
"""

from __future__ import annotations

import hashlib
import re
import socket
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from harness.model.foreign import clean_line

#: Request headers that carry credentials.
CREDENTIAL_HEADERS = ("Authorization", "Proxy-Authorization", "Cookie")

#: The name for the maker of a connection that no node of ours has made.
CLIENT = "client"
#: The word for a client that connected and left before the first byte of a handshake.
NO_HELLO = "no_hello"


#: A node and the number of one of its connections.
_Numbered = tuple[str, int]


class EventKind(Enum):
    """A sort of event on a connection. The value is the word that the notation prints."""

    CONNECTED = "connected"  #: detail: who connected, a node's name or ``client``
    HELLO = "hello"  #: TLS ClientHello; detail: the server name, or ``(no name)``
    HANDSHAKE = "handshake done"
    REFUSED = "refused"  #: the handshake ended in an alert or a hang-up; detail: the word for it
    CLIENT_CERTIFICATE = "client certificate"  #: detail: its common name
    CONNECT = "CONNECT"  #: detail: host and port
    ADDRESSED = "addressed by"  #: of a CONNECT of SOCKS; detail: ``name``, ``IPv4 address`` or ``IPv6 address``
    REQUEST = "request"  #: detail: method and target
    RESPONSE = "response"  #: detail: status, method and target
    DELIVERED = "delivered"  #: stands for the response with the file that was asked for, where that is all that matters
    CALLED_HOME = "called home"  #: asked a proxy for a name that this world does not have; detail: the target
    ENDED = "ended"  #: by the node, on purpose and not as it should; detail: how and when
    CREDENTIAL = "credential"  #: detail: header name and digest
    PRINTED = "printed"  #: by the client itself; detail: as for the credential whose password its output holds
    CLOSED = "closed"
    BROKE = "broke"  #: the node failed by itself; detail: the exception


@dataclass(frozen=True)
class Event:
    """One thing that one node saw on one of its connections, numbered from 1.

    ``client`` is the address (host and port) from which the client itself made that connection, or the one that led a
    proxy to make it; empty where it is unknown. Only ``CONNECTED`` has one, and it differs from run to run.
    """

    node: str
    connection: int
    kind: EventKind
    detail: str = ""
    client: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.node}: {self.kind.value} {self.detail}".rstrip()


def digest_secret(secret: str) -> str:
    """Return eight hexadecimal digits of a secret's SHA-256: enough to tell two apart, too few to guess it."""
    return hashlib.sha256(secret.encode()).hexdigest()[:8]


class Transcript:
    """An append-only, thread-safe list of events. Known addresses are read as the names of their nodes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._events: list[Event] = []
        self._connections: dict[str, int] = {}
        self._places: dict[str, str] = {}
        #: By both ends of a connection, whose it is: the kernel may give two of one cell the same near end.
        self._led_by: dict[tuple[str, str], tuple[str, int]] = {}

    def name_place(self, address: str, name: str) -> None:
        """Print ``name`` in place of ``address`` (host and port) from now on, so that two runs print alike."""
        with self._lock:
            self._places[address] = name

    def name_leading(self, address: str, to: str, node: str, connection: int) -> None:
        """Note that a node made the connection from one address to another on behalf of a connection to itself."""
        with self._lock:
            self._led_by[address, to] = node, connection

    def begin_connection(self, node: str) -> Recorder:
        """Return a recorder for the next connection of a node."""
        with self._lock:
            number = self._connections[node] = self._connections.get(node, 0) + 1
        return Recorder(self, node, number)

    def add_event(self, node: str, connection: int, kind: EventKind, detail: str = "") -> None:
        """Append one event."""
        event = Event(node, connection, kind, clean_line(detail))
        with self._lock:
            self._events.append(event)

    @property
    def events(self) -> tuple[Event, ...]:
        """All events so far, with the names of places. A connection from an address without a name is a client's."""
        with self._lock:
            peers = {(e.node, e.connection): e.detail for e in self._events if e.kind is EventKind.CONNECTED}
            leading = {(near, self._places.get(far, "")): leader for (near, far), leader in self._led_by.items()}
            return tuple(
                _name_peer(event, peers, leading)
                if event.kind is EventKind.CONNECTED
                else replace(event, detail=self._name_places(event))
                for event in self._events
            )

    def _name_places(self, event: Event) -> str:
        detail = event.detail
        for address, name in self._places.items():
            if address in detail:
                detail = re.sub(rf"{re.escape(address)}(?!\d)", name, detail)
        return detail


def _name_peer(event: Event, peers: Mapping[_Numbered, str], leading: Mapping[tuple[str, str], _Numbered]) -> Event:
    """Return a connection's first event with the name of who made it, and with the client's address behind that.

    ``peers`` are addresses by connection, ``leading`` connections by such an address and the node that was reached.
    """
    peer, node = event.detail, event.node
    makers: list[_Numbered] = []
    while (maker := leading.get((peer, node))) is not None and maker not in makers:
        makers.append(maker)
        peer, node = peers.get(maker, ""), maker[0]
    return replace(event, detail=makers[0][0] if makers else CLIENT, client=peer)


@dataclass(frozen=True)
class Recorder:
    """A transcript as one connection sees it."""

    transcript: Transcript
    node: str
    number: int

    def __call__(self, kind: EventKind, detail: str = "") -> None:
        """Record that something happened on this connection."""
        self.transcript.add_event(self.node, self.number, kind, detail)

    def record_leading(self, connection: socket.socket) -> None:
        """Note that a connection, made on behalf of this one, is this node's and not a client's."""
        near, far = (":".join(map(str, end()[:2])) for end in (connection.getsockname, connection.getpeername))
        self.transcript.name_leading(near, far, self.node, self.number)

    def record_credentials(self, headers: Iterable[tuple[str, str]]) -> None:
        """Record which of a request's headers carry credentials."""
        names = {name.lower(): name for name in CREDENTIAL_HEADERS}
        for header, value in headers:
            if header.lower() in names:
                self(EventKind.CREDENTIAL, f"{names[header.lower()]} {digest_secret(value)}")


def group_by_connection(events: Iterable[Event]) -> dict[tuple[str, int], list[Event]]:
    """Return events grouped by node and connection, in the order in which the connections began."""
    connections: dict[tuple[str, int], list[Event]] = {}
    for event in events:
        connections.setdefault((event.node, event.connection), []).append(event)
    return connections


def format_transcript(events: Iterable[Event], *, counted: bool = True) -> tuple[str, ...]:
    """Return the notation of a transcript: one line per event, connection by connection.

    Connections that saw the same are one block; if ``counted``, with their number, because a retry says nothing new.
    """
    blocks: dict[tuple[str, ...], int] = {}
    for seen in group_by_connection(events).values():
        block = tuple(str(event) for event in seen if event.kind not in (EventKind.CONNECTED, EventKind.CLOSED)) or (
            f"{seen[0].node}: connected, nothing said",
        )
        blocks[block] = blocks.get(block, 0) + 1
    return tuple(_format_blocks(blocks if counted else dict.fromkeys(blocks, 1)))


def _format_blocks(blocks: dict[tuple[str, ...], int]) -> Iterator[str]:
    for block, times in blocks.items():
        yield from block
        if times > 1:
            yield f"{block[0].split(':')[0]}: … {times} times the same"
