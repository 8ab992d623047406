"""One rule: the sums agree with the cells."""

from __future__ import annotations

from collections.abc import Callable

from harness.model.record import Record
from harness.model.words import Verdict
from harness.report.tally import format_counts, format_shown_defects, format_skips

Make = Callable[..., Record]


def test_the_counts_name_every_verdict(record: Make) -> None:
    verdicts = [Verdict.PASS, Verdict.PASS, Verdict.KNOWN, Verdict.FAIL, Verdict.SKIP]
    records = [record(f"direct.s{number}", verdict=verdict) for number, verdict in enumerate(verdicts)]
    assert format_counts(records) == "5 cells: 2 pass, 1 known, 1 fail, 0 invalid, 1 skipped"


def test_a_cell_that_was_run_again_is_counted_once(record: Make) -> None:
    assert format_counts([record(verdict=Verdict.FAIL), record()]).startswith("1 cell: 1 pass, 0 known, 0 fail")


def test_no_cells_are_counted_too() -> None:
    assert format_counts([]) == "0 cells: 0 pass, 0 known, 0 fail, 0 invalid, 0 skipped"


def test_a_defect_names_its_issue_and_each_version_once(record: Make) -> None:
    cells = [("25.10", "3.10.1"), ("25.2", "3.13.0"), ("25.2", "3.10.1")]
    known = {"verdict": Verdict.KNOWN, "defect": "context-lost", "issue": "pypa/pip#13288"}
    records = [record(version=version, python=python, **known) for version, python in cells]
    assert format_shown_defects([*records, record(version="26.0")]) == (
        "context-lost (pypa/pip#13288) on 25.2, 25.10: 3 cells",
    )


def test_skips_are_summed_by_reason_the_most_frequent_first(record: Make) -> None:
    reasons = ["rare", "frequent", "frequent"]
    records = [record(f"direct.s{number}", verdict=Verdict.SKIP, why=why) for number, why in enumerate(reasons)]
    assert format_skips([*records, record()]) == ("2 cells: frequent", "1 cell: rare")
