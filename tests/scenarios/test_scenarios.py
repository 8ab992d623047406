"""The house rules of scenarios. A failure lists whatever breaks a rule, by its id."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from dataclasses import fields
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

from harness.catalogue.find import load_scenarios
from harness.model.conditions import Option, StorePlace, Variable
from harness.model.expectation import Accepts, Crosses, Expectation, Rejects
from harness.model.scenario import Scenario
from harness.model.trust import Trust
from harness.model.words import Leg, Reason
from scenarios import topologies
from tests.support.catalogued import CATALOGUED

FOLDER = Path(topologies.__file__).parent
DATA = [path for path in sorted(FOLDER.rglob("*.py")) if not path.name.startswith("test_")]
THEMES = [
    path
    for path in DATA
    if path.parent == FOLDER and path.stem in {name.partition(".")[0] for name in load_scenarios()}
]
#: What a scenario says about itself; every other field is a condition.
WORDS = {"claim", "expect", "because", "by_design", "exposes"}
CONDITIONS = [field.name for field in fields(Scenario) if field.name not in WORDS]
#: The bundles that a person names, and wants to replace whatever would vouch otherwise.
NAMED = ("cert_flag", "pip_cert", "pip_conf", "requests_ca_bundle", "curl_ca_bundle")
ISSUE = re.compile(r"[\w.-]+/[\w.-]+#\d+|CVE-\d{4}-\d{4,}")
VERSION = re.compile(r"(?<!#)\b\d+\.\d+")
PATH = re.compile(r"(?<![\w:/.])[~.]{0,2}/\w|[A-Za-z]:\\")
DECIDES = (
    *(ast.Lambda, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.If, ast.IfExp, ast.For, ast.While),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Try, ast.With, ast.BoolOp, ast.Compare),
)


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), path.name)


def conditions(scenario: Scenario) -> dict[str, object]:
    return {name: getattr(scenario, name) for name in CONDITIONS}


def differences(one: Scenario, other: Scenario) -> list[str]:
    return [name for name in CONDITIONS if getattr(one, name) != getattr(other, name)]


def texts(module: ast.Module) -> list[ast.Constant]:
    """Every string of a module that is no prose: neither a docstring nor a ``because``."""
    because = (
        node.value for node in ast.walk(module) if isinstance(node, ast.keyword) and node.arg in {"because", "claim"}
    )
    prose = {id(each) for value in because for each in ast.walk(value)} | {id(module.body[0].value)}  # type: ignore[attr-defined]
    return [node for node in ast.walk(module) if isinstance(node, ast.Constant) and id(node) not in prose]


def overrides(scenario: Scenario, leg: Leg) -> bool:
    """Whether a bundle is named that does not hold the authority of a leg, or its store is turned off or misplaced."""
    if scenario.store_place is StorePlace.UNKNOWN and scenario.trust == Trust(system=scenario.trust.system):
        return True
    legacy = Option.LEGACY_CERTS in scenario.options or Variable.LEGACY_CERTS in scenario.variables
    if legacy and scenario.topology.signer(leg) not in scenario.trust.shipped:
        return True
    named = [held for held in (getattr(scenario.trust, name) for name in NAMED) if held is not None]
    return any(scenario.topology.signer(leg) not in held for held in named)


@pytest.mark.parametrize("field", ["claim", "because"])
def test_what_a_scenario_says_is_a_sentence(field: str) -> None:
    said = {name: getattr(each, field) for name, each in load_scenarios().items()}
    assert [name for name, text in said.items() if not re.fullmatch(r"\S.*\w\S*\.", text)] == []


def test_no_two_scenarios_claim_the_same() -> None:
    claimed = Counter(each.claim for each in load_scenarios().values())
    assert [name for name, each in load_scenarios().items() if claimed[each.claim] > 1] == []


def test_every_accepting_scenario_has_a_control_with_one_condition_changed() -> None:
    rejecting = [each for each in load_scenarios().values() if isinstance(each.expect, Rejects | Crosses)]
    accepting = {name: each for name, each in load_scenarios().items() if isinstance(each.expect, Accepts)}
    assert [
        name for name, each in accepting.items() if not any(len(differences(each, other)) == 1 for other in rejecting)
    ] == []


def test_no_two_scenarios_with_the_same_conditions_expect_different_things() -> None:
    expected: dict[tuple[object, ...], set[Expectation]] = defaultdict(set)
    for each in load_scenarios().values():
        # Whose context decides is a claim of its own about the same conditions.
        plain = Accepts() if isinstance(each.expect, Accepts) else each.expect
        expected[tuple(conditions(each).items())].add(plain)
    assert [each for each in expected.values() if len(each) > 1] == []


def test_no_leg_of_an_accepting_scenario_is_beyond_verifying() -> None:
    assert [
        name for name, each in load_scenarios().items() if isinstance(each.expect, Accepts) and each.unverifiable
    ] == []


def test_a_leg_that_is_refused_is_there_and_for_want_of_trust_nobody_vouches_for_it() -> None:
    wrong = []
    for name, each in load_scenarios().items():
        match each.expect:
            case Rejects(leg, _) if leg not in each.topology.legs:
                wrong.append(name)
            case Rejects(leg, Reason.UNTRUSTED) if leg not in each.unverifiable and not overrides(each, leg):
                wrong.append(name)
    assert wrong == []


def test_a_scenario_that_refuses_a_certificate_for_its_oddity_trusts_its_authority() -> None:
    odd = (Reason.EXPIRED, Reason.WRONG_NAME)
    assert [
        name
        for name, each in load_scenarios().items()
        if isinstance(each.expect, Rejects)
        and each.expect.reason in odd
        and each.topology.signer(each.expect.leg) not in each.trust.vouched
    ] == []


def test_the_leg_that_is_refused_is_the_only_one_that_could_be() -> None:
    assert [
        name
        for name, each in load_scenarios().items()
        if isinstance(each.expect, Rejects) and each.unverifiable - {each.expect.leg}
    ] == []


def test_no_defect_shows_as_what_its_scenario_claims() -> None:
    assert [
        (name, defect.slug)
        for name, each in load_scenarios().items()
        for defect in each.exposes
        if defect.shows == each.expect
    ] == []


def test_every_defect_is_exposed_by_some_scenario() -> None:
    exposed = {defect.slug for each in load_scenarios().values() for defect in each.exposes}
    assert {defect.slug for defect in CATALOGUED.values()} - exposed == set()


@pytest.mark.parametrize("name", CATALOGUED)
def test_a_defect_has_an_issue_a_range_a_reason_and_its_constants_name(name: str) -> None:
    defect = CATALOGUED[name]
    assert ISSUE.fullmatch(defect.issue)
    assert len(SpecifierSet(defect.affects)) in {1, 2, 3}
    assert defect.because.endswith(".")
    assert defect.slug == name.lower().replace("_", "-")


@pytest.mark.parametrize("name", CATALOGUED)
def test_what_a_defect_says_to_users_is_text_and_its_workaround_is_shown_by_a_scenario(name: str) -> None:
    defect = CATALOGUED[name]
    assert all(re.fullmatch(r"\S.*\S", line) for line in defect.message.split("\n") if defect.message)
    assert defect.workaround is None or re.fullmatch(r"[A-Z].*\.", defect.workaround)
    assert (defect.workaround is None) == (defect.workaround_shown_by is None)
    assert defect.workaround_shown_by in {None, *load_scenarios()}


@pytest.mark.parametrize("name", CATALOGUED)
def test_a_workaround_is_shown_by_a_scenario_without_the_defect(name: str) -> None:
    defect = CATALOGUED[name]
    if defect.workaround_shown_by is not None:
        assert defect not in load_scenarios()[defect.workaround_shown_by].exposes


@pytest.mark.parametrize("path", DATA, ids=lambda path: path.stem)
def test_a_module_says_what_it_is_for_and_stays_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ast.get_docstring(tree(path))
    assert len(text.splitlines()) <= 250


@pytest.mark.parametrize("path", DATA, ids=lambda path: path.stem)
def test_a_module_decides_nothing(path: Path) -> None:
    assert [node.lineno for node in ast.walk(tree(path)) if isinstance(node, DECIDES)] == []


@pytest.mark.parametrize("path", DATA, ids=lambda path: path.stem)
def test_a_module_names_no_port_and_no_path(path: Path) -> None:
    numbers = [
        node.lineno
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and type(node.value) in (int, float)
    ]
    assert numbers == []
    assert [node.lineno for node in texts(tree(path)) if PATH.search(str(node.value))] == []


@pytest.mark.parametrize("path", THEMES, ids=lambda path: path.stem)
def test_a_theme_names_a_version_at_most_as_a_reason(path: Path) -> None:
    assert [node.lineno for node in texts(tree(path)) if VERSION.search(str(node.value))] == []
    claims = {each.claim for name, each in load_scenarios().items() if name.startswith(f"{path.stem}.")}
    assert [claim for claim in claims if VERSION.search(claim)] == []


@pytest.mark.parametrize("path", DATA, ids=lambda path: path.stem)
def test_no_literal_is_longer_than_twelve_lines(path: Path) -> None:
    long = [
        node for node in tree(path).body if isinstance(node, ast.Assign) and (node.end_lineno or 0) - node.lineno >= 12
    ]
    assert [ast.unparse(node.targets[0]) for node in long] == []


def test_a_scenario_stands_in_one_module_alone() -> None:
    times = Counter(id(each) for each in load_scenarios().values())
    assert [name for name, each in load_scenarios().items() if times[id(each)] > 1] == []
