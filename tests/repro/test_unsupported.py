from __future__ import annotations

from dataclasses import replace
from typing import Any

from harness.catalogue.find import load_scenarios
from harness.model.cell import Cell
from harness.model.conditions import Action, OriginFault, Root
from harness.repro.unsupported import list_unsupported
from tests.support.cells import cell
from tests.support.real_cells import BOTH_LEGS, FOUNDING

FOUNDING_CELL = cell(load_scenarios()[FOUNDING])


def test_what_the_lab_began_with_is_supported() -> None:
    for name in (FOUNDING, BOTH_LEGS, "direct.shipped_store_vouches_for_the_origin"):
        assert list_unsupported(cell(load_scenarios()[name])) == []


def test_each_condition_without_support_is_named() -> None:
    scenario = FOUNDING_CELL.scenario.but(
        action=Action.GIT, origin_fault=OriginFault.RESET, roots=Root.CROSS_SIGNED_LAST
    )
    assert list_unsupported(cell(scenario)) == [
        "roots: good, before one that a stranger signed",
        "action: build from a git repository",
        "origin fault: reset before an answer",
    ]


def test_a_client_that_no_index_has_is_named() -> None:
    def with_client(**changes: Any) -> Cell:
        return replace(FOUNDING_CELL, client=replace(FOUNDING_CELL.client, **changes))

    assert list_unsupported(with_client(source="tree"))[0].startswith("a pip that is no release: tree")
    assert list_unsupported(with_client(kind="curl")) == ["a client of the kind curl"]
    old = replace(FOUNDING_CELL.client.interpreter, version="3.6.15")
    assert list_unsupported(with_client(interpreter=old)) == ["Python 3.6, which trustme no longer supports"]


def test_most_written_scenarios_are_supported() -> None:
    scenarios = load_scenarios()
    said = [name for name, scenario in scenarios.items() if not list_unsupported(cell(scenario))]
    assert len(said) > 0.7 * len(scenarios)
