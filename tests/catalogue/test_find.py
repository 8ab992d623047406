from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from harness.catalogue.find import collect_scenarios, find_scenario, load_scenarios
from harness.model.conditions import ProxyFault
from harness.model.errors import UsageError
from harness.model.expectation import Accepts
from harness.model.scenario import Scenario
from scenarios.topologies import DIRECT

SCENARIO = Scenario(claim="It holds.", topology=DIRECT, expect=Accepts(), because="It does.")
#: Others name these in scripts, pipelines and issues: a change of one is a breaking change.
RELIED_ON = {
    "direct.system_store_vouches_for_the_origin",
    "tunnelled.system_store_vouches_for_the_origin",
    "tunnelled.shipped_store_vouches_for_the_origin",
    "tunnelled.ssl_cert_file_vouches_for_the_origin",
    "tunnelled_over_tls.system_store_vouches_for_both_legs",
    "tunnelled_over_tls.nobody_vouches_for_the_proxy",
    "intercepted.system_store_vouches_for_the_inspection",
    "intercepted.nobody_vouches_for_the_inspection",
    "intercepted_over_tls.system_store_vouches_for_both_legs",
    "build_isolation.system_store_reaches_the_build_through_a_tunnel",
}


def module(name: str, **constants: Any) -> ModuleType:
    made = ModuleType(name)
    vars(made).update(constants)
    return made


def test_an_id_is_the_module_and_the_constant() -> None:
    assert collect_scenarios([module("scenarios.direct", store_vouches=SCENARIO)]) == {"direct.store_vouches": SCENARIO}


def test_the_order_is_that_of_the_modules_and_within_each_as_written() -> None:
    first = module("scenarios.tunnelled", z=SCENARIO, a=SCENARIO)
    assert list(collect_scenarios([first, module("scenarios.direct", m=SCENARIO)])) == [
        "tunnelled.z",
        "tunnelled.a",
        "direct.m",
    ]


def test_private_names_and_what_is_no_scenario_are_left_out() -> None:
    assert collect_scenarios([module("scenarios.direct", _draft=SCENARIO, TOPOLOGY=DIRECT, words="text")]) == {}


def test_the_ids_that_others_rely_on_are_there() -> None:
    assert RELIED_ON - set(load_scenarios()) == set()


def test_every_theme_is_in_the_catalogue() -> None:
    themes = {name.partition(".")[0] for name in load_scenarios()}
    assert {"direct", "forwarded", "tunnelled", "tunnelled_over_tls", "intercepted", "intercepted_over_tls"} <= themes
    assert themes.isdisjoint({"topologies", "defects", "test_matrix"})


def test_a_scenario_is_found_by_its_id() -> None:
    assert find_scenario({"direct.a": SCENARIO}, "direct.a") is SCENARIO


def test_an_unknown_scenario_is_named_with_the_nearest_that_there_are() -> None:
    known = dict.fromkeys(["direct.a_b", "direct.store_vouches", "tunnelled.store_vouches", "forwarded.z"], SCENARIO)
    with pytest.raises(UsageError) as raised:
        find_scenario(known, "tunneled.store_vouches")
    assert str(raised.value) == (
        "unknown scenario 'tunneled.store_vouches'; the nearest of 4: "
        "tunnelled.store_vouches, direct.store_vouches, direct.a_b"
    )


def test_a_scenario_of_an_empty_catalogue_is_told_that_there_are_none() -> None:
    with pytest.raises(UsageError, match=r"unknown scenario 'direct\.a'; there are none"):
        find_scenario({}, "direct.a")


@pytest.mark.parametrize("wanted", sorted(RELIED_ON))
def test_a_word_too_few_still_finds_the_scenario_among_the_nearest(wanted: str) -> None:
    with pytest.raises(UsageError, match=wanted):
        find_scenario(load_scenarios(), wanted.rpartition("_")[0])


def test_a_scenario_that_speaks_of_what_it_has_not_is_named_in_one_line() -> None:
    broken = module("scenarios.direct", faulty=SCENARIO.but(proxy_fault=ProxyFault.RESET))
    with pytest.raises(UsageError, match=r"^scenario direct\.faulty: proxy_fault: direct has no proxy$"):
        collect_scenarios([broken])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("scenario = Scenario(topology=NOWHERE)\n", "theme.py:1: NameError: name 'Scenario' is not defined"),
        (
            "from harness.model import Demand\nDemand.LOGIN_404\n",
            "theme.py:2: AttributeError: LOGIN_404 (is it Demand.LOGIN",
        ),
        (
            "from harness.model import Scenario\nScenario(origin_falt=1)\n",
            "argument 'origin_falt' (is it origin_fault, ",
        ),
        ("from harness.model import Scenaro\n", "(is it Scenario?)"),
        ("one = 1\nscenario = (\n", "theme.py:2: SyntaxError: '(' was never closed"),
    ],
)
def test_a_mistake_in_a_scenario_is_told_in_one_line_with_its_place(
    text: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "scenarios"
    package.mkdir()
    (package / "theme.py").write_text(text)
    monkeypatch.setattr("scenarios.__path__", [str(package)])
    monkeypatch.delitem(sys.modules, "scenarios.theme", raising=False)
    with pytest.raises(UsageError) as refused:
        load_scenarios.__wrapped__()
    assert why in str(refused.value)
