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
from werkzeug.wrappers import Response

from harness.lab.raiser import Raiser
from harness.lab.workshop import Workshop
from harness.lab.worlds.nodes import FakePyPI, Node, ProxyNode
from harness.lab.worlds.world import World
from harness.model.conditions import Certificate, ClientCertificate
from harness.model.transcript import digest_secret
from harness.model.trust import CORPORATE, INSPECTION, PUBLIC
from tests.lab.nodes.talking import TrustStore, ask_for_tunnel, connected, context_of, seen, through

PAGE = "/simple/demo/"
SHAKEN = ["hello localhost", "handshake done"]
TUNNEL = ["CONNECT origin", "response 200 CONNECT origin"]
BY_PROXY = "connected intercepting-proxy"
EXCHANGE = [f"request GET {PAGE}", f"response 200 GET {PAGE}"]


def status(pool: urllib3.ProxyManager, origin: Node, **headers: str) -> int:
    """urllib3 keeps a tunnelled socket open for as long as its response lives."""
    return pool.request("GET", origin.url + PAGE, retries=False, headers={"Connection": "close", **headers}).status


def tunnelling(proxy: Node, origin: Node, bundle: Path) -> closing[http.client.HTTPSConnection]:
    client = http.client.HTTPSConnection("localhost", proxy.port, timeout=20, context=context_of(bundle))
    client.set_tunnel("localhost", origin.port)
    return closing(client)


def test_what_is_asked_in_an_intercepted_tunnel_is_seen_by_the_proxy_and_by_the_origin(
    fake_pypi: FakePyPI, intercepting_proxy: ProxyNode, trust_store: TrustStore
) -> None:
    with through(intercepting_proxy, trust_store(INSPECTION)) as pool:
        assert status(pool, fake_pypi, Authorization="Basic c2VjcmV0") == 200
    credential = f"credential Authorization {digest_secret('Basic c2VjcmV0')}"
    asked = [EXCHANGE[0], credential, EXCHANGE[1]]
    assert seen(intercepting_proxy) == [["connected client", *TUNNEL, *SHAKEN, *asked]]
    assert seen(fake_pypi) == [[BY_PROXY, *SHAKEN, *asked]]


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
    fake_pypi: FakePyPI, intercepting_proxy: ProxyNode, trust_store: TrustStore, workshop: Workshop
) -> None:
    with tunnelling(intercepting_proxy, fake_pypi, trust_store(INSPECTION)) as client:
        client.request("GET", PAGE)
        assert client.getresponse().status == 200
        assert isinstance(client.sock, ssl.SSLSocket)
        shown = ssl.DER_cert_to_PEM_cert(client.sock.getpeercert(binary_form=True) or b"")
    leaf = workshop.pki.get_leaf(INSPECTION, Certificate.GOOD)
    assert shown.split() == leaf.cert_chain_pems[0].bytes().decode().split()
    assert len(seen(fake_pypi)) == 1


def test_two_requests_share_one_intercepted_connection(
    fake_pypi: FakePyPI, intercepting_proxy: ProxyNode, trust_store: TrustStore
) -> None:
    with tunnelling(intercepting_proxy, fake_pypi, trust_store(INSPECTION)) as client:
        for _ in range(2):
            client.request("GET", PAGE)
            assert client.getresponse().read()
    assert seen(intercepting_proxy) == [["connected client", *TUNNEL, *SHAKEN, *EXCHANGE, *EXCHANGE]]
    assert seen(fake_pypi)[0][:5] == [BY_PROXY, *SHAKEN, *EXCHANGE]


ODD = {
    Certificate.GOOD: (PUBLIC, "unknown_ca"),
    Certificate.BY_STRANGER: (INSPECTION, "unknown_ca"),
    Certificate.EXPIRED: (INSPECTION, "certificate_expired"),
    Certificate.WRONG_NAME: (INSPECTION, "bad_certificate"),
}


