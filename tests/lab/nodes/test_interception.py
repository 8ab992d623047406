"""An intercepting proxy, alone and behind a front: what it shows, what it sees, and what it refuses itself."""

from __future__ import annotations

import http.client
import os
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import urllib3

from harness.lab.authorities import Pki
from harness.lab.nodes.index import make_index_application
from harness.lab.nodes.origin import Origin
from harness.lab.nodes.proxies import Proxy
from harness.lab.nodes.tls import make_server_context
from harness.lab.workshop import Workshop
from harness.model.conditions import Certificate, ClientCertificate, Index
from harness.model.conditions.certificates import NAMES
from harness.model.transcript import digest_secret
from harness.model.trust import CORPORATE, INSPECTION, PUBLIC, Authority
from tests.lab.nodes.raising import Raised, connected
from tests.support.handshakes import trusting

PAGE = "/simple/demo/"
SHAKEN = ["hello localhost", "handshake done"]
TUNNEL = ["CONNECT origin", "response 200 CONNECT origin"]
EXCHANGE = [f"request GET {PAGE}", f"response 200 GET {PAGE}"]


@pytest.fixture
def origin(raised: Raised, workshop: Workshop) -> Origin:
    context = make_server_context(workshop.pki.get_leaf(PUBLIC, Certificate.GOOD))
    return raised(Origin("origin", raised.transcript, make_index_application(workshop.index, Index.PLAIN), context))


class Interceptors:
    """Raises intercepting proxies, their leaves laid out in a folder as the lab does."""

    def __init__(self, raised: Raised, workshop: Workshop, folder: Path) -> None:
        self._raised, self._workshop, self._folder = raised, workshop, folder

    def __call__(
        self,
        certificate: Certificate = Certificate.GOOD,
        wanted: ClientCertificate = ClientCertificate.NOT_ASKED,
        upstream: Authority = PUBLIC,
    ) -> Proxy:
        pki = self._workshop.pki
        leaf = pki.get_leaf(INSPECTION, certificate)
        for name in NAMES:
            leaf.private_key_and_cert_chain_pem.write_to_path(str(self._folder / f"{name}.pem"))
        proxy = Proxy(
            "interceptor",
            self._raised.transcript,
            self._folder,
            inner=make_server_context(leaf, wanted, pki.get_pem(CORPORATE)),
            certificates=self._folder,
            upstream_ca=self._workshop.stores.write_bundle({upstream}),
        )
        return self._raised(proxy)


@pytest.fixture
def intercept(raised: Raised, workshop: Workshop, tmp_path: Path) -> Interceptors:
    return Interceptors(raised, workshop, tmp_path)


def through(proxy: Proxy, context: ssl.SSLContext, scheme: str = "http", **how: object) -> urllib3.ProxyManager:
    url = f"{scheme}://{proxy.address}"
    return urllib3.ProxyManager(url, ssl_context=context, retries=False, timeout=20, **how)  # type: ignore[arg-type]


def status(pool: urllib3.ProxyManager, origin: Origin, **headers: str) -> int:
    """urllib3 keeps a tunnelled socket open for as long as its response lives."""
    answer = pool.request("GET", f"https://{origin.address}{PAGE}", headers={"Connection": "close", **headers})
    return answer.status


def test_what_is_asked_in_an_intercepted_tunnel_is_seen_by_the_proxy_and_by_the_origin(
    raised: Raised, origin: Origin, intercept: Interceptors, pki: Pki
) -> None:
    proxy = intercept()
    with through(proxy, trusting(pki.get_pem(INSPECTION))) as pool:
        assert status(pool, origin, Authorization="Basic c2VjcmV0") == 200
    credential = f"credential Authorization {digest_secret('Basic c2VjcmV0')}"
    asked = [EXCHANGE[0], credential, EXCHANGE[1]]
    assert raised.seen(proxy) == [["connected client", *TUNNEL, *SHAKEN, *asked]]
    assert raised.seen(origin) == [["connected interceptor", *SHAKEN, *asked]]
    assert "c2VjcmV0" not in str(raised.transcript.events)


