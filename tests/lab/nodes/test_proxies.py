from __future__ import annotations

import http.client
import socket
import ssl
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import urllib3
from werkzeug.wrappers import Response

from harness.lab.nodes.proxies import Proxy
from harness.lab.nodes.proxy_library import HttpProxyPlugin
from harness.lab.raiser import Raiser
from harness.lab.worlds.nodes import FakePyPI, ProxyNode
from harness.lab.worlds.world import World
from harness.model.transcript import digest_secret
from harness.model.trust import CORPORATE, PUBLIC, STRANGER
from tests.lab.nodes.talking import TrustStore, ask_for_tunnel, connected, context_of, seen, shaken, through

PAGE = "/simple/demo/"
SHAKEN = ["hello localhost", "handshake done"]
LOGIN = "user:hunter2"
BASIC = urllib3.make_headers(proxy_basic_auth=LOGIN)["proxy-authorization"]


@pytest.fixture
def plain(trust_world: World) -> FakePyPI:
    return trust_world.fake_pypi(tls=False)


def exchange(target: str, code: int = 200) -> list[str]:
    return [f"request GET {target}", f"response {code} GET {target}"]


def tunnel(target: str = "origin", *between: str) -> list[str]:
    return [f"CONNECT {target}", *between, f"response 200 CONNECT {target}"]


def test_a_request_in_absolute_form_is_recorded_and_forwarded(plain: FakePyPI, connect_proxy: ProxyNode) -> None:
    with through(connect_proxy) as pool:
        assert pool.request("GET", plain.url + PAGE).status == 200
    assert seen(connect_proxy) == [["connected client", *exchange(f"http://origin{PAGE}")]]
    assert seen(plain) == [["connected connect-proxy", *exchange(PAGE)]]


def test_further_requests_on_a_connection_are_recorded_once_each(plain: FakePyPI, connect_proxy: ProxyNode) -> None:
    paths = (PAGE, "/simple/", PAGE, "/nowhere/")
    with closing(http.client.HTTPConnection("localhost", connect_proxy.port, timeout=20)) as client:
        for path in paths:
            client.request("GET", plain.url + path)
            assert client.getresponse().read()
    codes = (200, 200, 200, 404)
    told = [line for path, code in zip(paths, codes, strict=True) for line in exchange(f"http://origin{path}", code)]
    assert seen(connect_proxy) == [["connected client", *told]]
    assert plain.answered == [f"{code} GET {path}" for path, code in zip(paths, codes, strict=True)]


def test_a_tunnel_is_recorded_with_its_target_and_nothing_in_it(
    fake_pypi: FakePyPI, connect_proxy: ProxyNode, trust_store: TrustStore
) -> None:
    with through(connect_proxy, trust_store(PUBLIC)) as pool:
        for path in (PAGE, "/simple/"):
            assert pool.request("GET", fake_pypi.url + path).status == 200
    assert seen(connect_proxy) == [["connected client", *tunnel()]]
    assert seen(fake_pypi) == [["connected connect-proxy", *SHAKEN, *exchange(PAGE), *exchange("/simple/")]]


def test_an_https_proxy_is_verified_before_it_is_told_the_target(
    fake_pypi: FakePyPI, https_proxy: ProxyNode, trust_store: TrustStore
) -> None:
    origin, stranger, proxy = trust_store(PUBLIC), trust_store(STRANGER), trust_store(CORPORATE)
    with through(https_proxy, origin, stranger) as pool, pytest.raises(urllib3.exceptions.ProxyError):
        pool.request("GET", fake_pypi.url + PAGE)
    with through(https_proxy, origin, proxy) as pool:
        assert pool.request("GET", fake_pypi.url + PAGE, headers={"Connection": "close"}).status == 200
    assert seen(https_proxy) == [
        ["connected client", "hello localhost", "refused unknown_ca"],
        ["connected client", *SHAKEN, *tunnel()],
    ]
    assert seen(fake_pypi) == [["connected https-proxy", *SHAKEN, *exchange(PAGE)]]


