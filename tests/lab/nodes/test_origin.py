from __future__ import annotations

import http.client
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import urllib3

from harness.lab.authorities import Pki
from harness.lab.nodes.index import make_index_application
from harness.lab.nodes.origin import Origin
from harness.lab.nodes.tls import make_server_context
from harness.lab.workshop import Workshop
from harness.model.conditions import Certificate, Index
from harness.model.passwords import OF_INDEX
from harness.model.transcript import digest_secret
from harness.model.trust import PUBLIC
from tests.lab.nodes.raising import Raised, connected
from tests.support.handshakes import trusting

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

WHEEL = "/files/demo-1.0-py3-none-any.whl"
PAGE = "/simple/demo/"


@pytest.fixture
def index(workshop: Workshop) -> WSGIApplication:
    return make_index_application(workshop.index, Index.PLAIN)


def plain(raised: Raised, app: WSGIApplication) -> Origin:
    return raised(Origin("origin", raised.transcript, app, None))


def secret(raised: Raised, app: WSGIApplication, pki: Pki) -> Origin:
    return raised(Origin("origin", raised.transcript, app, make_server_context(pki.get_leaf(PUBLIC, Certificate.GOOD))))


def asking(origin: Origin, context: ssl.SSLContext | None = None) -> closing[http.client.HTTPConnection]:
    if context is None:
        return closing(http.client.HTTPConnection("localhost", origin.port, timeout=20))
    return closing(http.client.HTTPSConnection("localhost", origin.port, timeout=20, context=context))


def get(client: http.client.HTTPConnection, path: str, **headers: str) -> tuple[int, bytes]:
    client.request("GET", path, headers=headers)
    answer = client.getresponse()
    return answer.status, answer.read()


def exchange(path: str, code: int = 200) -> list[str]:
    return [f"request GET {path}", f"response {code} GET {path}"]


def test_two_requests_share_one_connection(raised: Raised, index: WSGIApplication) -> None:
    origin = plain(raised, index)
    with asking(origin) as client:
        assert get(client, PAGE)[0] == 200
        sock = client.sock
        status, wheel = get(client, WHEEL)
        assert (status, wheel[:2]) == (200, b"PK")
        assert client.sock is sock
    assert raised.seen(origin) == [["connected client", *exchange(PAGE), *exchange(WHEEL)]]


def test_two_requests_share_one_handshake(raised: Raised, index: WSGIApplication, pki: Pki) -> None:
    origin = secret(raised, index, pki)
    with asking(origin, trusting(pki.get_pem(PUBLIC))) as client:
        assert [get(client, path)[0] for path in (PAGE, "/simple/other/")] == [200, 404]
    handshake = ["hello localhost", "handshake done"]
    assert raised.seen(origin) == [["connected client", *handshake, *exchange(PAGE), *exchange("/simple/other/", 404)]]


def test_an_answer_without_a_body_keeps_the_connection_too(raised: Raised, index: WSGIApplication) -> None:
    origin = plain(raised, index)
    with asking(origin) as client:
        client.request("GET", WHEEL)
        first = client.getresponse()
        first.read()
        assert get(client, WHEEL, **{"If-None-Match": first.headers["ETag"]}) == (304, b"")
        client.request("HEAD", WHEEL)
        assert client.getresponse().read() == b""
        assert get(client, PAGE)[0] == 200
    (seen,) = raised.seen(origin)
    assert seen[-4:] == [f"request HEAD {WHEEL}", f"response 200 HEAD {WHEEL}", *exchange(PAGE)]


def test_a_client_may_ask_for_the_end_of_a_connection(raised: Raised, index: WSGIApplication) -> None:
    origin = plain(raised, index)
    with asking(origin) as client:
        get(client, PAGE, Connection="close")
        assert raised.seen(origin) == [["connected client", *exchange(PAGE)]]


def test_urllib3_asks_on_one_connection_as_pip_does(raised: Raised, index: WSGIApplication, pki: Pki) -> None:
    origin = secret(raised, index, pki)
    with urllib3.PoolManager(ssl_context=trusting(pki.get_pem(PUBLIC))) as pool:
        url = f"https://{origin.address}"
        assert [pool.request("GET", url + path, retries=False).status for path in (PAGE, WHEEL, PAGE)] == [200] * 3
    assert len(raised.seen(origin)) == 1


