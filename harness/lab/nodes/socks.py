"""A SOCKS5 proxy (RFC 1928) that demands a user and password (RFC 1929) or not, recorded.

One rule: it reaches only the nodes of its world. A name that the world does not have is refused, and not looked up.

(siosocks has a server too, but it reports neither how an address was given nor which login was sent, and it has one
reply for every failure.)
"""

from __future__ import annotations

import base64
import ipaddress
import selectors
import socket
from collections.abc import Callable, Mapping
from typing import NoReturn

from harness.lab.nodes.faults import FaultPlan, end_exchange
from harness.lab.nodes.listener import Listener
from harness.model.conditions import LOCALHOST, Address
from harness.model.conditions.addresses import bracket_host, find_key, is_ip
from harness.model.conditions.faults import SOCKS_MOMENTS, Fault, Moment
from harness.model.errors import UsageError
from harness.model.transcript import EventKind, Recorder, Transcript

VERSION, LOGIN_VERSION, CONNECT = 5, 1, 1
#: Ways to log in (RFC 1928, section 3).
NO_LOGIN, USER_AND_PASSWORD, NO_WAY = 0, 2, 0xFF
#: Types of addresses (section 5).
IPV4, NAME, IPV6 = 1, 3, 4
#: The replies (section 6) by the words of a transcript.
REPLIES = {
    "succeeded": 0,
    "general_failure": 1,
    "not_allowed_by_ruleset": 2,
    "network_unreachable": 3,
    "host_unreachable": 4,
    "connection_refused": 5,
    "ttl_expired": 6,
    "command_not_supported": 7,
    "address_type_not_supported": 8,
}
#: Seconds in which a connection may be opened, and in which one that has ended one way must end the other way too.
_PATIENCE = 5.0
#: Seconds after which two silent ends are given up.
_SILENCE = 60.0


class SocksProxy(Listener):
    """A SOCKS5 proxy.

    ``hosts`` are the names that it can reach, with the IP address of each. With ``login`` (user and password, joined by
    a colon) it lets in only clients that give it.
    """

    def __init__(
        self,
        name: str,
        transcript: Transcript,
        hosts: Mapping[str, str],
        *,
        login: str = "",
        at: Address = LOCALHOST,
        faults: FaultPlan | None = None,
    ) -> None:
        self._hosts, self._login = hosts, login
        super().__init__(name, transcript, self._answer, at=at, faults=faults)

    def _answer(self, connection: socket.socket, record: Recorder) -> None:
        if not self._lets_in(connection, record):
            return
        version, command, _, kind = read_exactly(connection, 4)
        if version != VERSION or kind not in _READERS:
            _reply(connection, record, "address_type_not_supported", "(unknown)")
            return
        how, host = _READERS[kind](connection)
        port = int.from_bytes(read_exactly(connection, 2), "big")
        target = f"{bracket_host(host)}:{port}"
        record(EventKind.CONNECT, target)
        record(EventKind.ADDRESSED, how)
        if command != CONNECT:
            _reply(connection, record, "command_not_supported", target)
            return
        if find_key(host) not in self._hosts:
            record(EventKind.CALLED_HOME, target)
            _reply(connection, record, "network_unreachable" if is_ip(host) else "host_unreachable", target)
            return
        fault = self.faults.take_fault()
        if fault and fault.reply:
            _reply(connection, record, fault.reply, target)
            return
        if fault:
            _commit_fault(fault, connection, record, target)
        upstream = _connect(self._hosts[find_key(host)], port)
        if upstream is None:
            _reply(connection, record, "connection_refused", target)
            return
        with upstream:
            record.record_leading(upstream)
            _reply(connection, record, "succeeded", target)
            relay_bytes(connection, upstream)

    def _lets_in(self, connection: socket.socket, record: Recorder) -> bool:
        """Agree on a way to log in (RFC 1928, section 3), and return whether the client is let in."""
        version, count = read_exactly(connection, 2)
        offered = read_exactly(connection, count)
        wanted = USER_AND_PASSWORD if self._login else NO_LOGIN
        if version != VERSION or wanted not in offered:
            connection.sendall(bytes([VERSION, NO_WAY]))
            record(EventKind.RESPONSE, "no_acceptable_methods")
            return False
        connection.sendall(bytes([VERSION, wanted]))
        return not self._login or self._checks_login(connection, record)

    def _checks_login(self, connection: socket.socket, record: Recorder) -> bool:
        """Ask for user and password (RFC 1929), and return whether they are right.

        They are recorded as they would cross the wire to an HTTP proxy, so that both can be compared.
        """
        read_exactly(connection, 1)
        shown = b":".join(_read_text(connection) for _ in range(2))
        record.record_credentials([("Proxy-Authorization", f"Basic {base64.b64encode(shown).decode()}")])
        is_right = shown == self._login.encode()
        connection.sendall(bytes([LOGIN_VERSION, not is_right]))
        if not is_right:
            record(EventKind.RESPONSE, "login_refused")
        return is_right


