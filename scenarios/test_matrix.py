"""The matrix: one cell, one verdict. What a cell is and what it claims stands in the modules beside this one."""

import pytest

from harness.model.words import Verdict
from harness.runs.cell_runner import CellRun


def test_cell(run: CellRun) -> None:
    judged = run.judged
    if judged.verdict is Verdict.KNOWN and judged.defect:
        pytest.xfail(f"{judged.defect.slug} ({judged.defect.issue}): {judged.why}")
    if judged.verdict is Verdict.FAIL:
        pytest.fail(f"{run.cell.scenario.claim} {judged.why}", pytrace=False)