@pytest.fixture
def no_openssl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose openssl command must not be run."""
    command, log = tmp_path / "bin" / "openssl", tmp_path / "run"
    command.parent.mkdir()
    command.write_text(f"#!/bin/sh\necho run > {log}\nexit 1\n")
    command.chmod(0o755)
    monkeypatch.setenv("PATH", str(command.parent))
    yield
    assert not log.exists()


@pytest.mark.usefixtures("no_openssl")
def test_the_client_is_shown_the_leaf_laid_out_beforehand_and_no_openssl_is_run(
    raised: Raised, origin: Origin, intercept: Interceptors, pki: Pki
) -> None:
    proxy = intercept()
    context = trusting(pki.get_pem(INSPECTION))
    with closing(http.client.HTTPSConnection("localhost", proxy.port, timeout=20, context=context)) as client:
        client.set_tunnel("localhost", origin.port)
        client.request("GET", PAGE)
        assert client.getresponse().status == 200
        assert isinstance(client.sock, ssl.SSLSocket)
        shown = ssl.DER_cert_to_PEM_cert(client.sock.getpeercert(binary_form=True) or b"")
    assert shown.split() == pki.get_leaf(INSPECTION, Certificate.GOOD).cert_chain_pems[0].bytes().decode().split()
    assert len(raised.seen(origin)) == 1


def test_two_requests_share_one_intercepted_connection(
    raised: Raised, origin: Origin, intercept: Interceptors, pki: Pki
) -> None:
    proxy, context = intercept(), trusting(pki.get_pem(INSPECTION))
    with closing(http.client.HTTPSConnection("localhost", proxy.port, timeout=20, context=context)) as client:
        client.set_tunnel("localhost", origin.port)
        for _ in range(2):
            client.request("GET", PAGE)
            assert client.getresponse().read()
    assert raised.seen(proxy) == [["connected client", *TUNNEL, *SHAKEN, *EXCHANGE, *EXCHANGE]]
    assert raised.seen(origin)[0][:5] == ["connected interceptor", *SHAKEN, *EXCHANGE]


ODD = {
    Certificate.GOOD: (PUBLIC, "unknown_ca"),
    Certificate.BY_STRANGER: (INSPECTION, "unknown_ca"),
    Certificate.EXPIRED: (INSPECTION, "certificate_expired"),
    Certificate.WRONG_NAME: (INSPECTION, "bad_certificate"),
}


@pytest.mark.parametrize("certificate", ODD)
def test_an_interception_that_the_client_refuses_asks_nothing_of_the_origin(
    certificate: Certificate, raised: Raised, origin: Origin, intercept: Interceptors, pki: Pki
) -> None:
    trusted, word = ODD[certificate]
    proxy = intercept(certificate)
    with through(proxy, trusting(pki.get_pem(trusted))) as pool, pytest.raises(urllib3.exceptions.SSLError):
        status(pool, origin)
    assert raised.seen(proxy) == [["connected client", *TUNNEL, "hello localhost", f"refused {word}"]]
    assert raised.seen(origin) == [["connected interceptor", *SHAKEN]]


def test_a_proxy_that_does_not_trust_the_origin_answers_no_tunnel(
    raised: Raised, origin: Origin, intercept: Interceptors, pki: Pki
) -> None:
    proxy = intercept(upstream=CORPORATE)
    with through(proxy, trusting(pki.get_pem(INSPECTION))) as pool, pytest.raises(urllib3.exceptions.HTTPError):
        status(pool, origin)
    (seen,) = raised.seen(proxy)
    assert seen[:2] == ["connected client", "CONNECT origin"]
    assert "handshake done" not in seen
    assert raised.seen(origin) == [["connected interceptor", "hello localhost", "refused unknown_ca"]]


def test_a_client_certificate_is_the_proxys_to_ask_for(
    raised: Raised, origin: Origin, intercept: Interceptors, pki: Pki, tmp_path: Path
) -> None:
    proxy = intercept(wanted=ClientCertificate.DEMANDED_AND_SHOWN)
    context = trusting(pki.get_pem(INSPECTION))
    with through(proxy, context) as pool, pytest.raises(urllib3.exceptions.HTTPError):
        status(pool, origin)
    context.load_cert_chain(pki.write_client_certificate(tmp_path))
    with through(proxy, context) as pool:
        assert status(pool, origin) == 200
    without, shown = raised.seen(proxy)
    assert without[3:] == ["hello localhost", "refused peer_did_not_return_a_certificate"]
    assert shown[3:] == [*SHAKEN, "client certificate client@lab", *EXCHANGE]


def test_a_front_passes_a_tunnel_on_to_the_interceptor(
    raised: Raised, origin: Origin, intercept: Interceptors, pki: Pki, tmp_path: Path
) -> None:
    inspector = intercept()
    leaf = pki.get_leaf(CORPORATE, Certificate.GOOD)
    front = raised(Proxy("front", raised.transcript, tmp_path, context=make_server_context(leaf), onwards=inspector))
    context = trusting(pki.get_pem(INSPECTION))
    with through(front, context, "https", proxy_ssl_context=trusting(pki.get_pem(CORPORATE))) as pool:
        assert status(pool, origin) == 200
    assert raised.seen(front) == [["connected client", *SHAKEN, *TUNNEL]]
    assert raised.seen(inspector) == [["connected front", *TUNNEL, *SHAKEN, *EXCHANGE]]
    assert raised.seen(origin) == [["connected interceptor", *SHAKEN, *EXCHANGE]]


def test_an_interceptor_that_is_put_down_does_not_wait_for_the_hello_in_a_tunnel(
    origin: Origin, intercept: Interceptors
) -> None:
    proxy = intercept()
    closing_it = threading.Thread(target=proxy.close)
    with connected(proxy) as sock:
        sock.sendall(f"CONNECT {origin.address} HTTP/1.1\r\nHost: {origin.address}\r\n\r\n".encode())
        assert sock.recv(99).startswith(b"HTTP/1.1 200 ")
        closing_it.start()
        closing_it.join(5)
        ended = not closing_it.is_alive()
    closing_it.join()
    assert ended


def test_no_proxy_writes_outside_its_folder(
    origin: Origin, intercept: Interceptors, pki: Pki, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    with through(intercept(), trusting(pki.get_pem(INSPECTION))) as pool:
        assert status(pool, origin) == 200
    assert os.listdir(home) == []
