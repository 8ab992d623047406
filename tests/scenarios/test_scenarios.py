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
from harness.model.expectation import Accepts, Breaks, Crosses, Expectation, Rejects
from harness.model.scenario import Scenario
from harness.model.words import Reason
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
ISSUE = re.compile(r"[\w.-]+/[\w.-]+#\d+|CVE-\d{4}-\d{4,}")
VERSION = re.compile(r"(?<!#)\b\d+\.\d+")
#: An address by number, or a network.
IP = re.compile(r"\b\d+\.\d+\.\d+\.\d+")
PATH = re.compile(r"(?<![\w:/.}])[~.]{0,2}/\w|[A-Za-z]:\\")
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


def ends(scenario: Scenario) -> bool:
    """Return whether a client is expected to end by a fault, which is the opposite of getting past one."""
    faults = (scenario.proxy_fault.value, scenario.origin_fault.value)
    return isinstance(scenario.expect, Breaks) and any(each.commits for each in faults)


def texts(module: ast.Module) -> list[ast.Constant]:
    """Every string of a module that is no prose: neither a docstring nor a ``because``."""
    because = (
        node.value for node in ast.walk(module) if isinstance(node, ast.keyword) and node.arg in {"because", "claim"}
    )
    prose = {id(each) for value in because for each in ast.walk(value)} | {id(module.body[0].value)}  # type: ignore[attr-defined]
    return [node for node in ast.walk(module) if isinstance(node, ast.Constant) and id(node) not in prose]


@pytest.mark.parametrize("field", ["claim", "because"])
def test_what_a_scenario_says_is_a_sentence(field: str) -> None:
    said = {name: getattr(each, field) for name, each in load_scenarios().items()}
    assert [name for name, text in said.items() if not re.fullmatch(r"\S.*\w\S*\.", text)] == []


def test_what_a_scenario_says_holds_for_any_client() -> None:
    inside = re.compile(r"\b(urllib3|certifi|\w+Manager|\w+Adapter|\w*ssl_context)\b")
    said = {name: f"{each.claim} {each.because}" for name, each in load_scenarios().items()}
    assert [name for name, text in said.items() if inside.search(text)] == []


def test_no_two_scenarios_claim_the_same() -> None:
    claimed = Counter(each.claim for each in load_scenarios().values())
    assert [name for name, each in load_scenarios().items() if claimed[each.claim] > 1] == []


def test_every_accepting_scenario_has_a_control_with_one_condition_changed() -> None:
    # Where no leg can be verified, or the proxy is dead, the opposite is that nothing is asked.
    rejecting = [
        each
        for each in load_scenarios().values()
        if isinstance(each.expect, Rejects | Crosses)
        or (isinstance(each.expect, Breaks) and (not each.topology.legs or each.dead_proxy_set_by))
        or ends(each)
    ]
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
        name for name, each in load_scenarios().items() if isinstance(each.expect, Accepts) and each.unverifiable_legs
    ] == []


def test_a_scenario_that_refuses_a_certificate_for_its_oddity_trusts_its_authority() -> None:
    odd = (Reason.EXPIRED, Reason.WRONG_NAME)
    assert [
        name
        for name, each in load_scenarios().items()
        if isinstance(each.expect, Rejects)
        and each.expect.reason in odd
        and each.topology.find_signer(each.expect.leg) not in each.trust.vouched
    ] == []


def test_the_leg_that_is_refused_is_the_only_one_that_could_be() -> None:
    assert [
        name
        for name, each in load_scenarios().items()
        if isinstance(each.expect, Rejects) and each.unverifiable_legs - {each.expect.leg}
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


def test_a_defect_has_an_issue_a_range_a_reason_and_its_constants_name() -> None:
    wrong = [
        name
        for name, defect in CATALOGUED.items()
        if not ISSUE.fullmatch(defect.issue)
        or not defect.affected
        or not all(each.versions or each.names for each in defect.affected)
        or not all(len(SpecifierSet(each.versions)) <= 4 for each in defect.affected)
        or not defect.because.endswith(".")
        or defect.slug != name.lower().replace("_", "-")
    ]
    assert wrong == []


def test_what_a_defect_says_to_users_is_text() -> None:
    wrong = [
        name
        for name, defect in CATALOGUED.items()
        if not all(re.fullmatch(r"\S.*\S", line) for line in defect.message.split("\n") if defect.message)
        or not (defect.workaround is None or re.fullmatch(r"[A-Z].*\.", defect.workaround))
    ]
    assert wrong == []


def test_a_workaround_is_shown_by_a_scenario_without_the_defect() -> None:
    shown = {name: defect.workaround_shown_by for name, defect in CATALOGUED.items() if defect.workaround is not None}
    assert {name for name, defect in CATALOGUED.items() if defect.workaround_shown_by is not None} == set(shown)
    assert [name for name, by in shown.items() if by not in load_scenarios()] == []
    assert [name for name, by in shown.items() if CATALOGUED[name] in load_scenarios()[str(by)].exposes] == []


def test_a_module_says_what_it_is_for_and_stays_short() -> None:
    wrong = [
        path.name
        for path in DATA
        if not ast.get_docstring(tree(path)) or len(path.read_text(encoding="utf-8").splitlines()) > 250
    ]
    assert wrong == []


def test_a_module_decides_nothing() -> None:
    assert [
        f"{path.name}:{node.lineno}" for path in DATA for node in ast.walk(tree(path)) if isinstance(node, DECIDES)
    ] == []


def test_a_module_names_no_port_and_no_path() -> None:
    numbers = [
        f"{path.name}:{node.lineno}"
        for path in DATA
        if path.stem != "addresses"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and type(node.value) in (int, float)
    ]
    assert numbers == []
    assert [
        f"{path.name}:{node.lineno}" for path in DATA for node in texts(tree(path)) if PATH.search(str(node.value))
    ] == []


def test_a_theme_names_a_version_at_most_as_a_reason() -> None:
    assert [
        f"{path.name}:{node.lineno}"
        for path in THEMES
        for node in texts(tree(path))
        if VERSION.search(IP.sub("", str(node.value)))
    ] == []
    assert [name for name, each in load_scenarios().items() if VERSION.search(each.claim)] == []


def test_no_literal_is_longer_than_twelve_lines() -> None:
    assert [
        f"{path.name}: {ast.unparse(node.targets[0])}"
        for path in DATA
        for node in tree(path).body
        if isinstance(node, ast.Assign) and (node.end_lineno or 0) - node.lineno >= 12
    ] == []


def test_a_scenario_stands_in_one_module_alone() -> None:
    times = Counter(id(each) for each in load_scenarios().values())
    assert [name for name, each in load_scenarios().items() if times[id(each)] > 1] == []
