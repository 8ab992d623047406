"""One rule: cells with one cause stand together, and each says how to run it again."""

from __future__ import annotations

from collections.abc import Callable

from harness.model.record import Observed, Record
from harness.model.words import Leg, Verdict
from harness.report.failures import format_failures, group_failures

Make = Callable[..., Record]

PROXY_REFUSED = Observed(outcome="rejects", leg=Leg.PROXY, reason="unknown_ca", exit=1, through=("connect-proxy",))


def failed(record: Make, *arguments: str, **fields: object) -> Record:
    return record(*arguments, **{"verdict": Verdict.FAIL, **fields})


def test_nothing_is_said_when_nothing_went_wrong(record: Make) -> None:
    assert (
        format_failures([record(), record("direct.a", verdict=Verdict.KNOWN), record("direct.b", verdict=Verdict.SKIP)])
        == ""
    )


def test_cells_are_grouped_by_topology_and_what_was_seen(record: Make) -> None:
    together = [failed(record, "tunnelled.a"), failed(record, "tunnelled.b", version="25.1")]
    elsewhere = failed(record, "direct.a", topology="direct")
    otherwise = failed(record, "tunnelled.c", observed=PROXY_REFUSED)
    assert [len(group.records) for group in group_failures([elsewhere, otherwise, *together])] == [2, 1, 1]


def test_the_exit_code_tells_no_groups_apart(record: Make) -> None:
    stopped = Observed(outcome="rejects", leg=Leg.PROXY, reason="unknown_ca", exit=None, through=())
    records = [failed(record, observed=PROXY_REFUSED), failed(record, "tunnelled.b", observed=stopped)]
    assert len(group_failures(records)) == 1


def test_what_the_lab_broke_comes_last_however_much(record: Make) -> None:
    broken = [record(f"tunnelled.s{number}", verdict=Verdict.INVALID, why="a node died") for number in range(3)]
    assert [group.verdict for group in group_failures([*broken, failed(record)])] == [Verdict.FAIL, Verdict.INVALID]


def test_a_group_lists_its_clients_in_version_order(record: Make) -> None:
    (group,) = group_failures(failed(record, version=version) for version in ["25.10", "25.2"])
    assert group.clients == "25.2 py3.10, 25.10 py3.10"


def test_a_cell_is_told_in_full(record: Make) -> None:
    told = format_failures(
        [failed(record, expected_transcript=("done",), transcript=("refused",), why="not what it claims")]
    )
    assert told.splitlines() == [
        "FAIL tunnelled: expected accepts, seen rejects the origin leg (unknown_ca)",
        "  1 cell; 25.2 py3.10",
        "",
        "  tunnelled.claim-pip25.2-py3.10",
        "    claim:    The system store alone verifies the origin.",
        "    expected: accepts",
        "    seen:     rejects the origin leg (unknown_ca); exit 1; through connect-proxy",
        "    why:      not what it claims",
        "    transcript:",
        "      --- expected",
        "      +++ seen",
        "      @@ -1 +1 @@",
        "      -done",
        "      +refused",
        "    replay:   nox -s lab -- run tunnelled.claim-pip25.2-py3.10",
    ]
