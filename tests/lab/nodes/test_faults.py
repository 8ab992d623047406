from __future__ import annotations

import http.client
import socket
from contextlib import closing

import pytest
import urllib3
from hypothesis import given
from hypothesis import strategies as st

from harness.lab.nodes.faults import FaultPlan
from harness.lab.worlds.nodes import FakePyPI, ProxyNode
from harness.lab.worlds.world import World
from harness.model.conditions import OriginFault, ProxyFault
from harness.model.conditions.faults import Ending, Fault, Moment
from harness.model.errors import UsageError
from harness.model.trust import CORPORATE, PUBLIC
from tests.lab.nodes.talking import ANSWER, TrustStore, connected, context_of, read_all, read_rest, seen, through

PAGE = "/simple/demo/"
#: What urllib3 keeps of a failure holds on to the connection.
LAST = {"Connection": "close"}
STATUSES = [each for each in ProxyFault if each.value.status]
ENDS = [each for each in ProxyFault if each.value.ends and each.value.times is None]
#: Those by which a proxy ends a tunnel that it has not passed anything on in.
OF_TUNNELS = [each for each in ENDS if each.value.when in (Moment.BEFORE, Moment.AFTER_200)]
AT_ONCE = [each for each in ENDS if each.value.when is Moment.CONNECTED]


@pytest.fixture
def target(fake_pypi: FakePyPI) -> str:
    return f"CONNECT localhost:{fake_pypi.port} HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.mark.parametrize("fault", STATUSES)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_answers_by_itself_before_anything_is_passed_on(
    trust_world: World, trust_store: TrustStore, fault: ProxyFault, scheme: str
) -> None:
    pypi = trust_world.fake_pypi(tls=scheme == "https")
    proxy = trust_world.connect_proxy(fault=fault)
    with through(proxy, trust_store(PUBLIC)) as pool:
        if scheme == "http":
            answer = pool.request("GET", pypi.url + PAGE, redirect=False)
            assert answer.status == fault.value.status
            assert all(answer.headers[name] == value for name, value in fault.value.headers)
        else:
            with pytest.raises(urllib3.exceptions.ProxyError, match=str(fault.value.status)):
                pool.request("GET", pypi.url + PAGE)
    asked = f"GET http://origin{PAGE}" if scheme == "http" else "CONNECT origin"
    assert proxy.answered == [f"{fault.value.status} {asked}"]
    assert pypi.transcript == []


@pytest.mark.parametrize("fault", OF_TUNNELS)
@pytest.mark.parametrize("tls", [False, True], ids=["in clear", "inside TLS"])
def test_a_proxy_ends_a_tunnel_as_it_was_asked_to(
    trust_world: World, trust_store: TrustStore, target: str, fault: ProxyFault, tls: bool
) -> None:
    proxy = trust_world.https_proxy(fault=fault) if tls else trust_world.connect_proxy(fault=fault)
    context = context_of(trust_store(CORPORATE))
    with connected(proxy) as plain:
        sock: socket.socket = context.wrap_socket(plain, server_hostname="localhost") if tls else plain
        sock.sendall(target.encode())
        opened = fault.value.when is Moment.AFTER_200
        if opened:
            assert sock.recv(99).startswith(b"HTTP/1.1 200 ")
            sock.sendall(b"hello")
        expected = ANSWER[fault.value.ends or Ending.CLOSED]
        rest = read_rest(sock)
        assert isinstance(rest, bytes) if expected == b"" and tls else rest == expected
        sock.close()
    said = ["CONNECT origin", *(["response 200 CONNECT origin"] if opened else []), f"ended {fault.value.words}"]
    assert seen(proxy)[0][-len(said) :] == said


