"""Who may import whom. Imports for the type checker alone do not count: they are gone when the lab runs."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.catalogued import MODULES

ROOT = Path(__file__).parent.parent
#: What touches sockets, processes, threads, files or the clock.
IMPURE = {
    *("socket", "ssl", "select", "selectors", "socketserver", "http", "urllib.request", "urllib3", "subprocess"),
    *("multiprocessing", "threading", "concurrent", "asyncio", "signal", "time", "datetime", "shutil", "tempfile"),
}
#: All that a pure module may have of ``os``: what never changes on a machine.
CONSTANTS = {"os.pathsep", "os.sep", "os.devnull"}
WORDS = (
    *("model", "scenario", "rule", "wide", "conditions", "trust", "cell", "errors", "catalogue", "support"),
    *("capability", "foreign", "url_secrets", "versions"),
)
STEPS = (
    "plan",
    "invocation",
    "command",
    "outcome",
    "refusals",
    "agreement",
    "credentials",
    "advice",
    "judge",
    "boundary",
    "answers",
    "landmarks",
    "results",
    "testimony",
    "comparison",
    "completeness",
    "resuming",
    "shards",
    "vendoring",
)
SESSIONS = ("sessions.words", "sessions.heard")
REPORTS = tuple(sorted(f"report.{path.stem}" for path in (ROOT / "harness" / "report").glob("[!_]*.py")))
PURE = (*WORDS, *STEPS, *SESSIONS, *REPORTS)
#: Pure modules read its events; its recorders know sockets and threads.
TRANSCRIPT = "harness.model.transcript"


def modules(folder: str) -> dict[str, Path]:
    """Every module in a folder by its dotted name; what the lab packs into its wheels is no part of it."""
    paths = sorted((ROOT / folder).rglob("*.py"))
    own = [path.relative_to(ROOT) for path in paths if "packages_src" not in path.parts]
    return {".".join(path.with_suffix("").parts).removesuffix(".__init__"): ROOT / path for path in own}


HARNESS = modules("harness")
SCENARIOS = modules("scenarios")
#: The command line, which may import everything.
ROOTS = {"harness.cli", "harness.__main__", *(name for name in HARNESS if name.startswith("harness.commands"))}
KNOWN = HARNESS | SCENARIOS | modules("fixtures")


def for_types_alone(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def nodes(tree: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(tree):
        if not for_types_alone(child):
            yield child
            yield from nodes(child)


@cache
def imported(path: Path) -> frozenset[str]:
    """The modules that a file imports; of ``from harness import x`` the module ``harness.x`` if there is one."""
    found: set[str] = set()
    for node in nodes(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide who imports whom"
            parts = {f"{node.module}.{alias.name}" for alias in node.names} & set(KNOWN)
            found |= parts or {str(node.module)}
    return frozenset(found)


def ours(path: Path) -> set[str]:
    return {name for name in imported(path) if name.partition(".")[0] in {"harness", "scenarios", "fixtures"}}


@cache
def reached(name: str) -> frozenset[str]:
    """Every module of ours that importing one brings along."""
    found: set[str] = set()
    todo = [name]
    while todo:
        new = ours(KNOWN[todo.pop()]) - found
        found |= new
        todo += sorted(new & set(KNOWN))
    return frozenset(found)


def inside(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def test_every_module_that_calls_itself_pure_is_held_to_it() -> None:
    docstrings = {name: ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "" for name, path in HARNESS.items()}
    pure = {f"harness.{name}" for name in PURE}
    assert {name for name, text in docstrings.items() if "One rule: pure" in text} - pure == set()
    assert pure - set(HARNESS) == set()


@pytest.mark.parametrize("name", PURE)
def test_a_pure_module_brings_no_socket_process_thread_or_clock_along(name: str) -> None:
    along = {f"harness.{name}", *reached(f"harness.{name}")} - {TRANSCRIPT}
    assert [(each, found) for each in along for found in imported(KNOWN[each]) if inside(found, *IMPURE)] == []


@pytest.mark.parametrize("name", PURE)
def test_a_pure_module_has_constants_alone_of_the_operating_system(name: str) -> None:
    tree = ast.parse(HARNESS[f"harness.{name}"].read_text(encoding="utf-8"))
    used = {ast.unparse(node) for node in nodes(tree) if isinstance(node, ast.Attribute)}
    assert {".".join(each.split(".")[:2]) for each in used if each.startswith("os.")} <= CONSTANTS
    assert not [node for node in nodes(tree) if isinstance(node, ast.ImportFrom) and node.module == "os"]


def test_the_words_import_nothing_of_ours_but_one_another() -> None:
    assert ours(HARNESS["harness.model"]) == {"harness.model.capability", "harness.model.trust"}
    assert ours(HARNESS["harness.model.capability"]) == set()
    assert ours(HARNESS["harness.model.conditions"]) == set()
    assert ours(HARNESS["harness.model.trust"]) == set()


def test_the_transcript_imports_nothing_of_ours_but_what_makes_foreign_text_harmless() -> None:
    assert ours(HARNESS[TRANSCRIPT]) == {"harness.model.foreign"}
    assert ours(HARNESS["harness.model.foreign"]) == set()


@pytest.mark.parametrize("name", [name for name in HARNESS if inside(name, "harness.lab.nodes")])
def test_a_node_knows_the_words_the_transcript_and_its_fellows_alone(name: str) -> None:
    fellows = {each for each in ours(HARNESS[name]) if inside(each, "harness.lab.nodes")}
    assert ours(HARNESS[name]) - fellows <= {
        "harness.model",
        "harness.model.conditions",
        "harness.model.passwords",
        TRANSCRIPT,
    }


@pytest.mark.parametrize("name", [name for name in HARNESS if inside(name, "harness.lab.nodes")])
def test_a_node_never_brings_a_client_or_the_judge_along(name: str) -> None:
    assert not [
        each for each in reached(name) if inside(each, "harness.clients", "harness.evidence.judge", "scenarios")
    ]


@pytest.mark.parametrize("name", [name for name in HARNESS if inside(name, "harness.clients")])
def test_a_client_never_brings_a_node_the_judge_or_a_scenario_along(name: str) -> None:
    forbidden = (
        "harness.lab.nodes",
        "harness.lab.lab",
        "harness.evidence.judge",
        "harness.evidence.outcome",
        "harness.catalogue.find",
        "scenarios",
    )
    assert not [each for each in reached(name) if inside(each, *forbidden)]


@pytest.mark.parametrize("name", HARNESS)
def test_the_harness_runs_without_pytest_and_without_the_tests(name: str) -> None:
    assert not [each for each in imported(HARNESS[name]) if inside(each, "pytest", "_pytest", "tests", "fixtures")]


@pytest.mark.parametrize("name", HARNESS)
def test_the_harness_imports_no_scenario(name: str) -> None:
    assert not [each for each in imported(HARNESS[name]) if inside(each, "scenarios")]


def test_the_catalogue_of_all_scenarios_is_called_by_the_roots_alone() -> None:
    callers = {
        name
        for name, path in HARNESS.items()
        for node in nodes(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Name) and node.id == "all_scenarios"
    }
    assert callers - ROOTS == set()


@pytest.mark.parametrize("name", [name for name in HARNESS if name not in ROOTS])
def test_nothing_imports_the_command_line(name: str) -> None:
    assert not [each for each in imported(HARNESS[name]) if each in ROOTS]


@pytest.mark.parametrize("name", [name for name in SCENARIOS if name != "scenarios.test_matrix"])
def test_a_scenario_imports_words_topologies_and_defects_alone(name: str) -> None:
    allowed = {
        "harness.model.capability",
        "harness.model",
        "harness.model.scenario",
        "harness.model.conditions",
        "harness.model.trust",
        "scenarios.topologies",
        *MODULES,
    }
    assert imported(SCENARIOS[name]) <= allowed


def test_the_matrix_imports_what_runs_a_cell_and_no_scenario() -> None:
    assert ours(SCENARIOS["scenarios.test_matrix"]) == {"harness.model", "harness.runs.pipeline"}


@pytest.mark.parametrize("path", sorted((ROOT / "harness" / "witness").rglob("*.py")), ids=lambda path: path.stem)
def test_the_witness_imports_the_standard_library_alone(path: Path) -> None:
    assert {name.partition(".")[0] for name in imported(path)} <= sys.stdlib_module_names


@pytest.mark.parametrize("name", [name for name in HARNESS if inside(name, "harness.lab.cell_init")])
def test_the_first_process_of_a_cell_imports_itself_and_the_standard_library_alone(name: str) -> None:
    top = {each.partition(".")[0] for each in imported(HARNESS[name]) if not inside(each, "harness.lab.cell_init")}
    assert top <= sys.stdlib_module_names


def test_no_module_imports_itself_by_way_of_others() -> None:
    assert [name for name in KNOWN if name in reached(name)] == []
