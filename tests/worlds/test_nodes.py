from __future__ import annotations

import ssl
import sys
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import unquote, urlsplit

import pytest
import urllib3
from urllib3.contrib.socks import SOCKSProxyManager

from harness.lab.worlds.nodes import FakePyPI, ProxyNode
from harness.lab.worlds.world import World, open_world
from harness.model.conditions import Certificate, ClientCertificate, Index
from harness.model.errors import LabBroken, UsageError
from harness.model.passwords import OF_INDEX, OF_PROXY
from harness.model.trust import CORPORATE, INSPECTION, PUBLIC, STRANGER, Authority
from tests.worlds.fetching import TrustStore, get


def test_a_fake_pypi_delivers_its_wheel_and_tells_of_it(fake_pypi: FakePyPI, trust_store: TrustStore) -> None:
    assert not fake_pypi.delivered
    assert get(fake_pypi.file_url, trust_store(PUBLIC)).data[:2] == b"PK"
    assert fake_pypi.delivered
    assert fake_pypi.answered == ["200 GET /files/demo-1.0-py3-none-any.whl"]
    assert (fake_pypi.authority, fake_pypi.refused, fake_pypi.credentials) == (PUBLIC, [], [])
    assert fake_pypi.index_url.endswith("/simple/")


@pytest.mark.parametrize("authority", [CORPORATE, INSPECTION, STRANGER])
def test_a_refused_handshake_is_a_word(fake_pypi: FakePyPI, trust_store: TrustStore, authority: Authority) -> None:
    with pytest.raises(urllib3.exceptions.SSLError, match="unable to get local issuer certificate"):
        get(fake_pypi.index_url, trust_store(authority))
    assert fake_pypi.refused == ["unknown_ca"]
    assert fake_pypi.transcript == ["origin: hello localhost", "origin: refused unknown_ca"]


def test_a_tunnel_is_told_by_the_name_of_its_end(
    fake_pypi: FakePyPI, connect_proxy: ProxyNode, https_proxy: ProxyNode, trust_store: TrustStore
) -> None:
    for proxy in (connect_proxy, https_proxy):
        assert get(fake_pypi.index_url, trust_store(PUBLIC, CORPORATE), proxy.url).status == 200
        assert proxy.tunnelled == ["origin"]
    assert (connect_proxy.authority, https_proxy.authority) == (None, CORPORATE)


@pytest.mark.parametrize("tls", [False, True])
def test_an_interceptor_shows_its_own_certificate(trust_world: World, tls: bool) -> None:
    pypi, proxy = trust_world.fake_pypi(), trust_world.intercepting_proxy(tls=tls)
    needed = {INSPECTION, CORPORATE} if tls else {INSPECTION}
    assert get(pypi.file_url, trust_world.trust_store(*needed), proxy.url).status == 200
    assert pypi.delivered
    with pytest.raises(urllib3.exceptions.HTTPError):
        get(pypi.file_url, trust_world.trust_store(PUBLIC, CORPORATE), proxy.url)
    assert proxy.refused or tls


def test_what_a_client_proved_itself_with_is_told_by_name_and_whose(trust_world: World) -> None:
    pypi = trust_world.fake_pypi(index=Index.BASIC_AUTH)
    proxy = trust_world.connect_proxy(login=True)
    bundle = trust_world.trust_store(PUBLIC)
    assert get(pypi.index_url, bundle).status == 401
    given = urllib3.make_headers(basic_auth=OF_INDEX.login)["authorization"]
    assert get(pypi.index_url, bundle, Authorization=given).status == 200
    get(pypi.index_url, bundle, Authorization="Basic other")
    assert pypi.credentials == ["Authorization of the index", "Authorization of somebody else"]
    shown = urllib3.make_headers(proxy_basic_auth=proxy.login)
    with urllib3.ProxyManager(
        proxy.url, proxy_headers=shown, ssl_context=ssl.create_default_context(cafile=str(bundle))
    ) as pool:
        assert pool.request("GET", pypi.index_url, headers={"Connection": "close"}).status == 401
    assert proxy.credentials == ["Proxy-Authorization of the proxy"]
    assert proxy.login in proxy.url


def test_a_client_certificate_is_asked_for_and_told(trust_world: World) -> None:
    pypi = trust_world.fake_pypi(client_certificate=ClientCertificate.DEMANDED_AND_SHOWN)
    context = ssl.create_default_context(cafile=str(trust_world.trust_store(PUBLIC)))
    context.load_cert_chain(trust_world.client_certificate())
    with urllib3.PoolManager(ssl_context=context) as pool:
        assert pool.request("GET", pypi.file_url, headers={"Connection": "close"}).status == 200
    assert pypi.credentials == ["client certificate"]


def test_a_certificate_is_odd_in_the_words_of_scenarios(trust_world: World) -> None:
    pypi = trust_world.fake_pypi(certificate=Certificate.EXPIRED)
    with pytest.raises(urllib3.exceptions.SSLError, match="certificate has expired"):
        get(pypi.index_url, trust_world.trust_store(PUBLIC))
    assert pypi.refused == ["certificate_expired"]


