from __future__ import annotations

import contextlib
import socket
import ssl
from pathlib import Path

import pytest

from harness.lab.authorities import Pki
from harness.lab.nodes.listener import Listener
from harness.lab.nodes.tls import make_server_context
from harness.model.conditions import Certificate, ClientCertificate
from harness.model.conditions.certificates import OTHER_NAME
from harness.model.trust import CORPORATE, PUBLIC, STRANGER, Authority
from harness.model.words import Reason
from scenarios.topologies import DIRECT
from tests.lab.nodes.raising import Raised, connected, shaken
from tests.support.handshakes import trusting

ALERTS = {
    "unknown_ca": (STRANGER, Certificate.GOOD, Reason.UNTRUSTED),
    "certificate_expired": (PUBLIC, Certificate.EXPIRED, Reason.EXPIRED),
    "bad_certificate": (PUBLIC, Certificate.WRONG_NAME, Reason.WRONG_NAME),
}
VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


def node(
    raised: Raised,
    pki: Pki,
    certificate: Certificate = Certificate.GOOD,
    wanted: ClientCertificate = ClientCertificate.NOT_ASKED,
) -> Listener:
    """A node that shows a certificate, and says a word to whoever accepts it."""
    context = make_server_context(pki.get_leaf(PUBLIC, certificate), wanted, pki.get_pem(CORPORATE))
    return raised(Listener("node", raised.transcript, lambda sock, _record: sock.sendall(b"hello"), context))


