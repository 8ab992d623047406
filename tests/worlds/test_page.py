from __future__ import annotations

import pytest

from fixtures import worlds
from harness.lab.worlds.ground import Ground
from harness.lab.worlds.machine import StoreMachine
from harness.lab.worlds.nodes import FakePyPI, Node, ProxyNode
from harness.lab.worlds.world import World
from tests.support.product import ROOT

PAGE = (ROOT / "docs" / "fixtures.md").read_text()
#: What an object has besides what its class says.
OWN = {
    Node: {"authority", "login"},
    ProxyNode: {"inner"},
    FakePyPI: {"elsewhere"},
    Ground: set(),
    World: set(),
    StoreMachine: set(),
}
#: For the worlds' own use.
NOT_OFFERED = {"check", "end"}


def test_the_page_names_every_fixture() -> None:
    assert {name for name in worlds._FIXTURES if f"\n| `{name}" not in PAGE} == set()


@pytest.mark.parametrize("kind", OWN, ids=lambda kind: kind.__name__)
def test_the_page_names_all_that_is_offered(kind: type) -> None:
    offered = {name for name in vars(kind) if not name.startswith("_")} | OWN[kind]
    assert {name for name in offered - NOT_OFFERED if f"`.{name}" not in PAGE} == set()


def test_the_page_names_every_variable_that_is_cleaned() -> None:
    assert {name for name in {*worlds._AMBIENT, *worlds._FILES, worlds._OF_PIP} if f"`{name}`" not in PAGE} == set()
