"""The changes of a comparison as JUnit XML: a test case a cell.

One rule: it fails where the comparison does. A known defect that is on both sides is no news, and passes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree

from harness.compare.changes import facts, title, turn
from harness.compare.comparison import Change, Kind
from harness.model.cell import Side

# What XML 1.0 cannot hold, not even escaped: https://www.w3.org/TR/xml/#charsets
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def page(changes: Sequence[Change]) -> str:
    """The whole file."""
    suite = ElementTree.Element("testsuite", name="pip trust lab", tests=str(len(changes)))
    outcomes = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    for change in changes:
        suite.append(_case(change))
    for name, tag in outcomes.items():
        suite.set(name, str(len(suite.findall(f"testcase/{tag}"))))
    root = ElementTree.Element("testsuites")
    root.append(suite)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _case(change: Change) -> ElementTree.Element:
    seconds = sum(record.seconds for record in change.records)
    module, _, name = title(change).partition(".")
    case = ElementTree.Element("testcase", classname=_xml(module), name=_xml(name), time=f"{seconds:.3f}")
    message = _xml(turn(change))
    told = _xml("\n".join(f"{name}: {value}" for name, value in facts(change)) + f"\n{change.records[-1].replay}")
    if change.kind is Kind.NEWLY_FAILING:
        ElementTree.SubElement(case, "failure", message=message, type=change.kind.value).text = told
    elif change.kind is Kind.BROKEN or len(change.records) < len(Side):
        ElementTree.SubElement(case, "error", message=message, type=change.kind.value).text = told
    elif not change.compared:
        ElementTree.SubElement(case, "skipped", message=f"{change.kind.value}: {message}")
    else:
        ElementTree.SubElement(case, "system-out").text = f"{change.kind.value}\n{told}"
    return case


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
