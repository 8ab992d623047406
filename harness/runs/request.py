"""Plan the cells that a user names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from harness.catalogue.find import find_scenario
from harness.catalogue.plan import Planned
from harness.clients.registry import KINDS, AskedClients, read_client_name
from harness.model.cell import Machine
from harness.model.errors import UsageError
from harness.model.scenario import Scenario
from harness.provision.stock import Stock
from harness.runs.selection import select_cells

_CELL = re.compile(r"(?P<scenario>[\w.]+)-(?P<client>.+)-py(?P<python>[\d.]+)")
#: The kind and specification of the client where none is named.
_USUAL = ("pip", "latest")


def plan_request(
    scenarios: Mapping[str, Scenario], cell: str, asked: AskedClients, machine: Machine, stock: Stock
) -> tuple[Planned, ...]:
    """Return the planned cell of this id, or those of a scenario on the clients asked for, or else on the newest pip.

    Raises ``UsageError``.
    """
    named = _CELL.fullmatch(cell)
    client = read_client_name(named["client"]) if named else None
    if named and client:
        if asked:
            raise UsageError(
                f"{cell} names a client and a Python already: expected a scenario alone with other clients"
            )
        cell, asked = named["scenario"], AskedClients(specs=(client,), pythons=(named["python"],))
    scenario = find_scenario(scenarios, cell)
    specs = tuple((kind, KINDS[kind].narrow_spec(spec)) for kind, spec in asked.specs or (_USUAL,))
    return select_cells({cell: scenario}, replace(asked, specs=specs), machine, stock)
