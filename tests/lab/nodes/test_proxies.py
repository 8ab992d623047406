from __future__ import annotations

import http.client
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import urllib3

from harness.lab.authorities import Pki
from harness.lab.nodes.index import make_index_application
from harness.lab.nodes.origin import Origin
from harness.lab.nodes.proxies import Proxy
from harness.lab.nodes.tls import make_server_context
from harness.lab.workshop import Workshop
from harness.model.conditions import Certificate, Index
from harness.model.transcript import digest_secret
from harness.model.trust import CORPORATE, PUBLIC
from tests.lab.nodes.raising import Raised, connected
from tests.support.handshakes import trusting

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

PAGE = "/simple/demo/"
SHAKEN = ["hello localhost", "handshake done"]
LOGIN = {"proxy-authorization": "Basic dXNlcjpodW50ZXIy"}


@pytest.fixture
def index(workshop: Workshop) -> WSGIApplication:
    return make_index_application(workshop.index, Index.PLAIN)


@pytest.fixture
def plain(raised: Raised, index: WSGIApplication) -> Origin:
    return raised(Origin("origin", raised.transcript, index, None))


@pytest.fixture
def secret(raised: Raised, index: WSGIApplication, pki: Pki) -> Origin:
    return raised(
        Origin("origin", raised.transcript, index, make_server_context(pki.get_leaf(PUBLIC, Certificate.GOOD)))
    )


@pytest.fixture
def proxy(raised: Raised, tmp_path: Path) -> Proxy:
    return raised(Proxy("proxy", raised.transcript, tmp_path))


@pytest.fixture
def over_tls(raised: Raised, tmp_path: Path, pki: Pki) -> Proxy:
    context = make_server_context(pki.get_leaf(CORPORATE, Certificate.GOOD))
    return raised(Proxy("proxy", raised.transcript, tmp_path, context=context))


def through(proxy: Proxy, scheme: str = "http", **how: object) -> urllib3.ProxyManager:
    return urllib3.ProxyManager(f"{scheme}://{proxy.address}", retries=False, timeout=20, **how)  # type: ignore[arg-type]


def exchange(target: str, code: int = 200) -> list[str]:
    return [f"request GET {target}", f"response {code} GET {target}"]


def tunnel(target: str = "origin", *between: str) -> list[str]:
    return [f"CONNECT {target}", *between, f"response 200 CONNECT {target}"]


def test_a_request_in_absolute_form_is_recorded_and_forwarded(raised: Raised, plain: Origin, proxy: Proxy) -> None:
    with through(proxy) as pool:
        assert pool.request("GET", f"http://{plain.address}{PAGE}").status == 200
    assert raised.seen(proxy) == [["connected client", *exchange(f"http://origin{PAGE}")]]
    assert raised.seen(plain) == [["connected proxy", *exchange(PAGE)]]


def test_further_requests_on_a_connection_are_recorded_once_each(raised: Raised, plain: Origin, proxy: Proxy) -> None:
    paths = (PAGE, "/simple/", PAGE, "/nowhere/")
    with closing(http.client.HTTPConnection("localhost", proxy.port, timeout=20)) as client:
        for path in paths:
            client.request("GET", f"http://{plain.address}{path}")
            assert client.getresponse().read()
    codes = (200, 200, 200, 404)
    told = [line for path, code in zip(paths, codes, strict=True) for line in exchange(f"http://origin{path}", code)]
    assert raised.seen(proxy) == [["connected client", *told]]
    answered = [line for seen in raised.seen(plain) for line in seen if line.startswith("response")]
    assert answered == [f"response {code} GET {path}" for path, code in zip(paths, codes, strict=True)]


def test_a_tunnel_is_recorded_with_its_target_and_nothing_in_it(
    raised: Raised, secret: Origin, proxy: Proxy, pki: Pki
) -> None:
    with through(proxy, ssl_context=trusting(pki.get_pem(PUBLIC))) as pool:
        for path in (PAGE, "/simple/"):
            assert pool.request("GET", f"https://{secret.address}{path}").status == 200
    assert raised.seen(proxy) == [["connected client", *tunnel()]]
    assert raised.seen(secret) == [["connected proxy", *SHAKEN, *exchange(PAGE), *exchange("/simple/")]]


def test_an_https_proxy_is_verified_before_it_is_told_the_target(
    raised: Raised, secret: Origin, over_tls: Proxy, pki: Pki
) -> None:
    context = trusting(pki.get_pem(PUBLIC))
    strange = through(over_tls, "https", ssl_context=context, proxy_ssl_context=trusting())
    with strange, pytest.raises(urllib3.exceptions.ProxyError):
        strange.request("GET", f"https://{secret.address}{PAGE}")
    with through(over_tls, "https", ssl_context=context, proxy_ssl_context=trusting(pki.get_pem(CORPORATE))) as pool:
        headers = {"Connection": "close"}
        assert pool.request("GET", f"https://{secret.address}{PAGE}", headers=headers).status == 200
    assert raised.seen(over_tls) == [
        ["connected client", "hello localhost", "refused unknown_ca"],
        ["connected client", *SHAKEN, *tunnel()],
    ]
    assert raised.seen(secret) == [["connected proxy", *SHAKEN, *exchange(PAGE)]]


def test_a_refusal_inside_a_tunnel_is_the_origins_to_see(raised: Raised, secret: Origin, proxy: Proxy) -> None:
    with through(proxy, ssl_context=trusting()) as pool, pytest.raises(urllib3.exceptions.SSLError):
        pool.request("GET", f"https://{secret.address}{PAGE}")
    assert raised.seen(proxy) == [["connected client", *tunnel()]]
    assert raised.seen(secret) == [["connected proxy", "hello localhost", "refused unknown_ca"]]


