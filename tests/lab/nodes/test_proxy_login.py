from __future__ import annotations

from pathlib import Path

import pytest
import urllib3
from urllib3.util import make_headers

from harness.lab.authorities import Pki
from harness.lab.nodes.index import make_index_application
from harness.lab.nodes.origin import Origin
from harness.lab.nodes.proxies import Proxy
from harness.lab.nodes.tls import make_server_context
from harness.lab.workshop import Workshop
from harness.model.conditions import Certificate, Index
from harness.model.trust import PUBLIC
from tests.lab.nodes.raising import Raised

LOGIN = "proxy-user:proxy-secret"
PAGE = "/simple/demo/"


@pytest.fixture
def proxy(raised: Raised, tmp_path: Path) -> Proxy:
    return raised(Proxy("proxy", raised.transcript, tmp_path, login=LOGIN))


@pytest.fixture
def plain(raised: Raised, workshop: Workshop) -> Origin:
    return raised(Origin("origin", raised.transcript, make_index_application(workshop.index, Index.PLAIN), None))


def through(proxy: Proxy, login: str | None, **how: object) -> urllib3.ProxyManager:
    headers = make_headers(proxy_basic_auth=login) if login else {}
    return urllib3.ProxyManager(
        f"http://{proxy.address}",
        retries=False,
        timeout=20,
        proxy_headers=headers,
        **how,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("login", [None, "proxy-user:wrong"])
def test_whoever_does_not_give_the_password_is_asked_for_it_and_nothing_is_passed_on(
    raised: Raised, plain: Origin, proxy: Proxy, login: str | None
) -> None:
    with through(proxy, login) as pool:
        assert pool.request("GET", f"http://{plain.address}{PAGE}").status == 407
    (seen,) = raised.seen(proxy)
    assert seen[-1] == f"response 407 GET http://origin{PAGE}"
    assert raised.seen(plain) == []


def test_the_password_ends_at_the_proxy_on_every_request_of_a_connection(
    raised: Raised, plain: Origin, proxy: Proxy
) -> None:
    with through(proxy, LOGIN) as pool:
        assert [pool.request("GET", f"http://{plain.address}{path}").status for path in (PAGE, "/simple/", PAGE)] == [
            *(200, 200, 200)
        ]
    (seen,) = raised.seen(proxy)
    assert sum(line.startswith("credential Proxy-Authorization") for line in seen) == 3
    assert not any("credential" in line for each in raised.seen(plain) for line in each)
    assert "proxy-secret" not in str(raised.transcript.events)


def test_a_tunnel_is_opened_for_whoever_gives_the_password(
    raised: Raised, workshop: Workshop, proxy: Proxy, pki: Pki
) -> None:
    pages = make_index_application(workshop.index, Index.PLAIN)
    secret = raised(
        Origin("origin", raised.transcript, pages, make_server_context(pki.get_leaf(PUBLIC, Certificate.GOOD)))
    )
    url = f"https://{secret.address}{PAGE}"
    with through(proxy, LOGIN, ssl_context=pki.make_trusting_context()) as pool:
        assert pool.request("GET", url).status == 200
    with through(proxy, None) as pool, pytest.raises(urllib3.exceptions.ProxyError, match="407"):
        pool.request("GET", url)
    assert "response 407 CONNECT origin" in raised.seen(proxy)[-1]