def read_exactly(connection: socket.socket, count: int) -> bytes:
    """Return so many bytes. Raises ``ConnectionError`` if the client hangs up before."""
    read = b""
    while len(read) < count:
        if not (chunk := connection.recv(count - len(read))):
            raise ConnectionError("the client hung up")
        read += chunk
    return read


def _read_text(connection: socket.socket) -> bytes:
    return read_exactly(connection, read_exactly(connection, 1)[0])


#: How an address of each type is read: what a transcript calls it, and the host.
_READERS: dict[int, Callable[[socket.socket], tuple[str, str]]] = {
    IPV4: lambda connection: ("IPv4 address", str(ipaddress.IPv4Address(read_exactly(connection, 4)))),
    IPV6: lambda connection: ("IPv6 address", str(ipaddress.IPv6Address(read_exactly(connection, 16)))),
    NAME: lambda connection: ("name", _read_text(connection).decode(errors="backslashreplace")),
}


def _connect(ip: str, port: int) -> socket.socket | None:
    """Return a connection, None if nobody listens there."""
    try:
        return socket.create_connection((ip, port), timeout=_PATIENCE)
    except OSError:
        return None


def _reply(connection: socket.socket, record: Recorder, word: str, target: str) -> None:
    record(EventKind.RESPONSE, f"{word} CONNECT {target}")
    connection.sendall(bytes([VERSION, REPLIES[word], 0, IPV4, *bytes(6)]))


def _commit_fault(fault: Fault, connection: socket.socket, record: Recorder, target: str) -> NoReturn:
    """End the connection as a fault says, before, in or after the reply that it leads to its target."""
    if fault.status or fault.when not in SOCKS_MOMENTS:
        raise UsageError(f"a SOCKS proxy cannot be {fault.words!r}: it knows nothing of requests")
    if fault.when is Moment.AFTER_200:
        _reply(connection, record, "succeeded", target)
    if fault.when is Moment.HEAD:
        connection.sendall(bytes([VERSION, REPLIES["succeeded"]]))
    end_exchange(connection, fault, record)


def relay_bytes(one: socket.socket, other: socket.socket) -> None:
    """Pass on what each of two ends sends to the other, until both have ended or one fails."""
    towards = {one: other, other: one}
    with selectors.DefaultSelector() as selector:
        for each in towards:
            each.settimeout(_SILENCE)
            selector.register(each, selectors.EVENT_READ)
        while selector.get_map():
            ready = selector.select(_SILENCE if len(selector.get_map()) == len(towards) else _PATIENCE)
            if not ready:
                return
            for source in (each for each in towards if each in {key.fileobj for key, _ in ready}):
                if chunk := source.recv(1 << 16):
                    towards[source].sendall(chunk)
                else:
                    selector.unregister(source)
                    towards[source].shutdown(socket.SHUT_WR)
