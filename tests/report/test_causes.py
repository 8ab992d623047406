"""One rule: cells with one cause stand together, whatever else differs; news of a defect is in no group."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from harness.model.losses import LOST_BEHIND_A_PROXY
from harness.model.record import Expected, Observed, Record
from harness.model.words import Leg, Phase, Verdict
from harness.report.causes import describe_gone_defect, find_gone_defects, find_shared_causes
from tests.support.recorded import ACCEPTED, BROKEN, FIXED, REFUSED

Make = Callable[..., Record]

PROXY_REFUSED = Observed(outcome="rejects", leg=Leg.PROXY, reason="unknown_ca", exit=1, through=("connect-proxy",))
LOST = replace(REFUSED, lost_at=(LOST_BEHIND_A_PROXY,))


def failed(record: Make, *arguments: str, **fields: Any) -> Record:
    return record(*arguments, **{"verdict": Verdict.FAIL, **fields})


def test_cells_that_lost_the_context_at_one_place_have_one_cause(record: Make) -> None:
    elsewhere = replace(PROXY_REFUSED, lost_at=LOST.lost_at)
    told = Expected(outcome="rejects", leg=Leg.PROXY)
    records = [
        failed(record, observed=LOST),
        failed(record, "over_tls.a", topology="over TLS", observed=elsewhere),
        failed(record, "over_tls.b", expected=told, observed=replace(ACCEPTED, lost_at=LOST.lost_at)),
    ]
    (cause,) = find_shared_causes(records)
    assert cause.heading == f"{LOST_BEHIND_A_PROXY}, as pypa/pip#13288 in 24.2 to 25.1.1"
    assert len(cause.records) == 3


def test_a_loss_that_no_release_had_looks_like_nothing(record: Make) -> None:
    (cause,) = find_shared_causes([failed(record, observed=replace(LOST, lost_at=("the pool drops it",)))])
    assert cause.heading == "the pool drops it"


def test_without_a_place_leg_reason_phase_and_node_tell_causes_apart(record: Make) -> None:
    seen = [REFUSED, PROXY_REFUSED, replace(REFUSED, phase=Phase.BUILD), replace(REFUSED, node="further")]
    records = [failed(record, f"tunnelled.{name}", observed=each) for name, each in zip("abcd", seen, strict=True)]
    alike = failed(record, "direct.e", topology="direct", observed=replace(REFUSED, exit=None))
    assert [len(cause.records) for cause in find_shared_causes([*records, alike])] == [2, 1, 1, 1]


def test_what_was_accepted_names_what_should_have_been_refused(record: Make) -> None:
    told = Expected(outcome="rejects", leg=Leg.PROXY, reason="unknown_ca")
    (cause,) = find_shared_causes([failed(record, expected=told, observed=ACCEPTED)])
    assert cause.heading == "accepts, expected: rejects the proxy leg (unknown_ca)"


def test_the_largest_comes_first_and_what_the_lab_broke_last_however_much(record: Make) -> None:
    broken = [record(f"tunnelled.s{number}", **BROKEN) for number in range(4)]
    lost = [failed(record, f"tunnelled.l{number}", observed=LOST) for number in range(3)]
    causes = find_shared_causes([*broken, failed(record, observed=PROXY_REFUSED), *lost])
    assert [(cause.verdict, len(cause.records)) for cause in causes] == [
        (Verdict.FAIL, 3),
        (Verdict.FAIL, 1),
        (Verdict.INVALID, 4),
    ]
    assert causes[-1].heading == "a node broke: no port"


def test_clients_are_in_version_order(record: Make) -> None:
    (cause,) = find_shared_causes(failed(record, version=version) for version in ["25.10", "25.2"])
    assert cause.clients == "25.2 py3.10, 25.10 py3.10"


def test_a_defect_that_no_longer_shows_is_news_and_no_cause(record: Make) -> None:
    records = [record(version="25.1", **FIXED), record(version="25.0", **FIXED), record()]
    assert find_shared_causes(records) == ()
    assert [describe_gone_defect(gone) for gone in find_gone_defects(records)] == [
        "context-lost (pypa/pip#13288) no longer shows on 25.0 py3.10, 25.1 py3.10"
    ]
