from __future__ import annotations

import http.client
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import urllib3
from werkzeug.wrappers import Response

from harness.lab.nodes.listener import Listener
from harness.lab.raiser import Raiser
from harness.lab.worlds.nodes import FakePyPI, Node
from harness.lab.worlds.world import World
from harness.model.conditions import Index
from harness.model.passwords import OF_INDEX
from harness.model.transcript import digest_secret
from harness.model.trust import PUBLIC, STRANGER
from tests.lab.nodes.talking import TrustStore, connected, context_of, seen

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

WHEEL = "/files/demo-1.0-py3-none-any.whl"
PAGE = "/simple/demo/"


@pytest.fixture
def plain(trust_world: World) -> FakePyPI:
    return trust_world.fake_pypi(tls=False)


def asking(origin: Node | Listener, bundle: Path | None = None) -> closing[http.client.HTTPConnection]:
    if bundle is None:
        return closing(http.client.HTTPConnection("localhost", origin.port, timeout=20))
    return closing(http.client.HTTPSConnection("localhost", origin.port, timeout=20, context=context_of(bundle)))


def get(client: http.client.HTTPConnection, path: str, **headers: str) -> tuple[int, bytes]:
    client.request("GET", path, headers=headers)
    answer = client.getresponse()
    return answer.status, answer.read()


def exchange(path: str, code: int = 200) -> list[str]:
    return [f"request GET {path}", f"response {code} GET {path}"]


def test_two_requests_share_one_connection(plain: FakePyPI) -> None:
    with asking(plain) as client:
        assert get(client, PAGE)[0] == 200
        sock = client.sock
        status, wheel = get(client, WHEEL)
        assert (status, wheel[:2]) == (200, b"PK")
        assert client.sock is sock
    assert seen(plain) == [["connected client", *exchange(PAGE), *exchange(WHEEL)]]


def test_two_requests_share_one_handshake(fake_pypi: FakePyPI, trust_store: TrustStore) -> None:
    with asking(fake_pypi, trust_store(PUBLIC)) as client:
        assert [get(client, path)[0] for path in (PAGE, "/simple/other/")] == [200, 404]
    handshake = ["hello localhost", "handshake done"]
    assert seen(fake_pypi) == [["connected client", *handshake, *exchange(PAGE), *exchange("/simple/other/", 404)]]


def test_an_answer_without_a_body_keeps_the_connection_too(plain: FakePyPI) -> None:
    with asking(plain) as client:
        client.request("GET", WHEEL)
        first = client.getresponse()
        first.read()
        assert get(client, WHEEL, **{"If-None-Match": first.headers["ETag"]}) == (304, b"")
        client.request("HEAD", WHEEL)
        assert client.getresponse().read() == b""
        assert get(client, PAGE)[0] == 200
    (lines,) = seen(plain)
    assert lines[-4:] == [f"request HEAD {WHEEL}", f"response 200 HEAD {WHEEL}", *exchange(PAGE)]


def test_a_client_may_ask_for_the_end_of_a_connection(plain: FakePyPI) -> None:
    with asking(plain) as client:
        get(client, PAGE, Connection="close")
        assert seen(plain) == [["connected client", *exchange(PAGE)]]


def test_urllib3_asks_on_one_connection_as_pip_does(fake_pypi: FakePyPI, trust_store: TrustStore) -> None:
    with urllib3.PoolManager(ssl_context=context_of(trust_store(PUBLIC))) as pool:
        assert [pool.request("GET", fake_pypi.url + path, retries=False).status for path in (PAGE, WHEEL, PAGE)] == [
            200
        ] * 3
    assert len(seen(fake_pypi)) == 1


