"""One record in which every string does harm, as it may stand in a file, and every way in which a report shows it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from io import StringIO
from typing import Any
from xml.etree import ElementTree

import msgspec
import pytest
from msgspec.structs import replace
from rich.console import Console

from harness.advise.advice import Advice
from harness.advise.question import Question
from harness.advise.report import explain_standing
from harness.compare import changes_markdown, junit
from harness.compare.changes import format_changes as changes_text
from harness.compare.comparison import compare_records
from harness.compare.publishing import format_annotations
from harness.model.cell import Side
from harness.model.record import Record, decode_record, encode_record
from harness.model.scenario import Scenario
from harness.report import html, markdown
from harness.report.failures import format_failures as failures_text
from harness.report.junit import make_matrix_cases
from harness.report.junit_writer import format_junit
from harness.report.terminal import Report, print_report
from scenarios.tunnelled import system_store_vouches_for_the_origin
from tests.support.recorded import FAILED, HELD, make

HARM = (
    "::error::x ##[error]y ##vso[task.setvariable variable=PATH]z ##teamcity[a 'b'] \x1b[2J\x9b31m\u202e\r\b\x00\ufffe"
    "\n::stop-commands::t\n```\n</script><script>alert(1)</script> <!-- [red]r[/red] | `a` **b** &"
)
#: As CI systems, terminals and XML read them.
DOES_HARM = {
    "a command at the start of a line": re.compile(r"^\s*::[a-z-]+", re.MULTILINE),
    "a command anywhere": re.compile(r"##[a-z]*\["),
    "a control": re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"),
}


def spoiled(value: Any) -> Any:
    """A value of JSON with harm behind every string that the schema leaves free."""
    if isinstance(value, dict):
        fixed = {"schema", "verdict", "outcome", "leg", "phase", "context", "side", "credentials", "python"}
        return {name: each if name in fixed else spoiled(each) for name, each in value.items()}
    if isinstance(value, list):
        return [spoiled(each) for each in value]
    return f"{value} {HARM}" if isinstance(value, str) else value


def hostile(side: Side, **fields: Any) -> Record:
    told = {"why": "why", "said": ("said",), "witness": ("witness",), "defect": "defect", "issue": "a/b#1"}
    lines = {"label": "l", "transcript": ("origin: hello",), "expected_transcript": ("origin: handshake done",)}
    line = json.dumps(spoiled(json.loads(encode_record(make(side=side, **{**told, **lines, **fields})))))
    return decode_record(line.encode())


def records() -> list[Record]:
    return [hostile(Side.BASELINE, **HELD), hostile(Side.CANDIDATE, **FAILED)]


def table(records: list[Record]) -> str:
    log = StringIO()
    print_report(Console(file=log, width=100), Report(records))
    return log.getvalue()


def advice(records: list[Record]) -> str:
    scenario: Scenario = system_store_vouches_for_the_origin
    # Records whose version is none are left out before.
    told = [replace(each, client=replace(each.client, version="25.2")) for each in records]
    asked = Question(topology="tunnelled")
    every = [Advice(question=asked, scenario=scenario, mine=record, has=frozenset()) for record in told]
    return "\n".join(line for each in every for line in explain_standing(each))


REPORTS: dict[str, Callable[[list[Record]], str]] = {
    "terminal": table,
    "failures": failures_text,
    "changes": lambda records: changes_text(compare_records(records)),
    "advice": advice,
    "Markdown": markdown.format_markdown,
    "Markdown of changes": lambda records: changes_markdown.format_changes_markdown(compare_records(records)),
    "HTML": lambda records: html.format_html(records, lists={"Changes": [record.claim for record in records]}),
    "JUnit of a matrix": lambda records: format_junit(make_matrix_cases(records)),
    "JUnit": lambda records: junit.format_changes_junit(compare_records(records)),
}


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
@pytest.mark.parametrize("harm", DOES_HARM.values(), ids=DOES_HARM)
def test_no_report_passes_on_what_does_harm(report: Callable[[list[Record]], str], harm: re.Pattern[str]) -> None:
    written = report(records())
    assert "teamcity" in written
    assert not harm.search(written)
    written.encode()


def test_annotations_are_the_labs_own_commands_alone() -> None:
    lines = format_annotations(compare_records(records()))
    assert lines
    for line in lines:
        assert re.fullmatch(r"::(?:error|warning|notice) title=[^:,\r\n]*::[^\r\n]*", line)
        assert not DOES_HARM["a control"].search(line)
        assert not DOES_HARM["a command anywhere"].search(line)


def test_no_markup_of_rich_is_read_in_the_table() -> None:
    assert "[red]r[/red]" in re.sub(r"\s", "", table(records()))


def test_a_page_has_no_script_but_its_own() -> None:
    page = html.format_html(records())
    assert len(re.findall("<script", page)) == 2
    assert "<!-- [red]" not in page


def test_junit_is_xml_and_says_it_all() -> None:
    root = ElementTree.fromstring(junit.format_changes_junit(compare_records(records())))
    assert "alert(1)" in "".join(root.itertext())
    root = ElementTree.fromstring(format_junit(make_matrix_cases(records())))
    assert "alert(1)" in "".join(root.itertext())


def test_no_line_of_markdown_is_a_block_of_a_records_own() -> None:
    page = markdown.format_markdown(records())
    within = re.split(r"^(`{3,})\w*\n.*?^\1$", page, flags=re.MULTILINE | re.DOTALL)
    assert not re.search(r"(?<!\\)<(?!/?(?:details|summary|br)>)|^</script", "".join(within), re.MULTILINE)


def test_a_record_that_nests_too_deep_is_none() -> None:
    with pytest.raises(msgspec.DecodeError):
        decode_record(b"[" * 100_000)