def client(pki: Pki, trusted: Authority = PUBLIC, version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> ssl.SSLContext:
    context = trusting(pki.get_pem(trusted))
    context.minimum_version = context.maximum_version = version
    return context


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", ["localhost", OTHER_NAME])
def test_a_handshake_is_recorded_with_the_name_that_the_client_asks_for(
    name: str, version: ssl.TLSVersion, raised: Raised, pki: Pki
) -> None:
    context = client(pki, version=version)
    context.check_hostname = False
    listening = node(raised, pki)
    with shaken(listening, context, name) as sock:
        assert sock.recv(5) == b"hello"
    assert raised.seen(listening) == [["connected client", f"hello {name}", "handshake done"]]


def test_a_client_that_asks_for_no_name_is_recorded_so(raised: Raised, pki: Pki) -> None:
    context = client(pki)
    context.check_hostname = False
    listening = node(raised, pki)
    with shaken(listening, context, None) as sock:
        assert sock.recv(5) == b"hello"
    assert raised.seen(listening) == [["connected client", "hello (no name)", "handshake done"]]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("alert", ALERTS)
def test_a_refusal_is_recorded_by_the_clients_alert(
    alert: str, version: ssl.TLSVersion, raised: Raised, pki: Pki
) -> None:
    trusted, certificate, _ = ALERTS[alert]
    listening = node(raised, pki, certificate)
    with pytest.raises(ssl.SSLCertVerificationError):
        shaken(listening, client(pki, trusted, version))
    assert raised.seen(listening) == [["connected client", "hello localhost", f"refused {alert}"]]


@pytest.mark.parametrize("alert", ALERTS)
def test_each_alert_is_among_the_words_for_its_reason(alert: str) -> None:
    (leg,) = DIRECT.legs
    assert alert in DIRECT.list_words(leg, ALERTS[alert][2])


def client_hello(context: ssl.SSLContext) -> bytes:
    """The first bytes that a client sends."""
    out = ssl.MemoryBIO()
    with pytest.raises(ssl.SSLWantReadError):
        context.wrap_bio(ssl.MemoryBIO(), out, server_hostname="localhost").do_handshake()
    return out.read()


def test_a_client_that_leaves_after_its_hello_hangs_up(raised: Raised, pki: Pki) -> None:
    listening = node(raised, pki)
    with connected(listening) as sock:
        sock.sendall(client_hello(client(pki)))
        sock.shutdown(socket.SHUT_WR)
        while sock.recv(65536):
            pass
    assert raised.seen(listening) == [["connected client", "hello localhost", "refused hung_up"]]


def test_a_client_that_leaves_without_reading_the_certificate_hangs_up(raised: Raised, pki: Pki) -> None:
    listening = node(raised, pki)
    with connected(listening) as sock:
        sock.sendall(client_hello(client(pki)))
        sock.recv(1)
    assert raised.seen(listening) == [["connected client", "hello localhost", "refused hung_up"]]


@pytest.mark.parametrize("said", [0, 1, 40])
def test_a_client_that_leaves_before_its_hello_is_whole_has_seen_no_certificate(
    said: int, raised: Raised, pki: Pki
) -> None:
    listening = node(raised, pki)
    with connected(listening) as sock:
        sock.sendall(client_hello(client(pki))[:said])
    assert raised.seen(listening) == [["connected client", "refused no_hello"]]


def test_a_client_that_speaks_plain_http_is_told_from_a_refusal_by_its_word(raised: Raised, pki: Pki) -> None:
    listening = node(raised, pki)
    with connected(listening) as sock:
        sock.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        with contextlib.suppress(ConnectionResetError):
            assert not sock.recv(65536).startswith(b"HTTP")
    assert raised.seen(listening) == [["connected client", "refused http_request"]]


def presenting(pki: Pki, folder: Path, version: ssl.TLSVersion) -> ssl.SSLContext:
    context = client(pki, version=version)
    context.load_cert_chain(pki.write_client_certificate(folder))
    return context


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("wanted", [ClientCertificate.ASKED_AND_SHOWN, ClientCertificate.DEMANDED_AND_SHOWN])
def test_a_client_certificate_is_recorded_by_its_name(
    wanted: ClientCertificate, version: ssl.TLSVersion, raised: Raised, pki: Pki, tmp_path: Path
) -> None:
    listening = node(raised, pki, wanted=wanted)
    with shaken(listening, presenting(pki, tmp_path, version)) as sock:
        assert sock.recv(5) == b"hello"
    assert raised.seen(listening) == [
        ["connected client", "hello localhost", "handshake done", "client certificate client@lab"]
    ]


@pytest.mark.parametrize("wanted", [ClientCertificate.NOT_ASKED, ClientCertificate.ASKED_AND_SHOWN])
def test_a_client_that_need_not_show_a_certificate_may_go_without(
    wanted: ClientCertificate, raised: Raised, pki: Pki
) -> None:
    listening = node(raised, pki, wanted=wanted)
    with shaken(listening, client(pki)) as sock:
        assert sock.recv(5) == b"hello"
    assert raised.seen(listening) == [["connected client", "hello localhost", "handshake done"]]


def test_a_certificate_that_nobody_asks_for_is_not_shown(raised: Raised, pki: Pki, tmp_path: Path) -> None:
    listening = node(raised, pki)
    with shaken(listening, presenting(pki, tmp_path, ssl.TLSVersion.TLSv1_3)) as sock:
        assert sock.recv(5) == b"hello"
    assert raised.seen(listening) == [["connected client", "hello localhost", "handshake done"]]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("wanted", [ClientCertificate.DEMANDED_AND_SHOWN, ClientCertificate.DEMANDED_AND_MISSING])
def test_a_client_without_the_certificate_that_is_demanded_is_refused(
    wanted: ClientCertificate, version: ssl.TLSVersion, raised: Raised, pki: Pki
) -> None:
    listening = node(raised, pki, wanted=wanted)
    with pytest.raises(ssl.SSLError), shaken(listening, client(pki, version=version)) as sock:
        sock.recv(5)
    (word,) = DIRECT.list_words(next(iter(DIRECT.legs)), Reason.CLIENT_CERTIFICATE_MISSING)
    assert raised.seen(listening) == [["connected client", "hello localhost", f"refused {word}"]]


def test_a_client_certificate_by_a_stranger_is_refused(raised: Raised, pki: Pki) -> None:
    context = client(pki)
    pki.get_leaf(STRANGER, Certificate.GOOD).configure_cert(context)
    listening = node(raised, pki, wanted=ClientCertificate.DEMANDED_AND_SHOWN)
    with pytest.raises(ssl.SSLError), shaken(listening, context) as sock:
        sock.recv(5)
    assert raised.seen(listening) == [["connected client", "hello localhost", "refused certificate_verify_failed"]]