def test_the_application_is_told_the_scheme_and_host_of_its_url(raised: Raised, pki: Pki) -> None:
    def tell(environ: WSGIEnvironment, start: StartResponse) -> Iterator[bytes]:
        start("200 OK", [("Content-Length", str(len(environ["HTTP_HOST"]) + len(environ["wsgi.url_scheme"])))])
        yield f"{environ['wsgi.url_scheme']}{environ['HTTP_HOST']}".encode()

    origin, other = plain(raised, tell), secret(raised, tell, pki)
    with asking(origin) as client, asking(other, trusting(pki.get_pem(PUBLIC))) as secretly:
        assert get(client, "/")[1].decode() == f"http{origin.address}"
        assert get(secretly, "/")[1].decode() == f"https{other.address}"


def test_credentials_are_recorded_by_name_and_digest_alone(raised: Raised, workshop: Workshop) -> None:
    origin = plain(raised, make_index_application(workshop.index, Index.BASIC_AUTH))
    header = urllib3.make_headers(basic_auth=f"{OF_INDEX.user}:{OF_INDEX.word}")["authorization"]
    with asking(origin) as client:
        assert get(client, PAGE)[0] == 401
        assert get(client, PAGE, authorization=header, cookie="a=b")[0] == 200
    (seen,) = raised.seen(origin)
    assert seen == [
        "connected client",
        *exchange(PAGE, 401),
        f"request GET {PAGE}",
        f"credential Authorization {digest_secret(header)}",
        f"credential Cookie {digest_secret('a=b')}",
        f"response 200 GET {PAGE}",
    ]
    told = str(raised.transcript.events)
    assert not any(word in told for word in (OF_INDEX.word, header, header.removeprefix("Basic "), "a=b"))


def test_an_application_that_fails_is_the_nodes_fault(raised: Raised) -> None:
    def fail(_environ: WSGIEnvironment, _start: StartResponse) -> Iterator[bytes]:
        raise ValueError("a mistake of ours")

    origin = plain(raised, fail)
    with asking(origin) as client, pytest.raises(http.client.RemoteDisconnected):
        get(client, PAGE)
    broke = "broke ValueError('a mistake of ours')"
    assert raised.seen(origin) == [["connected client", f"request GET {PAGE}", broke]]


def test_an_answer_that_a_client_does_not_wait_for_breaks_nothing(raised: Raised) -> None:
    def endless(_environ: WSGIEnvironment, start: StartResponse) -> Iterator[bytes]:
        start("200 OK", [("Content-Length", "1000000000")])
        while True:
            yield b"and on " * 10000

    origin = plain(raised, endless)
    with connected(origin) as sock:
        sock.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert sock.recv(10)
    assert raised.seen(origin) == [["connected client", "request GET /"]]


def test_a_refused_handshake_asks_nothing(raised: Raised, index: WSGIApplication, pki: Pki) -> None:
    origin = secret(raised, index, pki)
    with asking(origin, trusting()) as client, pytest.raises(ssl.SSLCertVerificationError):
        get(client, PAGE)
    assert raised.seen(origin) == [["connected client", "hello localhost", "refused unknown_ca"]]


def test_many_clients_are_served_at_once(raised: Raised, index: WSGIApplication, pki: Pki) -> None:
    origin, many = secret(raised, index, pki), 24
    context, meet = trusting(pki.get_pem(PUBLIC)), threading.Barrier(many)

    def fetch(_: int) -> bytes:
        with asking(origin, context) as client:
            client.connect()
            meet.wait(20)
            return get(client, PAGE)[1] + get(client, WHEEL)[1]

    with ThreadPoolExecutor(many) as threads:
        assert len(set(threads.map(fetch, range(many)))) == 1
    whole = ["connected client", "hello localhost", "handshake done", *exchange(PAGE), *exchange(WHEEL)]
    assert raised.seen(origin) == [whole] * many


def test_an_origin_that_is_put_down_leaves_no_thread_and_no_port(index: WSGIApplication, raised: Raised) -> None:
    origin = Origin("leaving", raised.transcript, index, None)
    with asking(origin) as client:
        get(client, PAGE)
        origin.close()
        with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
            get(client, PAGE)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("leaving")]
    with asking(origin) as client, pytest.raises(ConnectionRefusedError):
        client.connect()