def test_the_application_is_told_the_scheme_and_host_of_its_url(raiser: Raiser, trust_store: TrustStore) -> None:
    def tell(environ: WSGIEnvironment, start: StartResponse) -> Iterator[bytes]:
        start("200 OK", [("Content-Length", str(len(environ["HTTP_HOST"]) + len(environ["wsgi.url_scheme"])))])
        yield f"{environ['wsgi.url_scheme']}{environ['HTTP_HOST']}".encode()

    origin = raiser.raise_origin("origin", tell, None)
    other = raiser.raise_origin("other", tell, raiser.make_context(PUBLIC))
    with asking(origin) as client, asking(other, trust_store(PUBLIC)) as secretly:
        assert get(client, "/")[1].decode() == f"http{origin.address}"
        assert get(secretly, "/")[1].decode() == f"https{other.address}"


def test_credentials_are_recorded_by_name_and_digest_alone(trust_world: World) -> None:
    origin = trust_world.fake_pypi(index=Index.BASIC_AUTH, tls=False)
    header = urllib3.make_headers(basic_auth=origin.login)["authorization"]
    with asking(origin) as client:
        assert get(client, PAGE)[0] == 401
        assert get(client, PAGE, authorization=header, cookie="a=b")[0] == 200
    (lines,) = seen(origin)
    assert lines == [
        "connected client",
        *exchange(PAGE, 401),
        f"request GET {PAGE}",
        f"credential Authorization {digest_secret(header)}",
        f"credential Cookie {digest_secret('a=b')}",
        f"response 200 GET {PAGE}",
    ]
    assert not any(word in str(lines) for word in (OF_INDEX.word, header, header.removeprefix("Basic "), "a=b"))


def test_an_application_that_fails_is_the_nodes_fault(raiser: Raiser) -> None:
    def fail(_environ: WSGIEnvironment, _start: StartResponse) -> Iterator[bytes]:
        raise ValueError("a mistake of ours")

    origin = raiser.raise_origin("origin", fail, None)
    with asking(origin) as client, pytest.raises(http.client.RemoteDisconnected):
        get(client, PAGE)
    broke = "broke ValueError('a mistake of ours')"
    assert seen(origin) == [["connected client", f"request GET {PAGE}", broke]]


def test_an_answer_that_a_client_does_not_wait_for_breaks_nothing(raiser: Raiser) -> None:
    def endless(_environ: WSGIEnvironment, start: StartResponse) -> Iterator[bytes]:
        start("200 OK", [("Content-Length", "1000000000")])
        while True:
            yield b"and on " * 10000

    origin = raiser.raise_origin("origin", endless, None)
    with connected(origin) as sock:
        sock.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert sock.recv(10)
    assert seen(origin) == [["connected client", "request GET /"]]


def test_a_refused_handshake_asks_nothing(fake_pypi: FakePyPI, trust_store: TrustStore) -> None:
    with asking(fake_pypi, trust_store(STRANGER)) as client, pytest.raises(ssl.SSLCertVerificationError):
        get(client, PAGE)
    assert seen(fake_pypi) == [["connected client", "hello localhost", "refused unknown_ca"]]


def test_many_clients_are_served_at_once(fake_pypi: FakePyPI, trust_store: TrustStore) -> None:
    many, bundle = 24, trust_store(PUBLIC)
    meet = threading.Barrier(many)

    def fetch(_: int) -> bytes:
        with asking(fake_pypi, bundle) as client:
            client.connect()
            meet.wait(20)
            return get(client, PAGE)[1] + get(client, WHEEL)[1]

    with ThreadPoolExecutor(many) as threads:
        assert len(set(threads.map(fetch, range(many)))) == 1
    whole = ["connected client", "hello localhost", "handshake done", *exchange(PAGE), *exchange(WHEEL)]
    assert seen(fake_pypi) == [whole] * many


def test_an_origin_that_is_put_down_leaves_no_thread_and_no_port(raiser: Raiser) -> None:
    origin = raiser.raise_origin("leaving", Response("A page.\n"), None)
    with asking(origin) as client:
        get(client, PAGE)
        origin.close()
        with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
            get(client, PAGE)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("leaving")]
    with asking(origin) as client, pytest.raises(ConnectionRefusedError):
        client.connect()