def test_a_refusal_inside_a_tunnel_is_the_origins_to_see(
    fake_pypi: FakePyPI, connect_proxy: ProxyNode, trust_store: TrustStore
) -> None:
    with through(connect_proxy, trust_store(STRANGER)) as pool, pytest.raises(urllib3.exceptions.SSLError):
        pool.request("GET", fake_pypi.url + PAGE)
    assert seen(connect_proxy) == [["connected client", *tunnel()]]
    assert seen(fake_pypi) == [["connected connect-proxy", "hello localhost", "refused unknown_ca"]]


def test_credentials_for_a_proxy_are_recorded_by_digest_alone(
    plain: FakePyPI, fake_pypi: FakePyPI, connect_proxy: ProxyNode, trust_store: TrustStore
) -> None:
    with through(connect_proxy, trust_store(PUBLIC), login=LOGIN) as pool:
        for url in (plain.url, fake_pypi.url):
            assert pool.request("GET", url + PAGE).status == 200
    at_proxy, at_origin = seen(connect_proxy), seen(plain)
    assert [lines[2] for lines in at_proxy] == [f"credential Proxy-Authorization {digest_secret(BASIC)}"] * 2
    # It is the proxy's alone: RFC 9110, section 11.7.2.
    assert "Authorization" not in str(at_origin)
    assert BASIC.removeprefix("Basic ") not in str((at_proxy, at_origin, seen(fake_pypi)))


def test_who_comes_without_the_proxy_is_told_from_who_comes_by_it(plain: FakePyPI, connect_proxy: ProxyNode) -> None:
    for client in (through(connect_proxy), urllib3.PoolManager(retries=False), through(connect_proxy)):
        with client as pool:
            pool.request("GET", plain.url + PAGE, headers={"Connection": "close"})
    assert [lines[0] for lines in seen(plain)] == [
        f"connected {who}" for who in ("connect-proxy", "client", "connect-proxy")
    ]


# Every request for a name of the reserved domain would fail if it were looked up: RFC 6761, section 6.4.
@pytest.mark.parametrize("host", ["lab.invalid", "10.0.0.1", "[::2]", "localhost.invalid", "127.0.0.2"])
def test_a_request_for_another_world_is_refused_and_told(host: str, plain: FakePyPI, connect_proxy: ProxyNode) -> None:
    target = f"http://{host}:{plain.port}{PAGE}"
    with through(connect_proxy) as pool:
        assert pool.request("GET", target).status == 502
    assert seen(connect_proxy) == [
        ["connected client", f"request GET {target}", f"called home {target}", f"response 502 GET {target}"]
    ]
    assert seen(plain) == []


def test_a_later_request_on_a_connection_reaches_no_other_world_either(
    plain: FakePyPI, connect_proxy: ProxyNode
) -> None:
    own, foreign = f"{plain.url}{PAGE}", f"http://lab.invalid:{plain.port}{PAGE}"
    with connected(connect_proxy) as sock:
        for target in (own, foreign):
            sock.sendall(f"GET {target} HTTP/1.1\r\nHost: {urlsplit(target).netloc}\r\n\r\n".encode())
            answer = http.client.HTTPResponse(sock)
            answer.begin()
            answer.read()
    assert answer.status == 502
    assert len(seen(plain)) == 1


def test_a_client_that_speaks_tls_to_a_plain_proxy_is_answered_at_once(
    connect_proxy: ProxyNode, trust_store: TrustStore
) -> None:
    with pytest.raises(ssl.SSLError, match="WRONG_VERSION_NUMBER"):
        shaken(connect_proxy, context_of(trust_store(PUBLIC)))
    assert seen(connect_proxy) == [["connected client"]]