@pytest.mark.parametrize("certificate", ODD)
def test_an_interception_that_the_client_refuses_asks_nothing_of_the_origin(
    certificate: Certificate, trust_world: World, fake_pypi: FakePyPI, trust_store: TrustStore
) -> None:
    trusted, word = ODD[certificate]
    proxy = trust_world.intercepting_proxy(certificate=certificate)
    with through(proxy, trust_store(trusted)) as pool, pytest.raises(urllib3.exceptions.SSLError):
        status(pool, fake_pypi)
    assert seen(proxy) == [["connected client", *TUNNEL, "hello localhost", f"refused {word}"]]
    assert seen(fake_pypi) == [[BY_PROXY, *SHAKEN]]


def test_a_proxy_that_does_not_trust_the_origin_answers_no_tunnel(
    trust_world: World, intercepting_proxy: ProxyNode, trust_store: TrustStore
) -> None:
    origin = trust_world.fake_pypi(certificate=Certificate.BY_STRANGER)
    with through(intercepting_proxy, trust_store(INSPECTION)) as pool, pytest.raises(urllib3.exceptions.HTTPError):
        status(pool, origin)
    (lines,) = seen(intercepting_proxy)
    assert lines[:2] == ["connected client", "CONNECT origin"]
    assert "handshake done" not in lines
    assert seen(origin) == [[BY_PROXY, "hello localhost", "refused unknown_ca"]]


def test_a_client_certificate_is_the_proxys_to_ask_for(raiser: Raiser, fake_pypi: FakePyPI, trust_world: World) -> None:
    proxy = raiser.raise_intercepting_proxy("interceptor", INSPECTION, asked=ClientCertificate.DEMANDED_AND_SHOWN)
    context = context_of(trust_world.trust_store(INSPECTION))
    url = f"http://{proxy.address}"
    with urllib3.ProxyManager(url, ssl_context=context) as pool, pytest.raises(urllib3.exceptions.HTTPError):
        status(pool, fake_pypi)
    context.load_cert_chain(trust_world.client_certificate())
    with urllib3.ProxyManager(url, ssl_context=context) as pool:
        assert status(pool, fake_pypi) == 200
    without, shown = seen(proxy)
    assert without[3:] == ["hello localhost", "refused peer_did_not_return_a_certificate"]
    assert shown[3:] == [*SHAKEN, "client certificate client@lab", *EXCHANGE]
    assert len(seen(fake_pypi)) == 2


def test_a_front_passes_a_tunnel_on_to_the_interceptor(
    trust_world: World, fake_pypi: FakePyPI, trust_store: TrustStore
) -> None:
    front = trust_world.intercepting_proxy(tls=True)
    with through(front, trust_store(INSPECTION), trust_store(CORPORATE)) as pool:
        assert status(pool, fake_pypi) == 200
    assert front.inner
    assert seen(front) == [["connected client", *SHAKEN, *TUNNEL]]
    assert seen(front.inner) == [["connected https-proxy", *TUNNEL, *SHAKEN, *EXCHANGE]]
    assert seen(fake_pypi) == [[BY_PROXY, *SHAKEN, *EXCHANGE]]


def test_an_interceptor_that_is_put_down_does_not_wait_for_the_hello_in_a_tunnel(raiser: Raiser) -> None:
    origin = raiser.raise_origin("origin", Response(), raiser.make_context(PUBLIC))
    proxy = raiser.raise_intercepting_proxy("interceptor", INSPECTION)
    closing_it = threading.Thread(target=proxy.close)
    with connected(proxy) as sock:
        ask_for_tunnel(sock, origin.address)
        closing_it.start()
        closing_it.join(5)
        ended = not closing_it.is_alive()
    closing_it.join()
    assert ended


def test_no_proxy_writes_outside_its_folder(
    trust_world: World, fake_pypi: FakePyPI, workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    # proxy.py reads its settings once for each folder.
    monkeypatch.setattr(workshop, "scratch", tmp_path)
    with through(trust_world.intercepting_proxy(), trust_world.trust_store(INSPECTION)) as pool:
        assert status(pool, fake_pypi) == 200
    assert os.listdir(home) == []
    # By itself it writes where the home was when it was imported.
    assert {"certificates", "content", "responses"} <= set(os.listdir(tmp_path))
