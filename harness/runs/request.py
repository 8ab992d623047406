"""The cell that a person names → what the plan says of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from harness.catalogue.find import find_scenario
from harness.catalogue.plan import Planned
from harness.clients.registry import KINDS, Asked, read_client_name
from harness.model.cell import Machine
from harness.model.errors import UsageError
from harness.model.scenario import Scenario
from harness.provision.stock import Stock
from harness.runs.selection import select

_CELL = re.compile(r"(?P<scenario>[\w.]+)-(?P<client>.+)-py(?P<python>[\d.]+)")
#: Whose newest client stands for all where none is named.
_USUAL = ("pip", "latest")


def request(
    scenarios: Mapping[str, Scenario], cell: str, asked: Asked, machine: Machine, stock: Stock
) -> tuple[Planned, ...]:
    """Return the cell of this id, or a scenario on the clients asked for, or else on the newest pip.

    Raises ``UsageError``.
    """
    named = _CELL.fullmatch(cell)
    client = read_client_name(named["client"]) if named else None
    if named and client:
        if asked:
            raise UsageError(f"{cell} names a client and a Python already: give others with a scenario alone")
        cell, asked = named["scenario"], Asked(specs=(client,), pythons=(named["python"],))
    scenario = find_scenario(scenarios, cell)
    specs = tuple((kind, KINDS[kind].narrow(spec)) for kind, spec in asked.specs or (_USUAL,))
    return select({cell: scenario}, replace(asked, specs=specs), machine, stock)
