from __future__ import annotations

from harness.model.conditions import Cache, Channel
from harness.model.trust import CORPORATE, PUBLIC, Trust
from harness.sessions.words import CONNECT_PROXY, SECOND, TLS_PROXY, Session, Step, describe_placement


def test_a_step_prints_what_tells_it_from_the_plainest() -> None:
    assert repr(Step()) == "Step()"
    assert repr(Step(to=SECOND, by=TLS_PROXY, verify=False)) == "Step(to=second, by=tls_proxy, verify=False)"
    assert repr(Step(verify=frozenset({PUBLIC, CORPORATE}))) == "Step(verify={corporate, public})"


def test_a_session_prints_what_it_is_told_after_its_steps() -> None:
    session = Session((Step(), Step(by=CONNECT_PROXY)), cache=Cache.ON, proxy_set_by=Channel.FLAG)
    assert repr(session) == "Session(steps=(Step(), Step(by=connect_proxy)), cache=on, proxy_set_by=flag)"


def test_a_placement_is_read_by_the_stores_that_hold_something() -> None:
    assert describe_placement(Trust(system={PUBLIC}, ssl_cert_file={CORPORATE, PUBLIC})) == (
        "system={public}, ssl_cert_file={corporate, public}"
    )
    assert describe_placement(Trust(shipped=set())) == "no authority anywhere"


def test_a_step_ends_where_it_is_redirected() -> None:
    assert Step().end.value == "origin"
    assert Step(onwards=SECOND).end is SECOND
