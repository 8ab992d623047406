from __future__ import annotations

import pytest

from harness.lab.worlds.nodes import FakePyPI, ProxyNode
from harness.lab.worlds.world import World
from tests.lab.nodes.talking import seen
from tests.lab.nodes.talking_socks import (
    GOT,
    LOGIN,
    NAMED,
    NO_LOGIN,
    WITH_LOGIN,
    answers,
    ask,
    digest,
    say_login,
)


@pytest.fixture
def plain(trust_world: World) -> FakePyPI:
    return trust_world.fake_pypi(tls=False)


@pytest.mark.parametrize("greeting", [b"\x05\x01\x01", b"\x05\x00", b"\x04\x01\x00"], ids=["GSSAPI", "none", "SOCKS4"])
def test_a_client_that_offers_no_way_to_log_in_is_sent_away(greeting: bytes, socks_proxy: ProxyNode) -> None:
    assert answers(socks_proxy, greeting) == b"\x05\xff"
    assert socks_proxy.answered == ["no_acceptable_methods"]


@pytest.mark.parametrize(("user", "word"), [("user", "wrong"), ("", ""), ("user:hunter2", "")])
def test_a_wrong_login_lets_nobody_in(user: str, word: str, trust_world: World) -> None:
    proxy = trust_world.socks_proxy(login=LOGIN)
    assert answers(proxy, WITH_LOGIN, say_login(user, word)) == b"\x05\x02\x01\x01"
    (lines,) = seen(proxy)
    assert lines[1:] == [f"credential Proxy-Authorization {digest(user, word)}", "response login_refused"]


def test_the_login_opens_the_proxy_and_is_told_as_a_digest(trust_world: World, plain: FakePyPI) -> None:
    proxy = trust_world.socks_proxy(login=LOGIN)
    said = answers(proxy, WITH_LOGIN, say_login("user", "hunter2"), ask(NAMED, plain.port), GOT)
    assert said.startswith(b"\x05\x02\x01\x00\x05\x00")
    assert seen(proxy)[0][1:3] == [f"credential Proxy-Authorization {digest('user', 'hunter2')}", "CONNECT origin"]
    assert plain.answered
    assert (proxy.credentials, "hunter2" in str(proxy.transcript)) == (["Proxy-Authorization of the proxy"], False)


def test_a_login_that_is_asked_for_cannot_be_left_out(trust_world: World) -> None:
    proxy = trust_world.socks_proxy(login=True)
    assert answers(proxy, NO_LOGIN) == b"\x05\xff"
    assert proxy.url.startswith("socks5h://proxy-user:")


def test_a_login_that_is_not_asked_for_is_not_sent(socks_proxy: ProxyNode) -> None:
    assert answers(socks_proxy, WITH_LOGIN) == b"\x05\x00"


def test_a_login_of_odd_characters_opens_the_proxy(trust_world: World, plain: FakePyPI) -> None:
    proxy = trust_world.socks_proxy(login="m@e:a:b\u20ac#[]%/? ")
    said = answers(proxy, WITH_LOGIN, say_login("m@e", "a:b\u20ac#[]%/? "), ask(NAMED, plain.port), GOT)
    assert said.startswith(b"\x05\x02\x01\x00\x05\x00")
    assert proxy.credentials == ["Proxy-Authorization of the proxy"]
