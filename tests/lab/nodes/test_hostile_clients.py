"""Clients that send harmful texts on the wire."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from harness.lab.authorities import Pki
from harness.lab.nodes.index import make_index_application
from harness.lab.nodes.origin import Origin
from harness.lab.nodes.proxies import Proxy
from harness.lab.nodes.tls import make_server_context
from harness.lab.workshop import Workshop
from harness.model.conditions import Certificate, Index
from harness.model.transcript import format_transcript
from harness.model.trust import PUBLIC
from tests.lab.nodes.raising import Raised, connected, shaken
from tests.support.handshakes import trusting

HARM = b"::error::x\x1b[2J\x9b##[error]\xe2\x80\xaea##vso[task.x]\x08"
NOT_FOR_READING = re.compile(r"[^\n -~\xa0-\xff]|^\s*::error|##\[|##vso\[", re.MULTILINE)


def ask(raised: Raised, node: Origin | Proxy, request: bytes) -> str:
    """Return a node's transcript of some bytes, which need not be a request."""
    with connected(node) as connection:
        connection.sendall(request)
        while connection.recv(4096):
            pass
    raised.seen(node)
    return "\n".join(format_transcript(raised.transcript.events))


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /%s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" % HARM,
        b"%s / HTTP/1.0\r\n\r\n" % HARM,
        b"%s\r\n\r\n" % HARM,
        b"GET / HTTP/1.0\r\nAuthorization: %s\r\nCookie: %s\r\n\r\n" % (HARM, HARM),
    ],
)
def test_what_an_origin_is_asked_for_is_recorded_as_harmless_lines(
    request_: bytes, raised: Raised, workshop: Workshop
) -> None:
    origin = raised(Origin("origin", raised.transcript, make_index_application(workshop.index, Index.PLAIN), None))
    said = ask(raised, origin, request_)
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
def test_what_a_proxy_is_asked_for_is_recorded_as_harmless_lines(
    request_: bytes, raised: Raised, tmp_path: Path
) -> None:
    said = ask(raised, raised(Proxy("proxy", raised.transcript, tmp_path)), request_)
    assert said.startswith("proxy: ")
    assert not NOT_FOR_READING.search(said)


def test_a_path_that_is_no_utf_8_is_recorded_as_it_was_asked_for(raised: Raised, tmp_path: Path) -> None:
    request = b"GET http://localhost:1/\xff\xfe HTTP/1.1\r\nConnection: close\r\n\r\n"
    said = ask(raised, raised(Proxy("proxy", raised.transcript, tmp_path)), request)
    assert said.splitlines()[0] == r"proxy: request GET http://localhost:1/\xff\xfe"


@pytest.mark.parametrize("name", ["::error::x", "a##[error]", "##vso[task.x]"])
def test_a_server_name_is_recorded_as_a_harmless_line(name: str, raised: Raised, workshop: Workshop, pki: Pki) -> None:
    context = make_server_context(pki.get_leaf(PUBLIC, Certificate.GOOD))
    origin = raised(Origin("origin", raised.transcript, make_index_application(workshop.index, Index.PLAIN), context))
    trust = trusting(pki.get_pem(PUBLIC))
    trust.check_hostname = False
    shaken(origin, trust, name).close()
    raised.seen(origin)
    said = "\n".join(format_transcript(raised.transcript.events))
    assert "hello" in said
    assert not NOT_FOR_READING.search(said)
