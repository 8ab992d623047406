"""An observation shows which node misbehaved, and that the client did not refuse it."""

from __future__ import annotations

import pytest

from harness.evidence.judge import judge_cell
from harness.evidence.outcome import read_outcome
from harness.model.conditions import OriginFault, ProxyFault
from harness.model.expectation import Accepts, Breaks
from harness.model.transcript import CLIENT, Event, EventKind
from harness.model.words import Leg, Verdict
from scenarios.topologies import FORWARDED, TUNNELLED
from tests.support.cells import cell
from tests.support.outcomes import scenario
from tests.support.wire import FILE, ended, holding
from tests.support.wire_events import fetched, refused

PAGE = "/simple/demo/"


def said(node: str, kind: EventKind, detail: str) -> Event:
    return Event(node, 1, kind, detail, "127.0.0.1:1" if kind is EventKind.CONNECTED else "")


BY_PROXY = said("connect-proxy", EventKind.RESPONSE, f"403 GET http://origin{PAGE}")
BY_ORIGIN = said("origin", EventKind.RESPONSE, f"403 GET {PAGE}")


@pytest.mark.parametrize(
    ("events", "word"),
    [
        ([BY_PROXY], "proxy_http_403"),
        ([BY_PROXY, BY_ORIGIN], "http_403"),
        # A proxy may have passed an answer on before its giver has noted it.
        ([BY_ORIGIN, BY_PROXY], "http_403"),
        ([BY_ORIGIN, BY_PROXY, BY_PROXY], "proxy_http_403"),
    ],
)
def test_a_status_is_the_proxys_own_if_nobody_behind_it_gave_it(events: list[Event], word: str) -> None:
    assert read_outcome(scenario(FORWARDED), ended(1, *events)).reason == word


@pytest.mark.parametrize(
    ("how", "word"),
    [
        ("in the middle of an answer", "origin_closed"),
        ("in the middle of a head", "origin_closed"),
        ("in a chunk without a length", "origin_closed"),
        ("before an answer", "proxy_http_200"),
    ],
)
def test_a_proxy_that_passes_the_beginning_of_an_answer_on_has_not_cut_it(how: str, word: str) -> None:
    last = said("origin", EventKind.ENDED, f"closed {how}")
    passed = said("connect-proxy", EventKind.RESPONSE, f"200 GET http://origin{FILE}")
    assert read_outcome(scenario(FORWARDED), ended(1, last, passed)).reason == word


@pytest.mark.parametrize("how", ["closed", "stalled"])
def test_a_proxy_that_cuts_an_answer_has_done_so_even_if_the_origin_says_later_that_it_answered(how: str) -> None:
    cut = said("connect-proxy", EventKind.ENDED, f"{how} in the middle of an answer")
    answered = said("origin", EventKind.RESPONSE, f"200 GET {PAGE}")
    assert read_outcome(scenario(FORWARDED), ended(1, cut, answered)).reason == f"proxy_{how}"


@pytest.mark.parametrize("how", ["closed", "reset", "stalled"])
@pytest.mark.parametrize(("node", "role"), [("connect-proxy", "proxy"), ("origin", "origin")])
def test_the_last_thing_that_a_node_did_tells_how_the_client_ended(how: str, node: str, role: str) -> None:
    before = said(node, EventKind.RESPONSE, f"503 GET {PAGE}")
    last = said(node, EventKind.ENDED, f"{how} before an answer")
    assert read_outcome(scenario(TUNNELLED), ended(1, before, last)).reason == f"{role}_{how}"
    assert read_outcome(scenario(TUNNELLED), ended(1, last, BY_ORIGIN)).reason == "http_403"


def test_a_client_whose_tunnel_a_proxy_has_ended_has_refused_nobody() -> None:
    subject = scenario(TUNNELLED)
    hung_up = list(refused(subject, Leg.ORIGIN, "hung_up"))
    assert read_outcome(subject, ended(1, *hung_up)).kind == "rejects"
    cut = Event("connect-proxy", 1, EventKind.ENDED, "reset in the middle of an answer")
    outcome = read_outcome(subject, ended(1, *hung_up[:-1], cut, hung_up[-1]))
    assert (outcome.kind, outcome.reason) == ("broken", "proxy_reset")


@pytest.mark.parametrize(
    ("fault", "verdict"),
    [
        ({}, Verdict.INVALID),
        ({"origin_fault": OriginFault.UNAVAILABLE}, Verdict.INVALID),
        ({"origin_fault": OriginFault.STALLED}, Verdict.FAIL),
        ({"origin_fault": OriginFault.RETRY_IN_AN_HOUR}, Verdict.FAIL),
        ({"proxy_fault": ProxyFault.STALLED_AFTER_200}, Verdict.FAIL),
    ],
)
def test_a_client_that_does_not_end_is_judged_only_where_a_node_may_make_it_wait(
    fault: dict[str, object], verdict: Verdict
) -> None:
    subject = scenario(TUNNELLED, **fault)
    connected = said("connect-proxy", EventKind.CONNECTED, CLIENT)
    assert judge_cell(cell(subject), ended(None, connected)).verdict is verdict
    hangs = subject.but(expect=Breaks("no_end"))
    expected = Verdict.PASS if verdict is Verdict.FAIL else Verdict.INVALID
    assert judge_cell(cell(hangs), ended(None, connected)).verdict is expected


@pytest.mark.parametrize(
    "fault",
    [
        {"proxy_fault": ProxyFault.UNAVAILABLE_ONCE},
        {"proxy_fault": ProxyFault.CLOSED_ONCE},
        {"origin_fault": OriginFault.UNAVAILABLE_ONCE},
        {"origin_fault": OriginFault.FILE_CUT_SHORT_ONCE},
        {"origin_fault": OriginFault.REUSED_RESET},
    ],
)
def test_a_client_that_has_met_no_fault_got_past_none(fault: dict[str, object]) -> None:
    subject = scenario(TUNNELLED, **fault)
    assert read_outcome(subject, holding(subject, Accepts())).kind == "accepts"
    unharmed = ended(0, *fetched(subject, FILE))
    assert read_outcome(subject, unharmed).reason == "fault_not_met"
    assert judge_cell(cell(subject), unharmed).verdict is Verdict.FAIL


@pytest.mark.parametrize(
    "elsewhere",
    [
        said("origin", EventKind.RESPONSE, f"503 GET {PAGE}"),
        said("connect-proxy", EventKind.RESPONSE, "407 CONNECT origin"),
        said("connect-proxy", EventKind.ENDED, "closed before an answer"),
    ],
)
def test_a_fault_of_another_node_or_of_another_kind_is_not_the_one_that_is_meant(elsewhere: Event) -> None:
    subject = scenario(TUNNELLED, proxy_fault=ProxyFault.UNAVAILABLE_ONCE)
    assert read_outcome(subject, ended(0, elsewhere, *fetched(subject, FILE))).reason == "fault_not_met"
