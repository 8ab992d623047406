from __future__ import annotations

import contextlib
import socket

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.lab.nodes.socks import SocksProxy, read_exactly
from harness.lab.raiser import Raiser
from harness.lab.worlds.nodes import FakePyPI, ProxyNode
from harness.lab.worlds.world import World
from harness.model.conditions import ProxyFault
from harness.model.transcript import EventKind
from harness.model.trust import PUBLIC
from tests.lab.nodes.talking import TrustStore, connected, context_of, seen
from tests.lab.nodes.talking_socks import (
    GOT,
    NAMED,
    NO_LOGIN,
    REPLIES,
    answers,
    ask,
    ip,
    read_to_end,
)


@pytest.fixture
def plain(trust_world: World) -> FakePyPI:
    return trust_world.fake_pypi(tls=False)


@pytest.mark.parametrize(
    ("address", "how"),
    [(NAMED, "name"), (b"\x03\x09LocalHost", "name"), (ip("127.0.0.1"), "IPv4 address")],
    ids=["name", "capitals", "IPv4"],
)
def test_a_target_is_recorded_with_how_it_was_addressed(
    address: bytes, how: str, plain: FakePyPI, socks_proxy: ProxyNode
) -> None:
    said = answers(socks_proxy, NO_LOGIN, ask(address, plain.port), GOT)
    assert said.startswith(b"\x05\x00" + b"\x05\x00\x00\x01" + bytes(6) + b"HTTP/1.1 200 ")
    (lines,) = seen(socks_proxy)
    assert lines[0] == "connected client"
    assert lines[2:] == [f"addressed by {how}", lines[1].replace("CONNECT", "response succeeded CONNECT")]
    assert seen(plain)[0][:2] == ["connected socks-proxy", "request GET /simple/demo/"]


def test_nothing_in_a_tls_session_is_read_and_the_client_behind_it_is_known(
    fake_pypi: FakePyPI, socks_proxy: ProxyNode, trust_store: TrustStore
) -> None:
    with connected(socks_proxy) as sock:
        sock.sendall(NO_LOGIN + ask(NAMED, fake_pypi.port))
        assert read_exactly(sock, 12)[3] == REPLIES["succeeded"]
        with context_of(trust_store(PUBLIC)).wrap_socket(sock, server_hostname="localhost") as tls:
            own = "{}:{}".format(*tls.getsockname())
            tls.sendall(GOT)
            assert tls.recv(4096).startswith(b"HTTP/1.1 200 ")
    assert seen(socks_proxy) == [
        ["connected client", "CONNECT origin", "addressed by name", "response succeeded CONNECT origin"]
    ]
    seen(fake_pypi)
    came = [each for each in fake_pypi._raised.transcript.events if each.kind is EventKind.CONNECTED]
    assert {each.node: each.client for each in came} == {"socks-proxy": own, "origin": own}


@pytest.mark.parametrize(
    ("address", "word", "host"),
    [
        (b"\x03\x0blab.invalid", "host_unreachable", "lab.invalid"),
        (ip("10.0.0.1"), "network_unreachable", "10.0.0.1"),
        (ip("2001:db8::1"), "network_unreachable", "[2001:db8::1]"),
    ],
    ids=["name", "IPv4", "IPv6"],
)
def test_a_target_of_another_world_is_refused_and_told(
    address: bytes, word: str, host: str, socks_proxy: ProxyNode
) -> None:
    said = answers(socks_proxy, NO_LOGIN, ask(address, 443))
    assert said[2:] == bytes([5, REPLIES[word], 0, 1, *bytes(6)])
    (lines,) = seen(socks_proxy)
    assert lines[1] == f"CONNECT {host}:443"
    assert lines[3:] == [f"called home {host}:443", f"response {word} CONNECT {host}:443"]


def test_a_target_where_nobody_listens_is_refused(socks_proxy: ProxyNode) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        said = answers(socks_proxy, NO_LOGIN, ask(NAMED, bound.getsockname()[1]))
    assert said[3] == REPLIES["connection_refused"]
    assert socks_proxy.answered[0].startswith("connection_refused CONNECT localhost:")


@pytest.mark.parametrize("command", [2, 3], ids=["BIND", "UDP ASSOCIATE"])
def test_other_commands_are_not_supported(command: int, plain: FakePyPI, socks_proxy: ProxyNode) -> None:
    assert answers(socks_proxy, NO_LOGIN, ask(NAMED, plain.port, command))[3] == REPLIES["command_not_supported"]
    assert plain.transcript == []


def test_another_type_of_address_is_not_supported(socks_proxy: ProxyNode) -> None:
    assert answers(socks_proxy, NO_LOGIN, b"\x05\x01\x00\x02")[3] == REPLIES["address_type_not_supported"]


