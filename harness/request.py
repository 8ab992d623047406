"""The cell that a person names → what the plan says of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from harness.catalogue import find
from harness.cell import Machine
from harness.errors import UsageError
from harness.model import Scenario
from harness.plan import Planned
from harness.selection import select

_CELL = re.compile(r"(?P<scenario>[\w.]+)-pip(?P<pip>[^-+]+)-py(?P<python>[\d.]+)")


def request(
    scenarios: Mapping[str, Scenario],
    cell: str,
    pips: Sequence[str],
    pythons: Sequence[str],
    machine: Machine,
    progress: Callable[[str], None],
) -> tuple[Planned, ...]:
    """The cell of this id, or a scenario on the pips given, or else on the newest. Raises ``UsageError``."""
    named = _CELL.fullmatch(cell)
    if named and (pips or pythons):
        raise UsageError(f"{cell} names a pip and a Python already: give --pip and --python with a scenario alone")
    if named:
        cell, pips, pythons = named["scenario"], [named["pip"]], [named["python"]]
    scenario = find(scenarios, cell)
    return select({cell: scenario}, pips or ["latest"], pythons, machine, progress)
