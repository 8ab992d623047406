"""Hosts of a world by names and addresses of their own, and the certificates that are for some of them."""

from __future__ import annotations

import asyncio
import http.client
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
import urllib3

from harness.lab.worlds.machine import find_why_no_machine
from harness.lab.worlds.nodes import FakePyPI
from harness.lab.worlds.world import World, open_world
from harness.model.conditions import Address, Certificate, Index
from harness.model.errors import UsageError
from harness.model.trust import CORPORATE, INSPECTION, PUBLIC
from tests.worlds.fetching import TrustStore, get


def has_ipv6() -> bool:
    with suppress(OSError), socket.create_server(("::1", 0), family=socket.AF_INET6):
        return True
    return False


needs_ipv6 = pytest.mark.skipif(not has_ipv6(), reason="nothing can listen on ::1 here")


@pytest.mark.parametrize("place", ["index.test", "127.0.0.2", pytest.param("::1", marks=needs_ipv6)])
def test_an_index_is_called_and_verified_by_its_name_or_address(
    place: str, trust_world: World, trust_store: TrustStore
) -> None:
    pypi = trust_world.fake_pypi(at=place)
    assert pypi.host == place
    with trust_world.resolve():
        assert get(pypi.file_url, trust_store(PUBLIC)).status == 200
    assert pypi.delivered


@pytest.mark.parametrize(
    ("place", "certificate", "accepted"),
    [
        ("127.0.0.2", "127.0.0.2", True),
        ("127.0.0.1", "127.0.0.2", False),
        ("files.corp.test", ["*.corp.test"], True),
        ("corp.test", ["*.corp.test"], False),
        ("deep.files.corp.test", ["*.corp.test"], False),
        ("index.test", ["other.test", "index.test"], True),
        ("index.test", Certificate.WRONG_NAME, False),
        ("a.index.test", Certificate.WILDCARD_ABOVE, False),
        ("localhost", ["127.0.0.1", "::1"], False),
        pytest.param("::1", ["::1"], True, marks=needs_ipv6),
        pytest.param("::1", ["localhost"], False, marks=needs_ipv6),
    ],
)
@pytest.mark.parametrize("behind", ["nothing", "a proxy"])
def test_a_certificate_is_for_the_names_that_it_was_given(
    place: str, certificate: Any, accepted: bool, behind: str, trust_world: World, trust_store: TrustStore
) -> None:
    pypi = trust_world.fake_pypi(at=place, certificate=certificate)
    proxy = trust_world.connect_proxy().url if behind == "a proxy" else ""
    with trust_world.resolve():
        if accepted:
            assert get(pypi.file_url, trust_store(PUBLIC), proxy).status == 200
        else:
            with pytest.raises(urllib3.exceptions.SSLError, match=r"doesn't match|mismatch|not valid for"):
                get(pypi.file_url, trust_store(PUBLIC), proxy)
    assert pypi.refused == ([] if accepted else ["bad_certificate"])


def test_a_proxy_by_its_name_shows_its_own_certificate_and_knows_every_other_name(
    trust_world: World, trust_store: TrustStore
) -> None:
    pypi, proxy = trust_world.fake_pypi(at="index.test"), trust_world.https_proxy(at="proxy.corp.test")
    wrong = trust_world.https_proxy(at="proxy.corp.test", certificate="other.test")
    with trust_world.resolve():
        assert get(pypi.file_url, trust_store(PUBLIC, CORPORATE), proxy.url).status == 200
        with pytest.raises(urllib3.exceptions.ProxyError):
            get(pypi.file_url, trust_store(PUBLIC, CORPORATE), wrong.url)
    assert proxy.tunnelled == ["origin"]
    assert wrong.refused == ["bad_certificate"]


@pytest.mark.parametrize("tls", [False, True])
def test_an_intercepting_proxy_has_a_certificate_for_each_index_by_name(
    tls: bool, trust_world: World, trust_store: TrustStore
) -> None:
    first, second = trust_world.fake_pypi(at="index.test"), trust_world.fake_pypi(at="other.test")
    proxy = trust_world.intercepting_proxy(at="proxy.test", tls=tls)
    with trust_world.resolve():
        for pypi in (first, second):
            assert get(pypi.file_url, trust_store(INSPECTION, CORPORATE), proxy.url).status == 200


def test_an_intercepting_proxy_shows_a_wildcard_of_the_indexes_domain(
    trust_world: World, trust_store: TrustStore
) -> None:
    pypi = trust_world.fake_pypi(at="files.corp.test")
    proxy = trust_world.intercepting_proxy(certificate=Certificate.WILDCARD)
    assert get(pypi.file_url, trust_store(INSPECTION), proxy.url).status == 200
    with pytest.raises(UsageError, match="localhost has no domain"):
        World.intercepting_proxy(World(trust_world._workshop, trust_world._raising), certificate=Certificate.WILDCARD)


@pytest.mark.parametrize("kind", ["connect_proxy", "socks_proxy", pytest.param("socks_proxy6", marks=needs_ipv6)])
def test_a_proxy_listens_where_it_is_asked_to(kind: str, trust_world: World) -> None:
    place = "::1" if kind.endswith("6") else "127.0.0.3"
    proxy = getattr(trust_world, kind.removesuffix("6"))(at=place)
    socket.create_connection((place, proxy.port), timeout=10).close()
    assert proxy.url.partition("://")[2] == f"{f'[{place}]' if ':' in place else place}:{proxy.port}"


