from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Callable

import pytest

from harness.lab.nodes.listener import Listener
from harness.lab.raiser import Raiser
from harness.lab.workshop import Workshop
from harness.lab.worlds.world import World
from harness.model.conditions import Certificate, ClientCertificate
from harness.model.conditions.certificates import OTHER_NAME
from harness.model.trust import PUBLIC, STRANGER, Authority
from harness.model.words import Reason
from scenarios.topologies import DIRECT
from tests.lab.nodes.talking import Listen, TrustStore, connected, context_of, seen, shaken

Show = Callable[..., Listener]

ALERTS = {
    "unknown_ca": (STRANGER, Certificate.GOOD, Reason.UNTRUSTED),
    "certificate_expired": (PUBLIC, Certificate.EXPIRED, Reason.EXPIRED),
    "bad_certificate": (PUBLIC, Certificate.WRONG_NAME, Reason.WRONG_NAME),
}
VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


@pytest.fixture
def show(raiser: Raiser, listen: Listen) -> Show:
    """Raises a node that shows a certificate, and says a word to whoever accepts it."""
    return lambda *kinds, **named: listen(
        lambda sock, _record: sock.sendall(b"hello"), raiser.make_context(PUBLIC, *kinds, **named)
    )


def client(
    trust_store: TrustStore, trusted: Authority = PUBLIC, version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3
) -> ssl.SSLContext:
    context = context_of(trust_store(trusted))
    context.minimum_version = context.maximum_version = version
    return context


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", ["localhost", OTHER_NAME])
def test_a_handshake_is_recorded_with_the_name_that_the_client_asks_for(
    name: str, version: ssl.TLSVersion, show: Show, trust_store: TrustStore
) -> None:
    context = client(trust_store, version=version)
    context.check_hostname = False
    listening = show()
    with shaken(listening, context, name) as sock:
        assert sock.recv(5) == b"hello"
    assert seen(listening) == [["connected client", f"hello {name}", "handshake done"]]


def test_a_client_that_asks_for_no_name_is_recorded_so(show: Show, trust_store: TrustStore) -> None:
    context = client(trust_store)
    context.check_hostname = False
    listening = show()
    with shaken(listening, context, None) as sock:
        assert sock.recv(5) == b"hello"
    assert seen(listening) == [["connected client", "hello (no name)", "handshake done"]]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("alert", ALERTS)
def test_a_refusal_is_recorded_by_the_clients_alert(
    alert: str, version: ssl.TLSVersion, show: Show, trust_store: TrustStore
) -> None:
    trusted, certificate, _ = ALERTS[alert]
    listening = show(certificate)
    with pytest.raises(ssl.SSLCertVerificationError):
        shaken(listening, client(trust_store, trusted, version))
    assert seen(listening) == [["connected client", "hello localhost", f"refused {alert}"]]


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


def test_a_client_that_leaves_after_its_hello_hangs_up(show: Show, trust_store: TrustStore) -> None:
    listening = show()
    with connected(listening) as sock:
        sock.sendall(client_hello(client(trust_store)))
        sock.shutdown(socket.SHUT_WR)
        while sock.recv(65536):
            pass
    assert seen(listening) == [["connected client", "hello localhost", "refused hung_up"]]


def test_a_client_that_leaves_without_reading_the_certificate_hangs_up(show: Show, trust_store: TrustStore) -> None:
    listening = show()
    with connected(listening) as sock:
        sock.sendall(client_hello(client(trust_store)))
        sock.recv(1)
    assert seen(listening) == [["connected client", "hello localhost", "refused hung_up"]]


@pytest.mark.parametrize("said", [0, 1, 40])
def test_a_client_that_leaves_before_its_hello_is_whole_has_seen_no_certificate(
    said: int, show: Show, trust_store: TrustStore
) -> None:
    listening = show()
    with connected(listening) as sock:
        sock.sendall(client_hello(client(trust_store))[:said])
    assert seen(listening) == [["connected client", "refused no_hello"]]


def test_a_client_that_speaks_plain_http_is_told_from_a_refusal_by_its_word(show: Show) -> None:
    listening = show()
    with connected(listening) as sock:
        sock.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        with contextlib.suppress(ConnectionResetError):
            assert not sock.recv(65536).startswith(b"HTTP")
    assert seen(listening) == [["connected client", "refused http_request"]]


def presenting(trust_world: World, version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> ssl.SSLContext:
    context = client(trust_world.trust_store, version=version)
    context.load_cert_chain(trust_world.client_certificate())
    return context


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("wanted", [ClientCertificate.ASKED_AND_SHOWN, ClientCertificate.DEMANDED_AND_SHOWN])
def test_a_client_certificate_is_recorded_by_its_name(
    wanted: ClientCertificate, version: ssl.TLSVersion, show: Show, trust_world: World
) -> None:
    listening = show(asked=wanted)
    with shaken(listening, presenting(trust_world, version)) as sock:
        assert sock.recv(5) == b"hello"
    assert seen(listening) == [
        ["connected client", "hello localhost", "handshake done", "client certificate client@lab"]
    ]


@pytest.mark.parametrize("wanted", [ClientCertificate.NOT_ASKED, ClientCertificate.ASKED_AND_SHOWN])
def test_a_client_that_need_not_show_a_certificate_may_go_without(
    wanted: ClientCertificate, show: Show, trust_store: TrustStore
) -> None:
    listening = show(asked=wanted)
    with shaken(listening, client(trust_store)) as sock:
        assert sock.recv(5) == b"hello"
    assert seen(listening) == [["connected client", "hello localhost", "handshake done"]]


def test_a_certificate_that_nobody_asks_for_is_not_shown(show: Show, trust_world: World) -> None:
    listening = show()
    with shaken(listening, presenting(trust_world)) as sock:
        assert sock.recv(5) == b"hello"
    assert seen(listening) == [["connected client", "hello localhost", "handshake done"]]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("wanted", [ClientCertificate.DEMANDED_AND_SHOWN, ClientCertificate.DEMANDED_AND_MISSING])
def test_a_client_without_the_certificate_that_is_demanded_is_refused(
    wanted: ClientCertificate, version: ssl.TLSVersion, show: Show, trust_store: TrustStore
) -> None:
    listening = show(asked=wanted)
    with pytest.raises(ssl.SSLError), shaken(listening, client(trust_store, version=version)) as sock:
        sock.recv(5)
    (word,) = DIRECT.list_words(next(iter(DIRECT.legs)), Reason.CLIENT_CERTIFICATE_MISSING)
    assert seen(listening) == [["connected client", "hello localhost", f"refused {word}"]]


def test_a_client_certificate_by_a_stranger_is_refused(show: Show, trust_store: TrustStore, workshop: Workshop) -> None:
    context = client(trust_store)
    workshop.pki.get_leaf(STRANGER, Certificate.GOOD).configure_cert(context)
    listening = show(asked=ClientCertificate.DEMANDED_AND_SHOWN)
    with pytest.raises(ssl.SSLError), shaken(listening, context) as sock:
        sock.recv(5)
    assert seen(listening) == [["connected client", "hello localhost", "refused certificate_verify_failed"]]
