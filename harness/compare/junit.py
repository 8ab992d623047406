"""Write the changes of a comparison as JUnit XML, one test case per cell.

It fails where the comparison does: a known defect that is on both sides is no news, and passes.
"""

from __future__ import annotations

from collections.abc import Sequence

from harness.compare.changes import describe_turn, format_title, select_change_evidence
from harness.compare.comparison import Change, ChangeKind
from harness.model.cell import Side
from harness.model.recorded_run import RecordedRun
from harness.report import junit
from harness.report.evidence import format_evidence


def format_changes_junit(changes: Sequence[Change], runs: Sequence[RecordedRun] = ()) -> str:
    """Return a whole file of the changes of a comparison; ``runs`` are those from which its records come."""
    from harness.report.junit_writer import format_junit  # noqa: PLC0415 - few comparisons write JUnit

    return format_junit(map(make_change_case, changes), runs)


def make_change_case(change: Change) -> junit.JUnitCase:
    """Return the test case of a pair of cells: how the one turned into the other, and the evidence of both."""
    group, _, name = format_title(change).partition(".")
    turn = describe_turn(change)
    evidence = format_evidence(select_change_evidence(change))
    return junit.JUnitCase(
        group=group,
        name=name,
        ending=_find_ending(change),
        seconds=sum(record.seconds for record in change.records),
        kind=change.kind.value,
        message=turn,
        # Some readers show the text alone.
        text="\n".join([f"{change.kind.value}: {turn}", "", *evidence]),
        properties=junit.describe_cell(change.records[-1]),
    )


def _find_ending(change: Change) -> junit.CaseEnding:
    if change.kind is ChangeKind.NEWLY_FAILING:
        return junit.CaseEnding.FAILURE
    if change.kind is ChangeKind.BROKEN or len(change.records) < len(Side):
        return junit.CaseEnding.ERROR
    return junit.CaseEnding.PASSED if change.compared else junit.CaseEnding.SKIPPED
