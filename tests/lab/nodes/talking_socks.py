"""A client that talks SOCKS to a proxy, byte by byte (RFC 1928, RFC 1929)."""

from __future__ import annotations

import base64
import socket
from ipaddress import ip_address

from harness.lab.worlds.nodes import ProxyNode
from harness.model.transcript import digest_secret
from tests.lab.nodes.talking import connected

LOGIN = "user:hunter2"
#: The codes of RFC 1928, section 6.
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
NO_LOGIN, WITH_LOGIN = b"\x05\x01\x00", b"\x05\x02\x00\x02"
NAMED = b"\x03\x09localhost"
GOT = b"GET /simple/demo/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


def ask(address: bytes, port: int, command: int = 1) -> bytes:
    return bytes([5, command, 0]) + address + port.to_bytes(2, "big")


def ip(text: str) -> bytes:
    packed = ip_address(text).packed
    return bytes([1 if len(packed) == 4 else 4]) + packed


def say_login(user: str, word: str) -> bytes:
    return b"\x01" + b"".join(bytes([len(each)]) + each for each in (user.encode(), word.encode()))


def digest(user: str, word: str) -> str:
    """The digest of a login in the header that would carry it to an HTTP proxy."""
    return digest_secret(f"Basic {base64.b64encode(f'{user}:{word}'.encode()).decode()}")


def read_to_end(sock: socket.socket) -> bytes:
    return b"".join(iter(lambda: sock.recv(4096), b""))


def answers(proxy: ProxyNode, *said: bytes) -> bytes:
    """All that a proxy answers to a client that says these and then nothing more."""
    with connected(proxy) as sock:
        sock.sendall(b"".join(said))
        sock.shutdown(socket.SHUT_WR)
        return read_to_end(sock)
