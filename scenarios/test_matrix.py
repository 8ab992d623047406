"""The matrix: one verdict per cell. The claims of the cells are in the modules beside this one."""

import pytest

from harness.model.words import Verdict
from harness.runs.cell_runner import CellRun


def test_cell(cell_run: CellRun) -> None:
    judged = cell_run.judged
    if judged.verdict is Verdict.KNOWN and judged.defect:
        pytest.xfail(f"{judged.defect.slug} ({judged.defect.issue}): {judged.why}")
    if judged.verdict is Verdict.FAIL:
        pytest.fail(f"{cell_run.cell.scenario.claim} {judged.why}", pytrace=False)