@pytest.mark.parametrize("host", ["lab.invalid", "10.0.0.1"])
def test_a_tunnel_to_another_world_is_refused_and_told(host: str, connect_proxy: ProxyNode) -> None:
    with connected(connect_proxy) as sock:
        sock.sendall(f"CONNECT {host}:443 HTTP/1.1\r\n\r\n".encode())
        assert sock.recv(99).startswith(b"HTTP/1.1 502 ")
    target = f"{host}:443"
    assert seen(connect_proxy) == [
        ["connected client", f"CONNECT {target}", f"called home {target}", f"response 502 CONNECT {target}"]
    ]


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_target_that_does_not_answer_is_said_to_the_client_and_breaks_no_node(
    scheme: str, connect_proxy: ProxyNode
) -> None:
    with socket.socket() as bound, through(connect_proxy) as pool:
        bound.bind(("127.0.0.1", 0))
        url = f"{scheme}://localhost:{bound.getsockname()[1]}/"
        if scheme == "http":
            assert pool.request("GET", url).status == 502
        else:
            with pytest.raises(urllib3.exceptions.ProxyError, match="502"):
                pool.request("GET", url)
    (lines,) = seen(connect_proxy)
    assert "broke" not in str(lines)
    assert "response 200" not in str(lines)


@pytest.mark.parametrize("leave", ["before a word", "in the middle of a request", "in a tunnel"])
def test_a_client_that_leaves_is_left_in_peace(leave: str, fake_pypi: FakePyPI, connect_proxy: ProxyNode) -> None:
    whole = f"CONNECT localhost:{fake_pypi.port} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    said = {"before a word": b"", "in the middle of a request": whole[:-3], "in a tunnel": whole}[leave]
    with connected(connect_proxy) as sock:
        sock.sendall(said)
        if said == whole:
            assert sock.recv(99).startswith(b"HTTP/1.1 200 ")
    assert seen(connect_proxy) == [["connected client", *(tunnel() if said == whole else [])]]
    assert len(seen(fake_pypi)) == (said == whole)


def test_many_tunnels_at_once_are_kept_apart(
    fake_pypi: FakePyPI, connect_proxy: ProxyNode, trust_store: TrustStore
) -> None:
    many, context = 16, context_of(trust_store(PUBLIC))
    proxy, meet = connect_proxy.port, threading.Barrier(many)

    def fetch(number: int) -> int:
        with closing(http.client.HTTPSConnection("localhost", proxy, timeout=20, context=context)) as client:
            client.set_tunnel("localhost", fake_pypi.port, {"Cookie": str(number)})
            client.connect()
            meet.wait(20)
            client.request("GET", PAGE)
            return client.getresponse().status

    with ThreadPoolExecutor(many) as threads:
        assert list(threads.map(fetch, range(many))) == [200] * many
    cookies = (f"credential Cookie {digest_secret(str(each))}" for each in range(many))
    tunnels = (["connected client", *tunnel("origin", cookie)] for cookie in cookies)
    assert sorted(seen(connect_proxy)) == sorted(tunnels)
    assert seen(fake_pypi) == [["connected connect-proxy", *SHAKEN, *exchange(PAGE)]] * many


def test_a_proxy_that_is_put_down_ends_its_tunnels_and_leaves_no_thread_and_no_port(
    raiser: Raiser, tmp_path: Path
) -> None:
    origin = raiser.raise_origin("origin", Response(), raiser.make_context(PUBLIC))
    proxy = Proxy("leaving", raiser.transcript, tmp_path, raiser.hosts)
    with connected(proxy) as sock:
        ask_for_tunnel(sock, origin.address)
        proxy.close()
        assert sock.recv(1) == b""
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("leaving")]
    with pytest.raises(ConnectionRefusedError):
        connected(proxy)
    assert seen(origin) == [["connected leaving", "refused no_hello"]]
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_no_connection_onwards_is_left_where_a_client_resets_its_own_at_the_end(
    connect_proxy: ProxyNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = []

    def meet_a_reset(plugin: object) -> None:
        """Where proxy.py meets one as it sends the rest of an answer, it goes no further: a race, so here each time."""
        kept.append(plugin)  # or Python would close what nobody has closed
        raise ConnectionResetError

    monkeypatch.setattr(HttpProxyPlugin, "on_client_connection_close", meet_a_reset)
    with socket.create_server(("127.0.0.1", 0)) as origin:
        with connected(connect_proxy) as client:
            ask_for_tunnel(client, f"localhost:{origin.getsockname()[1]}")
            onwards, _ = origin.accept()
        with onwards:
            onwards.settimeout(10)
            assert onwards.recv(1) == b""
    assert kept
