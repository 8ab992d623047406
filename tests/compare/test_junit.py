from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

from harness.compare.comparison import compare_records
from harness.compare.junit import format_changes_junit
from harness.model.record import Record
from tests.support.recorded import BROKEN, FAILED, HELD, KNOWN, SKIPPED, pair


def suite(records: list[Record]) -> ElementTree.Element:
    (found,) = ElementTree.fromstring(format_changes_junit(compare_records(records)))
    return found


@pytest.mark.parametrize(
    ("baseline", "candidate", "tag"),
    [
        (HELD, FAILED, "failure"),
        (HELD, KNOWN, "failure"),
        (KNOWN, KNOWN, "system-out"),
        (FAILED, FAILED, "system-out"),
        (KNOWN, HELD, "system-out"),
        (HELD, HELD, "system-out"),
        (HELD, BROKEN, "error"),
        (SKIPPED, HELD, "skipped"),
        (SKIPPED, SKIPPED, "skipped"),
    ],
)
def test_a_test_case_fails_where_the_comparison_does(
    baseline: dict[str, Any], candidate: dict[str, Any], tag: str
) -> None:
    case = suite(pair(baseline, candidate))[0]
    assert (case.get("classname"), case.get("name")) == ("scenarios.tunnelled", "claim py3.10")
    assert [child.tag for child in case] == ["properties", tag]


def test_a_side_that_is_missing_is_an_error() -> None:
    assert [child.tag for child in suite(pair(HELD, HELD)[:1])[0]] == ["properties", "error"]


def test_the_suite_counts_its_cases() -> None:
    found = suite(
        [*pair(HELD, FAILED, "a.a"), *pair(HELD, BROKEN, "a.b"), *pair(SKIPPED, HELD, "a.c"), *pair(HELD, HELD)]
    )
    numbers = {name: found.get(name) for name in ("tests", "failures", "errors", "skipped")}
    assert numbers == {"tests": "4", "failures": "1", "errors": "1", "skipped": "1"}


def test_a_failure_says_what_each_side_came_to_and_how_to_see_it_again() -> None:
    failure = suite(pair(HELD, FAILED))[0][1]
    assert failure.get("message") == "accepts → rejects the origin leg (unknown_ca)"
    assert "candidate: 26.4: rejects the origin leg (unknown_ca)" in str(failure.text)
    assert "nox -s lab -- run tunnelled.claim-pip26.4-py3.10" in str(failure.text)


def test_what_xml_cannot_hold_is_replaced() -> None:
    failure = suite(pair(HELD, {**FAILED, "claim": "a\x00b\x1b[31m\ud800<&>"}))[0][1]
    assert "claim:     a\ufffdb\ufffd[31m\ufffd<&>" in str(failure.text)
