from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from fixtures.selection import runs_matrix
from harness.runs.matrix_command import find_scenarios_folder


@pytest.mark.parametrize(
    ("argument", "collects"),
    [
        ("scenarios", True),
        ("scenarios/test_matrix.py::test_cell", True),
        (".", True),
        ("tests/scenarios/test_reports.py", False),
        ("my-scenarios/tests", False),
    ],
)
def test_only_a_run_of_the_scenarios_selects_cells(argument: str, collects: bool) -> None:
    where = SimpleNamespace(dir=find_scenarios_folder().parent)
    config = cast("pytest.Config", SimpleNamespace(args=[argument], invocation_params=where))
    assert runs_matrix(config) is collects