@pytest.mark.parametrize("login", ["me:s3cret", "m@e:p%2F:w/rd", "me:"])
def test_a_proxy_asks_for_a_login_of_the_tests_own(trust_world: World, login: str) -> None:
    proxy, pypi = trust_world.connect_proxy(login=login), trust_world.fake_pypi(tls=False)
    parts = urlsplit(proxy.url)
    assert (unquote(parts.username or ""), unquote(parts.password or "")) == tuple(login.split(":", 1))
    for given, status in ((login, 200), (OF_PROXY.login, 407), ("me:other", 407)):
        with urllib3.ProxyManager(proxy.url, proxy_headers=urllib3.make_headers(proxy_basic_auth=given)) as pool:
            assert pool.request("GET", pypi.file_url, headers={"Connection": "close"}).status == status
    assert proxy.credentials[0] == "Proxy-Authorization of the proxy"
    assert proxy.credentials[-1] == "Proxy-Authorization of somebody else"


def test_a_login_without_a_password_is_refused(trust_world: World) -> None:
    with pytest.raises(UsageError, match="'me' is not a login: it is a user and a password, joined by a colon"):
        trust_world.connect_proxy(login="me")


def test_an_https_proxy_asks_for_a_client_certificate(trust_world: World) -> None:
    pypi, bundle = trust_world.fake_pypi(), trust_world.trust_store(PUBLIC, CORPORATE)
    proxy = trust_world.https_proxy(client_certificate=ClientCertificate.DEMANDED_AND_SHOWN)
    with pytest.raises(urllib3.exceptions.HTTPError):
        get(pypi.file_url, bundle, proxy.url)
    context = ssl.create_default_context(cafile=str(bundle))
    context.load_cert_chain(trust_world.client_certificate())
    with urllib3.ProxyManager(proxy.url, ssl_context=context, proxy_ssl_context=context) as pool:
        assert pool.request("GET", pypi.file_url, headers={"Connection": "close"}).status == 200
    assert (proxy.credentials, pypi.credentials) == (["client certificate"], [])


def test_what_is_no_authority_is_named(trust_store: TrustStore) -> None:
    with pytest.raises(UsageError, match="'public' is not an authority: there are PUBLIC, CORPORATE, INSPECTION, STR"):
        trust_store("public")


def test_a_node_that_is_down_says_so() -> None:
    with open_world() as world:
        pypi = world.fake_pypi()
    for use in (lambda: pypi.transcript, lambda: pypi.url, lambda: pypi.add("own"), lambda: pypi.answer_with(503)):
        with pytest.raises(UsageError, match="the origin is down: it ended with the world, or the test, that it was"):
            use()


def test_a_world_that_has_ended_raises_nothing() -> None:
    with open_world() as world:
        pass
    for use in (world.fake_pypi, world.connect_proxy, world.https_proxy, world.intercepting_proxy):
        with pytest.raises(UsageError, match="this world has ended"):
            use()
    for store in (world.trust_store, world.system_store, world.client_certificate):
        with pytest.raises(UsageError, match="this world has ended"):
            store()


def test_a_second_node_has_a_name_of_its_own(trust_world: World) -> None:
    assert [trust_world.fake_pypi().name for _ in range(3)] == ["origin", "origin-2", "origin-3"]


def test_several_threads_ask_a_world_at_once(trust_world: World) -> None:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(16) as pool:
            nodes = list(pool.map(lambda _: trust_world.connect_proxy(), range(32)))
            stores = list(pool.map(lambda _: trust_world.trust_store(PUBLIC, STRANGER).read_bytes(), range(32)))
    finally:
        sys.setswitchinterval(before)
    assert len({node.name for node in nodes}) == 32
    assert {store.count(b"BEGIN CERTIFICATE") for store in stores} == {2}


def test_a_client_that_stays_connected_is_said(
    fake_pypi: FakePyPI, trust_store: TrustStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harness.lab.worlds.nodes._PATIENCE", 0.1)
    context = ssl.create_default_context(cafile=str(trust_store(PUBLIC)))
    with urllib3.PoolManager(ssl_context=context) as pool:
        pool.request("GET", fake_pypi.index_url)
        with pytest.raises(LabBroken, match=r"origin still has a connection .*: close the client's session"):
            _ = fake_pypi.answered


def test_a_socks_proxy_has_the_scheme_that_says_who_looks_names_up(trust_world: World) -> None:
    by_name, by_address = trust_world.socks_proxy(), trust_world.socks_proxy(login=True, remote_names=False)
    assert by_name.url == f"socks5h://localhost:{by_name.port}"
    assert by_address.url == f"socks5://{OF_PROXY.login}@localhost:{by_address.port}"
    assert (by_name.name, by_address.name, by_name.authority) == ("socks-proxy", "socks-proxy-2", None)


def test_a_client_goes_through_a_socks_proxy(
    fake_pypi: FakePyPI, socks_proxy: ProxyNode, trust_store: TrustStore
) -> None:
    context = ssl.create_default_context(cafile=str(trust_store(PUBLIC)))
    with SOCKSProxyManager(socks_proxy.url, ssl_context=context) as pool:
        assert pool.request("GET", fake_pypi.file_url, headers={"Connection": "close"}, retries=False).status == 200
    assert (socks_proxy.tunnelled, socks_proxy.addressed_by) == (["origin"], ["name"])
    assert fake_pypi.delivered
