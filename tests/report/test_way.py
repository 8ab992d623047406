from __future__ import annotations

from typing import Any

import msgspec
import pytest

from harness.model.recorded_path import record_path
from harness.model.words import Leg, Verdict, Whose
from harness.report.way import describe_way
from scenarios.tunnelled_over_tls import system_store_vouches_for_both_legs
from tests.support.recorded import ACCEPTED, REFUSED, make

PATH = record_path(system_store_vouches_for_both_legs)


def states(observed: Any) -> list[str]:
    way = describe_way(make(verdict=Verdict.FAIL, observed=observed, path=PATH))
    return [hop["state"] for hop in way["hops"]]


@pytest.mark.parametrize(
    ("observed", "expected"),
    [
        (ACCEPTED, ["good", "good"]),
        (REFUSED, ["good", "bad"]),
        (msgspec.structs.replace(REFUSED, leg=Leg.PROXY), ["bad", "unmet"]),
        (msgspec.structs.replace(ACCEPTED, outcome="unverified", leg=Leg.PROXY), ["open", "good"]),
        (msgspec.structs.replace(REFUSED, outcome="broken", leg=None, reason="x", through=()), ["unmet", "unmet"]),
        (None, ["unmet", "unmet"]),
    ],
    ids=["accepted", "origin refused", "proxy refused", "proxy unverified", "nothing reached", "never run"],
)
def test_each_leg_is_drawn_as_the_client_took_it(observed: Any, expected: list[str]) -> None:
    assert states(observed) == expected


def test_a_way_says_who_signed_which_stores_hold_it_and_where_the_context_was_lost() -> None:
    lost = msgspec.structs.replace(REFUSED, context=Whose.LOST)
    way = describe_way(make(verdict=Verdict.FAIL, observed=lost, path=PATH))
    assert way["words"] == (
        "From the client to https connect-proxy: proxy leg verified, certificate by corporate; held by: system; "
        "then https origin: origin leg refused (unknown_ca), the session's context was lost, "
        "certificate by public; held by: system"
    )


def test_a_record_of_earlier_has_the_nodes_that_were_passed() -> None:
    way = describe_way(make(verdict=Verdict.FAIL, observed=REFUSED))
    assert [(hop["name"], hop["state"]) for hop in way["hops"]] == [("connect-proxy", "unmet"), ("origin", "bad")]
