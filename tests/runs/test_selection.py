from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from harness.catalogue.plan import Planned
from harness.model.cell import Machine
from harness.model.defect import pips
from harness.model.errors import UsageError
from harness.model.scenario import Scenario
from scenarios import direct, tunnelled
from scenarios.defects.contexts import TRUSTSTORE_CONTEXT_LOST
from tests.support.stocks import select_from_stock
from tests.support.surroundings import RELEASES, isolate

#: Each starts pip, or a process that runs cells.
pytestmark = pytest.mark.client

PYTHON = "{}.{}".format(*sys.version_info[:2])
SCENARIOS = {
    "tunnelled.exposes": tunnelled.system_store_vouches_for_the_origin,
    "direct.plain": direct.shipped_store_vouches_for_the_origin.but(exposes=()),
}


@pytest.fixture(scope="module")
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Shared by the tests, so that each release is fetched once."""
    return tmp_path_factory.mktemp("surroundings")


@pytest.fixture(autouse=True)
def cache(surroundings: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return isolate(surroundings, monkeypatch)


def ids(planned: Sequence[Planned]) -> set[str]:
    return {each.cell.id.removesuffix(f"-py{PYTHON}") for each in planned}


def named(pips: Sequence[str]) -> list[tuple[str, str]]:
    return [("pip", spec) for spec in pips]


def chosen(*pips: str, pythons: Sequence[str] = (), scenarios: dict[str, Scenario] = SCENARIOS) -> set[str]:
    return ids(select_from_stock(scenarios, *named(pips), pythons=pythons, on=Machine()))


def test_by_default_a_scenario_runs_on_both_sides_of_the_boundaries_of_its_defects_and_on_the_newest_release() -> None:
    assert chosen() == {f"tunnelled.exposes-pip{version}" for version in RELEASES} | {"direct.plain-pip26.3"}


def test_of_like_scenarios_one_meets_the_boundaries_unless_only_some_cells_are_wanted() -> None:
    like = dict.fromkeys(("tunnelled.first", "tunnelled.second"), SCENARIOS["tunnelled.exposes"])
    first, second = ({f"tunnelled.{name}-pip{version}" for version in RELEASES} for name in ("first", "second"))
    assert chosen(scenarios=like) == first | {"tunnelled.second-pip26.3"}
    assert ids(select_from_stock(like, on=Machine(), wanted=lambda _cell: True)) == first | second


def test_a_generated_scenario_runs_where_whatever_may_explain_it_begins_or_ends_but_on_no_early_release() -> None:
    early = replace(TRUSTSTORE_CONTEXT_LOST, affected=(pips("<19.3"),))
    plain = SCENARIOS["direct.plain"]
    generated = {
        "wide.one": plain.but(explained_by=(TRUSTSTORE_CONTEXT_LOST,)),
        "wide.other": plain.but(explained_by=(early,)),
    }
    assert chosen(scenarios={"wide.one": generated["wide.one"]}) == {f"wide.one-pip{version}" for version in RELEASES}
    assert "wide.other-pip26.3" in chosen(scenarios=generated)


def test_a_generated_scenario_that_nothing_explains_runs_on_two_further_releases_in_turn() -> None:
    plain = SCENARIOS["direct.plain"]
    generated = {"wide.explained": plain.but(explained_by=(TRUSTSTORE_CONTEXT_LOST,))}
    generated |= {f"wide.{number}": plain for number in range(len(RELEASES))}
    cells = chosen(scenarios=generated)
    for number in range(len(RELEASES)):
        assert 2 <= sum(cell.startswith(f"wide.{number}-") for cell in cells) <= 3
    for version in RELEASES:
        assert sum(cell.endswith(f"-pip{version}") for cell in cells) > 1


@pytest.mark.parametrize(
    ("pips", "versions"),
    [
        (["25.2"], ["25.2"]),
        (["latest"], ["26.3"]),
        (["25.2", ">=25.1.1,<26", "25.2"], ["25.1.1", "25.2"]),
    ],
)
def test_with_a_pip_every_scenario_runs_on_each_that_is_named(pips: list[str], versions: list[str]) -> None:
    assert chosen(*pips) == {f"{name}-pip{version}" for name in SCENARIOS for version in versions}


def test_a_tree_is_a_pip_like_any_other(tmp_path: Path) -> None:
    (tmp_path / "fix" / "pip").mkdir(parents=True)
    (tmp_path / "fix" / "pip" / "__init__.py").write_text('__version__ = "26.4.dev0"\n')
    assert chosen(str(tmp_path / "fix"), "26.3") == {
        f"{name}-pip{version}" for name in SCENARIOS for version in ("26.3", "26.4.dev0+fix")
    }


def test_everything_is_ready_to_run_and_said_to_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = isolate(tmp_path, monkeypatch, ["26.3"])
    said: list[str] = []
    (planned,) = select_from_stock({"direct.plain": SCENARIOS["direct.plain"]}, on=Machine(), progress=said.append)
    assert said == ["pip 26.3: downloaded (1 of 1)", f"pip 26.3: compiled for Python {PYTHON}"]
    tree = Path(planned.cell.client.tree)
    assert cache in tree.parents
    assert (tree / "pip" / "__init__.py").is_file()
    select_from_stock({"direct.plain": SCENARIOS["direct.plain"]}, on=Machine(), progress=said.append)
    assert len(said) == 2


def test_a_cell_that_this_machine_cannot_run_is_planned_with_the_reason() -> None:
    machine = Machine(no_namespaces="switched off")
    planned = {each.cell.scenario_id: each.skip for each in select_from_stock(SCENARIOS, ("pip", "26.3"), on=machine)}
    assert planned == {
        "tunnelled.exposes": "a system store needs a private mount namespace: switched off",
        "direct.plain": "",
    }


def test_an_index_that_does_not_answer_is_a_warning_where_releases_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen(">=24")
    monkeypatch.setenv("PIP_INDEX_URL", "file:///nowhere")
    said: list[str] = []
    planned = select_from_stock(SCENARIOS, ("pip", "latest"), on=Machine(), progress=said.append)
    assert ids(planned) == {f"{name}-pip26.3" for name in SCENARIOS}
    assert [line.startswith("warning: the package index lists no pip releases") for line in said] == [True]


@pytest.mark.parametrize(
    ("pips", "pythons", "words"),
    [
        (["25.3"], [], "no final pip release 25.3"),
        ([">=27"], [], "no pip release matches '>=27'"),
        (["newest"], [], "'newest' does not name a pip"),
        (["26.3"], ["3.99"], "no Python '3.99' here"),
        ([], ["three"], "no Python 'three' here"),
        (["26.3"], ["/no/such/python"], "no Python at '/no/such/python'"),
    ],
)
def test_what_names_nothing_is_refused_in_one_line(pips: list[str], pythons: list[str], words: str) -> None:
    with pytest.raises(UsageError) as caught:
        chosen(*pips, pythons=pythons)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_nothing_is_fetched_for_a_cell_that_nobody_wants(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = isolate(tmp_path, monkeypatch, ["25.2", "26.3"])
    said: list[str] = []
    planned = select_from_stock(
        SCENARIOS,
        ("pip", "all"),
        on=Machine(),
        progress=said.append,
        wanted=lambda cell: cell.id.startswith("direct.plain-pip25.2"),
    )
    assert ids(planned) == {"direct.plain-pip25.2"}
    assert said == ["pip 25.2: downloaded (1 of 1)", f"pip 25.2: compiled for Python {PYTHON}"]
    assert {path.name[:8] for path in (cache / "trees").glob("pip-*")} == {"pip-25.2"}


def test_nothing_is_fetched_for_a_cell_that_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    isolate(tmp_path, monkeypatch, ["26.3"])
    said: list[str] = []
    scenario = {"tunnelled.exposes": SCENARIOS["tunnelled.exposes"]}
    (planned,) = select_from_stock(scenario, ("pip", "26.3"), on=Machine(no_namespaces="off"), progress=said.append)
    assert planned.skip
    assert said == []
