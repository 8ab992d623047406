from __future__ import annotations

import pytest
import urllib3

from harness.lab.worlds.nodes import FakePyPI, ProxyNode
from harness.lab.worlds.world import World
from harness.model.trust import PUBLIC
from tests.lab.nodes.talking import TrustStore, through

LOGIN = "proxy-user:proxy-secret"
PAGE = "/simple/demo/"


@pytest.fixture
def proxy(trust_world: World) -> ProxyNode:
    return trust_world.connect_proxy(login=LOGIN)


@pytest.fixture
def plain(trust_world: World) -> FakePyPI:
    return trust_world.fake_pypi(tls=False)


@pytest.mark.parametrize("login", ["", "proxy-user:wrong"])
def test_whoever_does_not_give_the_password_is_asked_for_it_and_nothing_is_passed_on(
    plain: FakePyPI, proxy: ProxyNode, login: str
) -> None:
    with through(proxy, login=login) as pool:
        assert pool.request("GET", plain.url + PAGE).status == 407
    assert proxy.answered == [f"407 GET http://origin{PAGE}"]
    assert plain.transcript == []


def test_the_password_ends_at_the_proxy_on_every_request_of_a_connection(plain: FakePyPI, proxy: ProxyNode) -> None:
    paths = (PAGE, "/simple/", PAGE)
    with through(proxy, login=LOGIN) as pool:
        assert [pool.request("GET", plain.url + path).status for path in paths] == [200] * 3
    assert sum(line.startswith("connect-proxy: credential Proxy-Authorization") for line in proxy.transcript) == 3
    assert (proxy.credentials, plain.credentials) == (["Proxy-Authorization of the proxy"], [])
    assert "proxy-secret" not in str((proxy.transcript, plain.transcript))


def test_a_tunnel_is_opened_for_whoever_gives_the_password(
    fake_pypi: FakePyPI, proxy: ProxyNode, trust_store: TrustStore
) -> None:
    with through(proxy, trust_store(PUBLIC), login=LOGIN) as pool:
        assert pool.request("GET", fake_pypi.url + PAGE).status == 200
    with through(proxy) as pool, pytest.raises(urllib3.exceptions.ProxyError, match="407"):
        pool.request("GET", fake_pypi.url + PAGE)
    assert proxy.answered == ["200 CONNECT origin", "407 CONNECT origin"]
