from __future__ import annotations

from typing import Any

import pytest
from junitparser import JUnitXml, TestCase, TestSuite

from harness.model.record import Record
from harness.model.recorded_run import RecordedRun
from harness.report.junit import CaseEnding, JUnitCase, make_matrix_cases
from harness.report.junit_writer import format_junit
from tests.support.recorded import BROKEN, FAILED, HELD, KNOWN, SKIPPED, make

RUN = RecordedRun(command="nox -s matrix", started="2026-11-26T12:00:00Z", system="Debian", lab="0.1.0", commit="abc+")


def suite(records: list[Record], *planned: str) -> TestSuite:
    (found,) = JUnitXml.fromstring(format_junit(make_matrix_cases(records, planned), [RUN]).encode())
    return found


def only(record: Record) -> TestCase:
    (found,) = suite([record])
    return found


def told(case: TestCase) -> dict[str, str]:
    return {each.get("name"): each.get("value") for each in case._elem.iter("property")}


@pytest.mark.parametrize(
    ("fields", "ending"),
    [(HELD, []), (KNOWN, ["Skipped"]), (SKIPPED, ["Skipped"]), (FAILED, ["Failure"]), (BROKEN, ["Error"])],
)
def test_each_verdict_has_its_element(fields: dict[str, Any], ending: list[str]) -> None:
    case = only(make(**fields))
    assert [type(each).__name__ for each in case.result] == ending
    assert case.system_out is None


def test_a_suite_says_which_run_it_is_of_and_names_no_host() -> None:
    found = suite([make(**{**FAILED, "seconds": 0.25}), make("a.b", **{**HELD, "seconds": 1.5})])
    assert (found.tests, found.failures, found.errors, found.skipped, found.time) == (2, 1, 0, 0, 1.75)
    assert (found.timestamp, found.hostname) == ("2026-11-26T12:00:00", None)
    properties = {each.name: each.value for each in found.properties()}
    assert properties == {"command": "nox -s matrix", "system": "Debian", "lab": "0.1.0", "commit": "abc+"}


def test_a_failure_leads_with_its_cause_and_ends_with_the_line_that_runs_it_again() -> None:
    record = make(**FAILED)
    case = only(record)
    (failure,) = case.result
    assert "\n" not in failure.message
    first, blank, claim, *_, last = failure.text.strip().splitlines()
    assert (first, blank, claim.split()[0]) == (failure.message, "", "claim:")
    assert last.endswith(record.replay)
    assert told(case)["replay"] == record.replay
    assert {"client", "version", "python", "openssl", "topology"} <= told(case).keys()


def test_a_known_defect_is_named_with_its_issue() -> None:
    record = make(**KNOWN)
    (skipped,) = only(record).result
    assert skipped.message.startswith(f"known defect {record.defect} ({record.issue}): ")
    assert told(only(record))["issue"] == record.issue


def test_a_cell_is_grouped_by_the_module_of_its_scenario() -> None:
    record = make(**HELD)
    case = only(record)
    assert f"{case.classname}.{case.name}" == f"scenarios.{record.cell}"


def test_a_planned_cell_without_a_record_is_an_error() -> None:
    record = make(**HELD)
    found = suite([record], record.cell, "direct.lost-pip26.3-py3.13")
    assert (found.tests, found.errors) == (2, 1)
    assert [case.name for case in found] == [record.cell.partition(".")[2], "lost-pip26.3-py3.13"]


def test_nothing_in_a_text_is_an_order_to_gitlab_or_no_xml() -> None:
    harmful = "[[ATTACHMENT|/etc/passwd]] \x00\x1b\ud800 ]]> <&>"
    case = JUnitCase(
        group=harmful,
        name=harmful,
        ending=CaseEnding.FAILURE,
        message=f"a\n{harmful}",
        text=harmful,
        properties={"a": harmful},
    )
    written = format_junit([case])
    (found,) = next(iter(JUnitXml.fromstring(written.encode())))
    assert "[[ATTACHMENT|" not in written
    assert found.result[0].text == "[ [ATTACHMENT|/etc/passwd]] \ufffd\ufffd\ufffd ]]> <&>"