@pytest.mark.parametrize("fault", [each for each in ENDS if each.value.when is Moment.MIDDLE])
def test_a_proxy_passes_half_of_an_answer_on_and_ends(trust_world: World, fault: ProxyFault) -> None:
    pypi, proxy = trust_world.fake_pypi(tls=False), trust_world.connect_proxy(fault=fault)
    with connected(proxy) as sock:
        sock.sendall(f"GET {pypi.url}{PAGE} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert sock.recv(9) == b"HTTP/1.1 "
        rest = read_rest(sock)
        assert isinstance(rest, bytes) == (fault.value.ends is Ending.CLOSED)
        assert not isinstance(rest, bytes) or b"demo-1.0-py3-none-any.whl" not in rest
    assert seen(proxy)[0][-1] == f"ended {fault.value.words}"
    assert pypi.answered == [f"200 GET {PAGE}"]


@pytest.mark.parametrize("fault", [ProxyFault.UNAVAILABLE_ONCE, ProxyFault.CLOSED_ONCE, ProxyFault.RESET_ONCE])
def test_a_proxy_that_errs_once_is_well_afterwards(
    trust_world: World, fake_pypi: FakePyPI, trust_store: TrustStore, fault: ProxyFault
) -> None:
    proxy = trust_world.connect_proxy(fault=fault)
    with through(proxy, trust_store(PUBLIC)) as pool:
        assert pool.request("GET", fake_pypi.url + PAGE, headers=LAST, retries=urllib3.Retry(1)).status == 200
    assert len(proxy.tunnelled) == 2
    assert proxy.answered[-1] == "200 CONNECT origin"


def test_a_raised_node_can_be_told_to_err_and_to_be_well_again(
    trust_world: World, fake_pypi: FakePyPI, trust_store: TrustStore
) -> None:
    proxy: ProxyNode = trust_world.connect_proxy()
    with through(proxy, trust_store(PUBLIC)) as pool:
        for fault, status in ((503, 503), (ProxyFault.FORBIDDEN, 403)):
            proxy.answer_with(fault)
            with pytest.raises(urllib3.exceptions.ProxyError, match=str(status)):
                pool.request("GET", fake_pypi.url + PAGE)
        proxy.answer_with(ProxyFault.NONE)
        assert pool.request("GET", fake_pypi.url + PAGE).status == 200
    for wrong in (42, "nowhere"):
        with pytest.raises(UsageError, match="is not a"):
            proxy.answer_with(wrong)  # type: ignore[arg-type]


FAULTS = st.builds(
    Fault,
    status=st.sampled_from([0, 503]),
    ends=st.none() | st.sampled_from(Ending),
    when=st.sampled_from(Moment),
    of=st.sampled_from(["all", "pages", "files"]),
    times=st.none() | st.integers(0, 4),
)


@given(FAULTS, st.lists(st.tuples(st.booleans(), st.booleans()), max_size=12))
def test_a_fault_meets_its_own_requests_and_no_more_than_it_says(
    fault: Fault, requests: list[tuple[bool, bool]]
) -> None:
    plan = FaultPlan(fault)
    met = [each for each in requests if plan.take_fault(*each) is not None]
    meant = [
        (is_file, is_reused)
        for is_file, is_reused in requests
        if fault.commits
        and fault.when is not Moment.CONNECTED
        and fault.of in ("all", "files" if is_file else "pages")
        and (is_reused or fault.when is not Moment.REUSED)
    ]
    assert met == meant[: fault.times]


@pytest.mark.parametrize("fault", [ProxyFault.CLOSED_AFTER_200, ProxyFault.RESET_AFTER_200])
def test_a_proxy_begins_to_answer_in_clear_and_ends(trust_world: World, fault: ProxyFault) -> None:
    pypi, proxy = trust_world.fake_pypi(tls=False), trust_world.connect_proxy(fault=fault)
    with connected(proxy) as sock:
        sock.sendall(f"GET {pypi.url}{PAGE} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert sock.recv(15) == b"HTTP/1.1 200 OK"
        assert isinstance(read_rest(sock), bytes) == (fault.value.ends is Ending.CLOSED)
    assert seen(proxy)[0][-2:] == [f"response 200 GET http://origin{PAGE}", f"ended {fault.value.words}"]
    assert pypi.transcript == []


def test_a_proxy_that_fails_by_itself_says_so(trust_world: World) -> None:
    proxy = trust_world.connect_proxy(fault=OriginFault.IDLE_CLOSED)
    with connected(proxy) as sock:
        sock.sendall(b"GET http://localhost:9/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
        read_rest(sock)
    assert [line for line in seen(proxy)[0] if line.startswith("broke UsageError")]


@pytest.mark.parametrize("fault", AT_ONCE)
@pytest.mark.parametrize("kind", ["connect_proxy", "https_proxy", "intercepting_proxy", "socks_proxy", "fake_pypi"])
def test_every_kind_of_node_ends_a_connection_before_a_word(trust_world: World, kind: str, fault: ProxyFault) -> None:
    node = getattr(trust_world, kind)(fault=fault)
    try:
        with connected(node) as sock:
            ended = read_rest(sock)
    except ConnectionResetError as error:
        # It may be reset before the client knows that it is connected.
        ended = type(error)
    assert ended == ANSWER[fault.value.ends or Ending.CLOSED]
    assert seen(node) == [["connected client", f"ended {fault.value.words}"]]


def test_a_connection_that_ends_before_a_word_counts_as_one_time(trust_world: World) -> None:
    proxy = trust_world.connect_proxy(fault=ProxyFault.CLOSED_AT_ONCE)
    proxy.answer_with(ProxyFault.CLOSED_AT_ONCE, times=1)
    pypi = trust_world.fake_pypi(tls=False)
    with through(proxy) as pool:
        assert pool.request("GET", pypi.url + PAGE, headers=LAST, retries=urllib3.Retry(1)).status == 200
    assert [each[1].split(" ")[0] for each in seen(proxy)] == ["ended", "request"]


@pytest.mark.parametrize("tls", [False, True], ids=["in clear", "inside TLS"])
@pytest.mark.parametrize("tunnel", [False, True], ids=["forwarded", "tunnelled"])
def test_a_proxy_cuts_the_head_of_its_answer_short(
    trust_world: World, trust_store: TrustStore, target: str, tunnel: bool, tls: bool
) -> None:
    fault = ProxyFault.HEAD_CUT_SHORT
    proxy = trust_world.https_proxy(fault=fault) if tls else trust_world.connect_proxy(fault=fault)
    asked = target if tunnel else f"GET http://localhost:9{PAGE} HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with connected(proxy) as plain:
        context = context_of(trust_store(CORPORATE))
        sock: socket.socket = context.wrap_socket(plain, server_hostname="localhost") if tls else plain
        sock.sendall(asked.encode())
        assert read_all(sock) == b"HTTP/1.1 20"
        sock.close()
    assert seen(proxy)[0][-1] == "ended closed in the middle of a head"


def test_a_proxy_answers_in_a_chunk_without_a_length(trust_world: World) -> None:
    pypi, proxy = trust_world.fake_pypi(tls=False), trust_world.connect_proxy(fault=ProxyFault.BADLY_CHUNKED)
    with through(proxy) as pool, pytest.raises(urllib3.exceptions.ProtocolError, match="Connection broken"):
        pool.request("GET", pypi.url + PAGE)
    assert pypi.transcript == []


def test_a_proxy_ends_a_connection_at_the_second_request_on_it(trust_world: World) -> None:
    pypi, proxy = trust_world.fake_pypi(tls=False), trust_world.connect_proxy(fault=ProxyFault.REUSED_CLOSED)
    with closing(http.client.HTTPConnection("localhost", proxy.port, timeout=20)) as client:
        client.request("GET", pypi.url + PAGE)
        assert client.getresponse().read()
        client.request("GET", pypi.url + PAGE)
        with pytest.raises(http.client.RemoteDisconnected):
            client.getresponse()
    assert seen(proxy)[0][-1] == "ended closed before an answer, on a connection that had one"
    assert pypi.answered == [f"200 GET {PAGE}"]


def test_a_proxy_that_speaks_no_socks_replies_nothing_of_it(trust_world: World, target: str) -> None:
    proxy = trust_world.connect_proxy(fault=ProxyFault.NOT_ALLOWED)
    with connected(proxy) as sock:
        sock.sendall(target.encode())
        read_rest(sock)
    assert [line for line in seen(proxy)[0] if line.startswith("broke UsageError")]
