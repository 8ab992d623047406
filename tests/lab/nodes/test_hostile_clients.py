"""Clients that send harmful texts on the wire."""

from __future__ import annotations

import re

import pytest

from harness.lab.worlds.nodes import FakePyPI, Node, ProxyNode
from harness.lab.worlds.world import World
from harness.model.trust import PUBLIC
from tests.lab.nodes.talking import TrustStore, connected, context_of, shaken

HARM = b"::error::x\x1b[2J\x9b##[error]\xe2\x80\xaea##vso[task.x]\x08"
NOT_FOR_READING = re.compile(r"[^\n -~\xa0-\xff]|^\s*::error|##\[|##vso\[", re.MULTILINE)


def ask(node: Node, request: bytes) -> str:
    """Return a node's transcript of some bytes, which need not be a request."""
    with connected(node) as connection:
        connection.sendall(request)
        while connection.recv(4096):
            pass
    return "\n".join(node.transcript)


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /%s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" % HARM,
        b"%s / HTTP/1.0\r\n\r\n" % HARM,
        b"%s\r\n\r\n" % HARM,
        b"GET / HTTP/1.0\r\nAuthorization: %s\r\nCookie: %s\r\n\r\n" % (HARM, HARM),
    ],
)
def test_what_an_origin_is_asked_for_is_recorded_as_harmless_lines(request_: bytes, trust_world: World) -> None:
    said = ask(trust_world.fake_pypi(tls=False), request_)
    assert said.startswith("origin: ")
    assert not NOT_FOR_READING.search(said)


@pytest.mark.parametrize(
    "request_",
    [
        b"CONNECT %s:443 HTTP/1.1\r\n\r\n" % HARM,
        b"GET http://localhost:1/%s HTTP/1.1\r\nConnection: close\r\n\r\n" % HARM,
        b"GET http://%s/ HTTP/1.1\r\nConnection: close\r\n\r\n" % HARM,
        b"GET http://localhost:1/ HTTP/1.1\r\nProxy-Authorization: %s\r\nConnection: close\r\n\r\n" % HARM,
    ],
)
def test_what_a_proxy_is_asked_for_is_recorded_as_harmless_lines(request_: bytes, connect_proxy: ProxyNode) -> None:
    said = ask(connect_proxy, request_)
    assert said.startswith("connect-proxy: ")
    assert not NOT_FOR_READING.search(said)


def test_a_path_that_is_no_utf_8_is_recorded_as_it_was_asked_for(connect_proxy: ProxyNode) -> None:
    ask(connect_proxy, b"GET http://localhost:1/\xff\xfe HTTP/1.1\r\nConnection: close\r\n\r\n")
    assert connect_proxy.transcript[0] == r"connect-proxy: request GET http://localhost:1/\xff\xfe"


@pytest.mark.parametrize("name", ["::error::x", "a##[error]", "##vso[task.x]"])
def test_a_server_name_is_recorded_as_a_harmless_line(name: str, fake_pypi: FakePyPI, trust_store: TrustStore) -> None:
    trust = context_of(trust_store(PUBLIC))
    trust.check_hostname = False
    shaken(fake_pypi, trust, name).close()
    said = "\n".join(fake_pypi.transcript)
    assert "hello" in said
    assert not NOT_FOR_READING.search(said)
