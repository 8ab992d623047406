from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
import urllib3

from harness.lab.worlds.nodes import FakePyPI, Node, ProxyNode
from harness.lab.worlds.world import World, open_world
from harness.model.conditions import Certificate, ClientCertificate, Index
from harness.model.errors import LabBroken, UsageError
from harness.model.passwords import OF_INDEX
from harness.model.trust import CORPORATE, INSPECTION, PUBLIC, STRANGER, Authority

TrustStore = Callable[..., Path]


def get(url: str, bundle: Path, proxy: str = "", **headers: str) -> urllib3.BaseHTTPResponse:
    """One request of a client that trusts a bundle; it is gone when this returns."""
    context = ssl.create_default_context(cafile=str(bundle))
    made = urllib3.ProxyManager(proxy, ssl_context=context, proxy_ssl_context=context) if proxy else None
    with made or urllib3.PoolManager(ssl_context=context) as pool:
        return pool.request("GET", url, headers={"Connection": "close", **headers}, retries=False)


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


def test_a_package_of_the_tests_own_is_served(fake_pypi: FakePyPI, trust_store: TrustStore) -> None:
    fake_pypi.add("Own.Thing", "2.0", requires=["demo>=1.0"], sdist=True)
    page = get(f"{fake_pypi.index_url}own-thing/", trust_store(PUBLIC)).data.decode()
    assert "own_thing-2.0-py2.py3-none-any.whl" in page
    assert "own_thing-2.0.tar.gz" in page
    assert not fake_pypi.has_delivered("own-thing")


def test_an_index_answers_with_a_status_once_it_is_told_to(fake_pypi: FakePyPI, trust_store: TrustStore) -> None:
    fake_pypi.answer_with(503)
    assert get(fake_pypi.file_url, trust_store(PUBLIC)).status == 503
    assert not fake_pypi.delivered


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"requires": ["demo>>1"]}, "'demo>>1' is not a requirement"),
        ({"version": "one"}, "'one' is not a version of own"),
        ({"wheel": False}, "neither a wheel nor an sdist"),
    ],
)
def test_a_package_that_makes_no_sense_is_refused(fake_pypi: FakePyPI, wrong: dict[str, object], why: str) -> None:
    with pytest.raises(UsageError, match=why):
        fake_pypi.add("own", **wrong)  # type: ignore[arg-type]


def test_what_is_no_authority_is_named(trust_store: TrustStore) -> None:
    with pytest.raises(UsageError, match="'public' is not an authority: there are PUBLIC, CORPORATE, INSPECTION, STR"):
        trust_store("public")


def test_a_node_that_is_down_says_so() -> None:
    with open_world() as world:
        node: Node = world.connect_proxy()
    with pytest.raises(UsageError, match="the connect-proxy is down: it ended with the world"):
        _ = node.transcript


def test_a_second_node_has_a_name_of_its_own(trust_world: World) -> None:
    assert [trust_world.fake_pypi().name for _ in range(3)] == ["origin", "origin-2", "origin-3"]


def test_a_client_that_stays_connected_is_said(
    fake_pypi: FakePyPI, trust_store: TrustStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harness.lab.raiser._SETTLING", 0.1)
    context = ssl.create_default_context(cafile=str(trust_store(PUBLIC)))
    with urllib3.PoolManager(ssl_context=context) as pool:
        pool.request("GET", fake_pypi.index_url)
        with pytest.raises(LabBroken, match="origin still has a connection"):
            _ = fake_pypi.answered