def test_credentials_for_a_proxy_are_recorded_by_digest_alone(
    raised: Raised, plain: Origin, secret: Origin, proxy: Proxy, pki: Pki
) -> None:
    with through(proxy, proxy_headers=LOGIN, ssl_context=trusting(pki.get_pem(PUBLIC))) as pool:
        for url in (f"http://{plain.address}", f"https://{secret.address}"):
            assert pool.request("GET", url + PAGE).status == 200
    credential = f"credential Proxy-Authorization {digest_secret(LOGIN['proxy-authorization'])}"
    assert [seen[2] for seen in raised.seen(proxy)] == [credential] * 2
    # It is the proxy's alone: RFC 9110, section 11.7.2.
    assert "Authorization" not in str(raised.seen(plain))
    assert "dXNlcjpodW50ZXIy" not in str(raised.transcript.events)


def test_who_comes_without_the_proxy_is_told_from_who_comes_by_it(raised: Raised, plain: Origin, proxy: Proxy) -> None:
    with through(proxy) as by, urllib3.PoolManager(retries=False) as past:
        for pool in (by, past, by):
            pool.request("GET", f"http://{plain.address}{PAGE}", headers={"Connection": "close"})
    assert [seen[0] for seen in raised.seen(plain)] == ["connected proxy", "connected client", "connected proxy"]


# Every request for a name of the reserved domain would fail if it were looked up: RFC 6761, section 6.4.
def test_no_name_is_looked_up_for_a_request(raised: Raised, plain: Origin, proxy: Proxy) -> None:
    with through(proxy) as pool:
        assert pool.request("GET", f"http://lab.invalid:{plain.port}{PAGE}").status == 200
    assert raised.seen(plain)[0][0] == "connected proxy"


def test_no_name_is_looked_up_for_a_tunnel(raised: Raised, secret: Origin, proxy: Proxy) -> None:
    with connected(proxy) as sock:
        sock.sendall(f"CONNECT lab.invalid:{secret.port} HTTP/1.1\r\nHost: lab.invalid\r\n\r\n".encode())
        assert sock.recv(99).startswith(b"HTTP/1.1 200 ")
    assert raised.seen(proxy) == [["connected client", *tunnel(f"lab.invalid:{secret.port}")]]
    assert raised.seen(secret) == [["connected proxy", "refused no_hello"]]


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_target_that_does_not_answer_is_said_to_the_client_and_breaks_no_node(
    scheme: str, raised: Raised, proxy: Proxy
) -> None:
    with socket.socket() as bound, through(proxy) as pool:
        bound.bind(("127.0.0.1", 0))
        url = f"{scheme}://localhost:{bound.getsockname()[1]}/"
        if scheme == "http":
            assert pool.request("GET", url).status == 502
        else:
            with pytest.raises(urllib3.exceptions.ProxyError, match="502"):
                pool.request("GET", url)
    (seen,) = raised.seen(proxy)
    assert "broke" not in str(seen)
    assert "response 200" not in str(seen)


@pytest.mark.parametrize("leave", ["before a word", "in the middle of a request", "in a tunnel"])
def test_a_client_that_leaves_is_left_in_peace(leave: str, raised: Raised, secret: Origin, proxy: Proxy) -> None:
    whole = f"CONNECT {secret.address} HTTP/1.1\r\nHost: {secret.address}\r\n\r\n".encode()
    said = {"before a word": b"", "in the middle of a request": whole[:-3], "in a tunnel": whole}[leave]
    with connected(proxy) as sock:
        sock.sendall(said)
        if said == whole:
            assert sock.recv(99).startswith(b"HTTP/1.1 200 ")
    (seen,) = raised.seen(proxy)
    assert seen == ["connected client", *(tunnel() if said == whole else [])]


def test_many_tunnels_at_once_are_kept_apart(raised: Raised, secret: Origin, proxy: Proxy, pki: Pki) -> None:
    many, context = 16, trusting(pki.get_pem(PUBLIC))
    meet = threading.Barrier(many)

    def fetch(number: int) -> int:
        with closing(http.client.HTTPSConnection("localhost", proxy.port, timeout=20, context=context)) as client:
            client.set_tunnel("localhost", secret.port, {"Cookie": str(number)})
            client.connect()
            meet.wait(20)
            client.request("GET", PAGE)
            return client.getresponse().status

    with ThreadPoolExecutor(many) as threads:
        assert list(threads.map(fetch, range(many))) == [200] * many
    cookies = (f"credential Cookie {digest_secret(str(each))}" for each in range(many))
    tunnels = (["connected client", *tunnel("origin", cookie)] for cookie in cookies)
    assert sorted(raised.seen(proxy)) == sorted(tunnels)
    assert raised.seen(secret) == [["connected proxy", *SHAKEN, *exchange(PAGE)]] * many


def test_a_proxy_that_is_put_down_ends_its_tunnels_and_leaves_no_thread_and_no_port(
    raised: Raised, secret: Origin, tmp_path: Path
) -> None:
    proxy = Proxy("leaving", raised.transcript, tmp_path)
    with connected(proxy) as sock:
        sock.sendall(f"CONNECT {secret.address} HTTP/1.1\r\nHost: {secret.address}\r\n\r\n".encode())
        assert sock.recv(99).startswith(b"HTTP/1.1 200 ")
        proxy.close()
        assert sock.recv(1) == b""
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("leaving")]
    with pytest.raises(ConnectionRefusedError):
        connected(proxy)
    assert raised.seen(secret) == [["connected leaving", "refused no_hello"]]
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
