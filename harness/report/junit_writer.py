"""Write test cases as JUnit XML; its elements are known here and nowhere else.

One rule: hermetic. A file names no host, and its one time is the start of the run, as the records say it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from junitparser import Error, Failure, JUnitXml, Properties, Property, Skipped, SystemOut, TestCase, TestSuite

from harness.model.recorded_run import RecordedRun
from harness.report.junit import CaseEnding, JUnitCase

# What XML 1.0 cannot hold, not even escaped: https://www.w3.org/TR/xml/#charsets
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: GitLab takes this in any output of a test for a file to show: https://docs.gitlab.com/ci/testing/unit_test_reports/
_ATTACHMENT = "[[ATTACHMENT|"
#: Jenkins shows the part of a class before its last dot as a package.
_PACKAGE = "scenarios"
_SUITE = "pip trust lab"
_RESULTS = {CaseEnding.SKIPPED: Skipped, CaseEnding.FAILURE: Failure, CaseEnding.ERROR: Error}


def format_junit(cases: Iterable[JUnitCase], runs: Sequence[RecordedRun] = ()) -> str:
    """Return a whole file of test cases; ``runs`` are those from which the cases come."""
    suite = TestSuite(_SUITE)
    for name, value in _describe_runs(runs).items():
        suite.add_property(name, _clean_text(value))
    if runs:
        suite.timestamp = _clean_text(runs[0].started.removesuffix("Z"))
    suite.add_testcases([_make_case(case) for case in cases])
    # A sum of floats has more digits than there are milliseconds.
    suite.time = round(sum(each.time for each in suite), 3)
    root = JUnitXml(_SUITE)
    root.append(suite)
    # Of these the schema of Jenkins knows no "skipped".
    for total in ("tests", "failures", "errors"):
        setattr(root, total, getattr(suite, total))
    root.time = suite.time
    return f'<?xml version="1.0" encoding="utf-8"?>\n{root.tostring().decode()}\n'


def _describe_runs(runs: Sequence[RecordedRun]) -> dict[str, str]:
    if not runs:
        return {}
    last = runs[-1]
    said = {"command": last.command, "system": last.system, "machine": last.machine, "lab": last.lab}
    said |= {"commit": last.commit}
    return {name: value for name, value in said.items() if value}


def _make_case(case: JUnitCase) -> TestCase:
    made = TestCase(_clean_text(case.name), f"{_PACKAGE}.{_clean_text(case.group)}", round(case.seconds, 3))
    if case.properties:
        properties = Properties()
        for name, value in case.properties.items():
            properties.add_property(Property(name, _clean_text(value)))
        made.append(properties)
    text = _clean_text(case.text)
    if case.ending is CaseEnding.PASSED:
        if text:
            made.append(SystemOut(text))
        return made
    result = _RESULTS[case.ending](_clean_line(case.message), _clean_text(case.kind))
    if text:
        result.text = text
    made.append(result)
    return made


def _clean_line(text: str) -> str:
    return _clean_text(" ".join(text.split()))


def _clean_text(text: str) -> str:
    """Return a text without what XML cannot hold, and without what would be an order to a reader of the file."""
    return _NOT_XML.sub("\ufffd", text).replace(_ATTACHMENT, "[ [ATTACHMENT|")
