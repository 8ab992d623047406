"""The changes of a comparison as JUnit XML, one test case per cell.

It fails where the comparison does: a known defect that is on both sides is no news, and passes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree

from harness.compare.changes import describe_turn, format_title, select_change_evidence
from harness.compare.comparison import Change, ChangeKind
from harness.model.cell import Side
from harness.report.evidence import format_evidence

# What XML 1.0 cannot hold, not even escaped: https://www.w3.org/TR/xml/#charsets
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def format_junit(changes: Sequence[Change]) -> str:
    """Return the whole file."""
    suite = ElementTree.Element("testsuite", name="pip trust lab", tests=str(len(changes)))
    outcomes = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    for change in changes:
        suite.append(_format_case(change))
    for name, tag in outcomes.items():
        suite.set(name, str(len(suite.findall(f"testcase/{tag}"))))
    root = ElementTree.Element("testsuites")
    root.append(suite)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _format_case(change: Change) -> ElementTree.Element:
    seconds = sum(record.seconds for record in change.records)
    module, _, name = format_title(change).partition(".")
    case = ElementTree.Element("testcase", classname=_clean_xml(module), name=_clean_xml(name), time=f"{seconds:.3f}")
    message = _clean_xml(describe_turn(change))
    facts = _clean_xml("\n".join(format_evidence(select_change_evidence(change))))
    if change.kind is ChangeKind.NEWLY_FAILING:
        ElementTree.SubElement(case, "failure", message=message, type=change.kind.value).text = facts
    elif change.kind is ChangeKind.BROKEN or len(change.records) < len(Side):
        ElementTree.SubElement(case, "error", message=message, type=change.kind.value).text = facts
    elif not change.compared:
        ElementTree.SubElement(case, "skipped", message=f"{change.kind.value}: {message}")
    else:
        ElementTree.SubElement(case, "system-out").text = f"{change.kind.value}\n{facts}"
    return case


def _clean_xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
