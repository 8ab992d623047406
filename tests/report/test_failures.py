"""One rule: of each cause one cell is told in full, and every other by its id."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from harness.model.record import Record
from harness.model.words import Verdict
from harness.report.failures import format_failures
from tests.support.recorded import FIXED

Make = Callable[..., Record]


def failed(record: Make, *arguments: str, **fields: Any) -> Record:
    return record(*arguments, **{"verdict": Verdict.FAIL, **fields})


def test_nothing_is_said_when_nothing_went_wrong(record: Make) -> None:
    assert (
        format_failures([record(), record("direct.a", verdict=Verdict.KNOWN), record("direct.b", verdict=Verdict.SKIP)])
        == ""
    )


def test_one_cell_is_told_in_full_and_the_others_by_their_ids(record: Make) -> None:
    diffed = {"expected_transcript": ("done",), "transcript": ("refused",), "why": "not what it claims"}
    told = format_failures([failed(record, **diffed), failed(record, "tunnelled.other", **diffed)])
    assert told.splitlines() == [
        "FAIL rejects the origin leg (unknown_ca)",
        "  2 cells; 25.2 py3.10",
        "",
        "  tunnelled.claim-pip25.2-py3.10",
        "    claim:     The system store alone verifies the origin.",
        "    expected:  accepts",
        "    seen:      rejects the origin leg (unknown_ca); exit 1; through connect-proxy",
        "    why:       not what it claims",
        "    transcript:",
        "      --- expected",
        "      +++ seen",
        "      @@ -1 +1 @@",
        "      -done",
        "      +refused",
        "    runs on:   Python 3.10.13, OpenSSL 3.0.19",
        "    seconds:   0.41",
        "    replay:    nox -s lab -- run tunnelled.claim-pip25.2-py3.10",
        "  and 1 cell more:",
        "    tunnelled.other-pip25.2-py3.10",
    ]


def test_a_defect_that_is_gone_is_told_apart_from_failures(record: Make) -> None:
    assert format_failures([record(version="25.1", **FIXED)]).splitlines() == [
        "KNOWN DEFECTS THAT NO LONGER SHOW",
        "  context-lost (pypa/pip#13288) no longer shows on 25.1 py3.10",
    ]
