"""The page of public reports: what it names must be there."""

from __future__ import annotations

import re
from pathlib import Path

from harness.catalogue.find import load_scenarios

PAGE = (Path(__file__).parents[2] / "docs" / "reports.md").read_text()
ROWS = [line.split(" | ") for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| report")]


def test_every_report_is_said_by_scenarios_that_exist() -> None:
    named = {name for _, _, scenarios, _ in ROWS for name in re.findall(r"`(\w+\.\w+)`", scenarios)}
    assert named - set(load_scenarios()) == set()
    assert all("`" in scenarios for _, _, scenarios, _ in ROWS)
    assert len(ROWS) > 25