@pytest.mark.parametrize("said", [b"", b"\x05", NO_LOGIN, NO_LOGIN + b"\x05\x01\x00\x03\x09local"])
def test_a_client_that_leaves_early_is_left_in_peace(said: bytes, socks_proxy: ProxyNode) -> None:
    answers(socks_proxy, said)
    assert seen(socks_proxy) == [["connected client"]]


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(greeted=st.booleans(), said=st.binary(max_size=40))
def test_no_bytes_break_it(greeted: bool, said: bytes, socks_proxy: ProxyNode) -> None:
    with connected(socks_proxy) as sock, contextlib.suppress(OSError):
        sock.sendall((NO_LOGIN + b"\x05\x01\x00" if greeted else b"") + said)
        sock.shutdown(socket.SHUT_WR)
        read_to_end(sock)
    assert "broke" not in str(socks_proxy.transcript)


def test_a_proxy_that_is_put_down_ends_what_it_relays(raiser: Raiser) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        proxy = SocksProxy("leaving", raiser.transcript, raiser.hosts)
        with connected(proxy) as sock:
            sock.sendall(NO_LOGIN + ask(NAMED, silent.getsockname()[1]))
            assert read_exactly(sock, 12)[3] == REPLIES["succeeded"]
            accepted, _ = silent.accept()
            with accepted:
                proxy.close()
                assert accepted.recv(1) == b""
            assert sock.recv(1) == b""
    with pytest.raises(ConnectionRefusedError):
        connected(proxy)


def test_an_end_in_one_direction_leaves_the_other(socks_proxy: ProxyNode) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, connected(socks_proxy) as sock:
        sock.sendall(NO_LOGIN + ask(NAMED, silent.getsockname()[1]) + b"all")
        sock.shutdown(socket.SHUT_WR)
        accepted, _ = silent.accept()
        with accepted:
            assert read_to_end(accepted) == b"all"
            accepted.sendall(b"there is")
        assert read_to_end(sock).endswith(b"there is")


@pytest.mark.parametrize(
    ("fault", "answered", "ended"),
    [
        (ProxyFault.CLOSED, [], "closed before an answer"),
        (ProxyFault.RESET, [], "reset before an answer"),
        (ProxyFault.HEAD_CUT_SHORT, [], "closed in the middle of a head"),
        (ProxyFault.CLOSED_AFTER_200, ["succeeded CONNECT origin"], "closed after 200"),
    ],
)
def test_a_fault_is_committed_once_the_target_is_known(
    fault: ProxyFault, answered: list[str], ended: str, trust_world: World, fake_pypi: FakePyPI
) -> None:
    proxy = trust_world.socks_proxy(fault=fault)
    with connected(proxy) as sock, contextlib.suppress(ConnectionResetError):
        sock.sendall(NO_LOGIN + ask(NAMED, fake_pypi.port))
        read_to_end(sock)
    assert seen(proxy)[0][3:] == [*(f"response {each}" for each in answered), f"ended {ended}"]
    assert fake_pypi.transcript == []


@pytest.mark.parametrize("fault", [each for each in ProxyFault if each.value.reply])
def test_a_refusal_has_its_code_and_leads_nowhere(fault: ProxyFault, trust_world: World, fake_pypi: FakePyPI) -> None:
    proxy = trust_world.socks_proxy(fault=fault)
    said = answers(proxy, NO_LOGIN, ask(NAMED, fake_pypi.port))
    assert said == b"\x05\x00" + bytes([5, REPLIES[fault.value.reply], 0, 1, *bytes(6)])
    assert proxy.answered == [f"{fault.value.reply} CONNECT origin"]
    assert fake_pypi.transcript == []


def test_a_reply_that_is_cut_short_is_no_reply(trust_world: World, fake_pypi: FakePyPI) -> None:
    proxy = trust_world.socks_proxy(fault=ProxyFault.HEAD_CUT_SHORT)
    assert answers(proxy, NO_LOGIN, ask(NAMED, fake_pypi.port)) == b"\x05\x00\x05\x00"


@pytest.mark.parametrize("fault", [ProxyFault.FORBIDDEN, ProxyFault.CLOSED_IN_THE_MIDDLE])
def test_a_fault_that_no_such_proxy_can_commit_breaks_it(
    fault: ProxyFault, trust_world: World, fake_pypi: FakePyPI
) -> None:
    proxy = trust_world.socks_proxy(fault=fault)
    answers(proxy, NO_LOGIN, ask(NAMED, fake_pypi.port))
    assert "a SOCKS proxy cannot be" in proxy.transcript[-1]
