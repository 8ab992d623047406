"""Cells of catalogued scenarios, for tests that run them on real pips."""

from __future__ import annotations

from collections.abc import Callable

from harness.catalogue.find import load_scenarios
from harness.evidence.judge import Judged
from harness.model.cell import Cell
from harness.model.client import Client

Pip = Callable[[str], Client]
FOUNDING = "tunnelled.system_store_vouches_for_the_origin"
BOTH_LEGS = "tunnelled_over_tls.system_store_vouches_for_both_legs"
BUNDLE = "tunnelled.cert_flag_vouches_for_the_origin"


def cell(scenario_id: str, client: Client) -> Cell:
    """Return the cell of a catalogued scenario on a client."""
    return Cell(scenario_id=scenario_id, scenario=load_scenarios()[scenario_id], client=client)


def told(judged: Judged) -> tuple[object, ...]:
    """A verdict and what it stands on, without its words."""
    return judged.verdict, judged.defect, judged.outcome
