from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from harness.diagnose.alone.certificates import read_certificate
from harness.diagnose.alone.look import Route, look_at
from harness.lab.worlds.world import World
from harness.model.conditions import Certificate, Tls


def route(url: str, proxy: str | None = None) -> Route:
    parts = urlsplit(url)
    return Route(parts.hostname or "", parts.port or 0, proxy, "origin")


def test_the_whole_chain_is_seen_though_nobody_vouches(world: World) -> None:
    index = world.fake_pypi(certificate=Certificate.CHAIN_WITH_ROOT)
    seen = look_at(route(index.url))
    names = [read_certificate(each).issuer for each in seen.chain]
    assert (seen.problem, len(names)) == ("", 3)
    assert names[2] == "OU=public, O=pip trust lab"


def test_no_more_than_a_hello_is_sent(world: World) -> None:
    index = world.fake_pypi()
    look_at(route(index.url))
    assert index.answered == []
    assert len(index.refused) == 1


@pytest.mark.parametrize("login", [False, True])
def test_a_look_goes_by_the_proxy_with_its_login(world: World, login: bool) -> None:
    index, proxy = world.fake_pypi(), world.connect_proxy(login=login)
    assert len(look_at(route(index.url, proxy.url)).chain) == 1
    assert set(proxy.tunnelled) == {"origin"}


def test_a_look_goes_through_a_proxy_that_speaks_tls_and_sends_it_no_login(world: World) -> None:
    index, proxy = world.fake_pypi(), world.https_proxy(login=True)
    seen = look_at(route(index.url, proxy.url))
    assert seen.problem == "OSError: the proxy answered 407 Proxy Authentication Required"
    assert proxy.credentials == []
    assert len(look_at(route(index.url, world.https_proxy().url)).chain) == 1


def test_an_intercepting_proxy_shows_its_own_certificate(world: World) -> None:
    seen = look_at(route(world.fake_pypi().url, world.intercepting_proxy().url))
    assert read_certificate(seen.chain[0]).issuer == "OU=inspection, O=pip trust lab"


def test_a_server_of_tls_1_3_alone_is_seen_by_a_whole_handshake(world: World) -> None:
    seen = look_at(route(world.fake_pypi(speaks=Tls.ONLY_1_3).url))
    assert (len(seen.chain), seen.how) == (1, "a whole handshake of TLS 1.3 was made, without verification")


@pytest.mark.parametrize("speaks", [Tls.GARBAGE, Tls.PLAIN_HTTP])
def test_a_server_that_speaks_something_else_is_told(world: World, speaks: Tls) -> None:
    seen = look_at(route(world.fake_pypi(speaks=speaks).url))
    assert seen.chain == []
    assert seen.problem.startswith(("ValueError: the answer is no TLS", "SSLError", "OSError"))


@pytest.mark.parametrize(
    ("url", "problem"), [("https://localhost:1", "ConnectionRefusedError"), ("https://nowhere.invalid:1", "gaierror")]
)
def test_what_cannot_be_reached_is_told(url: str, problem: str) -> None:
    seen = look_at(route(url))
    assert (seen.chain, seen.problem.partition(":")[0]) == ([], problem)


def test_what_speaks_no_tls_is_told(world: World) -> None:
    seen = look_at(route(world.connect_proxy().url))
    assert seen.problem == "ValueError: the answer is no TLS"
