from __future__ import annotations

import http.client
from contextlib import closing

import pytest
import urllib3

from harness.lab.worlds.world import World
from harness.model.conditions import OriginFault
from harness.model.conditions.faults import Ending, Moment
from tests.lab.nodes.talking import ANSWER, connected, read_all, read_rest, seen

PAGE = "/simple/demo/"
OF_ORIGINS = [
    each
    for each in OriginFault
    if each.value.ends and each.value.of == "all" and each.value.when not in (Moment.CONNECTED, Moment.HEAD)
]


@pytest.mark.parametrize("fault", [each for each in OriginFault if each.value.status and each.value.of == "all"])
def test_an_origin_answers_with_a_status(trust_world: World, fault: OriginFault) -> None:
    pypi = trust_world.fake_pypi(tls=False, fault=fault)
    with closing(http.client.HTTPConnection("localhost", pypi.port, timeout=20)) as client:
        for expected in (fault.value.status, 200 if fault.value.times == 1 else fault.value.status):
            client.request("GET", PAGE)
            answer = client.getresponse()
            assert (answer.status, bool(answer.read())) == (expected, expected == 200)
            assert expected == 200 or {*fault.value.headers} <= {*answer.headers.items()}
    assert len(pypi.answered) == 2


@pytest.mark.parametrize("fault", OF_ORIGINS)
def test_an_origin_ends_a_connection_as_it_was_asked_to(trust_world: World, fault: OriginFault) -> None:
    pypi = trust_world.fake_pypi(tls=False, fault=fault)
    whole = {Moment.IDLE: 1, Moment.REUSED: 1}.get(fault.value.when, 0)
    with closing(http.client.HTTPConnection("localhost", pypi.port, timeout=20)) as client:
        for _ in range(whole):
            client.request("GET", PAGE)
            assert client.getresponse().read()
        if not whole:
            client.connect()
        sock = client.sock
        if fault.value.when is not Moment.IDLE:
            sock.sendall(f"GET {PAGE} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert read_rest(sock) == ANSWER[fault.value.ends or Ending.CLOSED]
    assert seen(pypi)[0][-1] == f"ended {fault.value.ends.value if fault.value.ends else ''} {fault.value.when.value}"
    assert pypi.answered == [f"200 GET {PAGE}"] * whole


@pytest.mark.parametrize("fault", [OriginFault.FILES_CUT_SHORT, OriginFault.FILES_BADLY_CHUNKED])
def test_only_files_are_spoilt(trust_world: World, fault: OriginFault) -> None:
    pypi = trust_world.fake_pypi(tls=False, fault=fault)
    with urllib3.PoolManager(retries=False, timeout=20) as pool:
        assert pool.request("GET", pypi.url + PAGE).status == 200
        with pytest.raises(urllib3.exceptions.ProtocolError):
            pool.request("GET", pypi.file_url)
    assert not pypi.delivered


def test_an_origin_cuts_the_head_of_its_answer_short(trust_world: World) -> None:
    pypi = trust_world.fake_pypi(tls=False, fault=OriginFault.HEAD_CUT_SHORT)
    with connected(pypi) as sock:
        sock.sendall(f"GET {PAGE} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert read_all(sock) == b"HTTP/1.1 20"
    assert seen(pypi)[0][-1] == "ended closed in the middle of a head"
