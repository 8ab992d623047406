"""Make test cases of JUnit of the cells of a matrix; a comparison and a check of an adapter use the same type.

A known defect is ``skipped``, as pytest writes an expected failure: GitLab and Jenkins show it apart, in neither green
nor red, with its message. If it were "passed", the claim would seem to hold, and nobody would see the issue.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from harness.model.record import Record
from harness.model.words import Verdict
from harness.report.causes import describe_cause, is_gone_defect
from harness.report.evidence import format_evidence, name_defect, select_evidence
from harness.report.grid import select_latest


class CaseEnding(Enum):
    """The ending of a test case, in JUnit's elements."""

    PASSED = "passed"
    SKIPPED = "skipped"
    FAILURE = "failure"
    ERROR = "error"


_ENDINGS = {
    Verdict.PASS: CaseEnding.PASSED,
    Verdict.KNOWN: CaseEnding.SKIPPED,
    Verdict.SKIP: CaseEnding.SKIPPED,
    Verdict.FAIL: CaseEnding.FAILURE,
    Verdict.INVALID: CaseEnding.ERROR,
}


@dataclass(frozen=True, kw_only=True)
class JUnitCase:
    """A test case: ``kind`` is its type, ``message`` one line, ``text`` what a reader sees when it is opened."""

    group: str
    name: str
    ending: CaseEnding
    seconds: float = 0.0
    kind: str = ""
    message: str = ""
    text: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)


def make_matrix_cases(records: Iterable[Record], planned: Iterable[str] = ()) -> tuple[JUnitCase, ...]:
    """Return a test case per cell, in the group of its scenario's module.

    A ``planned`` cell without a record is an error: a run that was cut short is not green.
    """
    latest = select_latest(records)
    recorded = {record.cell for record in latest}
    missing = (cell for cell in dict.fromkeys(planned) if cell not in recorded)
    return (*map(make_cell_case, latest), *map(_make_missing_case, missing))


def _make_missing_case(cell: str) -> JUnitCase:
    group, _, name = cell.partition(".")
    why = "it left no record: the run ended before it did"
    return JUnitCase(group=group, name=name, ending=CaseEnding.ERROR, kind=Verdict.INVALID.value, message=why, text=why)


def make_cell_case(record: Record) -> JUnitCase:
    """Return the test case of a cell: its cause as the message, all its evidence as the text."""
    group, _, name = record.cell.partition(".")
    message = _find_message(record)
    is_shown = record.verdict not in {Verdict.PASS, Verdict.SKIP}
    evidence = "\n".join(format_evidence(select_evidence(record))) if is_shown else ""
    return JUnitCase(
        group=group,
        name=name,
        ending=_ENDINGS[record.verdict],
        seconds=record.seconds,
        kind="known defect" if record.verdict is Verdict.KNOWN else record.verdict.value,
        message=message,
        # Some readers show the text alone.
        text=f"{message}\n\n{evidence}" if is_shown else "",
        properties=describe_cell(record),
    )


def describe_cell(record: Record) -> dict[str, str]:
    """Return the properties of a cell, by name; empty ones are left out."""
    client = record.client
    properties = {
        "client": client.name,
        "version": client.version,
        "label": client.label,
        "python": client.python,
        "openssl": client.openssl,
        "topology": record.topology,
        "verdict": record.verdict.value,
        "defect": record.defect or "",
        "issue": record.issue or "",
        "replay": record.replay,
    }
    return {name: value for name, value in properties.items() if value}


def _find_message(record: Record) -> str:
    if record.verdict is Verdict.PASS:
        return ""
    if record.verdict is Verdict.SKIP:
        return record.why or "no reason given"
    if record.verdict is Verdict.KNOWN:
        return f"known defect {name_defect(record)}: {describe_cause(record)}"
    if is_gone_defect(record):
        return f"known defect {name_defect(record)} no longer shows"
    return describe_cause(record)