def test_a_second_host_has_a_name_of_its_own(trust_world: World, trust_store: TrustStore) -> None:
    pypi = trust_world.fake_pypi(index=Index.FILES_ON_SECOND_HOST, at="index.test", elsewhere_at="files.test")
    assert pypi.file_url.startswith("https://files.test:")
    with trust_world.resolve():
        assert get(pypi.file_url, trust_store(PUBLIC)).status == 200
        page = get(f"{pypi.index_url}demo/", trust_store(PUBLIC)).data.decode()
    assert "https://files.test:" in page


def _by_http_client(pypi: FakePyPI) -> None:
    http.client.HTTPConnection(pypi.host, pypi.port, timeout=10).connect()


def _by_asyncio(pypi: FakePyPI) -> None:
    async def connect() -> None:
        _, writer = await asyncio.open_connection(pypi.host, pypi.port)
        writer.close()

    asyncio.run(connect())


def _by_gethostbyname(pypi: FakePyPI) -> None:
    assert socket.gethostbyname(pypi.host.encode().decode()) == "127.0.0.1"
    assert socket.gethostbyname_ex(pypi.host.upper() + ".")[2] == ["127.0.0.1"]


@pytest.mark.parametrize("look_up", [_by_http_client, _by_asyncio, _by_gethostbyname])
def test_a_name_is_known_in_the_block_alone(look_up: Callable[[FakePyPI], None], trust_world: World) -> None:
    before = socket.getaddrinfo
    pypi = trust_world.fake_pypi(at="index.test", tls=False)
    with trust_world.resolve(), trust_world.resolve():
        look_up(pypi)
    with pytest.raises(OSError, match=r"index\.test|known|resolution"):
        socket.getaddrinfo("index.test", pypi.port)
    assert socket.getaddrinfo is before


@pytest.mark.parametrize("ends_first", ["the first", "the second"])
def test_two_worlds_know_their_own_names_whichever_ends_first(ends_first: str) -> None:
    before = socket.getaddrinfo
    with open_world() as one, open_world() as other:
        one.connect_proxy(at=Address(name="same.test", ip="127.0.0.4"))
        other.connect_proxy(at=Address(name="same.test", ip="127.0.0.5"))
        first, second = one.resolve(), other.resolve()
        first.__enter__()
        second.__enter__()
        assert socket.gethostbyname("same.test") == "127.0.0.5"
        left, right, ip = (first, second, "5") if ends_first == "the first" else (second, first, "4")
        left.__exit__(None, None, None)
        assert socket.gethostbyname("same.test") == f"127.0.0.{ip}"
        right.__exit__(None, None, None)
    assert socket.getaddrinfo is before


def test_names_that_no_world_has_and_addresses_are_looked_up_as_ever(trust_world: World) -> None:
    usual = socket.getaddrinfo("localhost", 80), socket.getaddrinfo(None, 80), socket.getaddrinfo("127.0.0.9", 80)
    trust_world.fake_pypi(at=Address(name="index.test", ip="127.0.0.6"))
    with trust_world.resolve():
        assert (socket.getaddrinfo("localhost", 80), socket.getaddrinfo(None, 80)) == usual[:2]
        assert socket.getaddrinfo("127.0.0.9", 80) == usual[2]
        assert socket.getaddrinfo("index.test", 80)[0][4] == ("127.0.0.6", 80)
        with pytest.raises(OSError, match=r"family|known|Address"):
            socket.getaddrinfo("index.test", 80, socket.AF_INET6)


@pytest.mark.skipif(bool(find_why_no_machine()), reason="a machine needs namespaces")
def test_a_machine_has_the_names_of_nodes_that_are_raised_later(trust_world: World) -> None:
    machine = trust_world.system_store(PUBLIC)
    pypi = trust_world.fake_pypi(at="index.test")
    assert machine.run(_fetch_as_the_machine, pypi.file_url) == 200
    assert machine.run(socket.gethostbyname, "localhost") == "127.0.0.1"


def _fetch_as_the_machine(url: str) -> int:
    truststore = pytest.importorskip("truststore")
    with urllib3.PoolManager(ssl_context=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)) as pool:
        return pool.request("GET", url, retries=False).status


@pytest.mark.parametrize("place", ["https://index.test", "8.8.8.8", "", "index.test:443", "[::1]", 7])
def test_what_is_no_place_is_refused_in_one_line(place: Any, trust_world: World) -> None:
    with pytest.raises(UsageError, match=r"no name of a host|not an address of loopback"):
        trust_world.connect_proxy(at=place)


def test_a_wildcard_of_a_domain_that_is_not_there_is_refused_in_one_line(trust_world: World) -> None:
    with pytest.raises(UsageError, match="localhost has no domain"):
        trust_world.fake_pypi(certificate=Certificate.WILDCARD)


@pytest.mark.parametrize("names", [[], ["*"], ["*.*.test"], ["https://index.test"], [""], [7], "{name}"])
def test_what_is_no_name_of_a_certificate_is_refused_in_one_line(names: Any, trust_world: World) -> None:
    with pytest.raises(UsageError, match="no name"):
        trust_world.fake_pypi(certificate=names)
