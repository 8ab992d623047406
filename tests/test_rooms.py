"""The imports that each room of the house may have. Those for the type checker alone do not count."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]

_GROUND = ("model", "provision", "lab", "evidence", "catalogue", "clients", "runs", "report", "sessions")
_QUESTIONS = ("bisect", "compare", "advise", "diagnose", "check_adapter", "repro", "commands")
#: A room, and the rooms below it from which it may import; each may import from itself.
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "model": (),
    **dict.fromkeys(("provision", "lab", "evidence", "catalogue"), ("model",)),
    "clients": ("model", "provision"),
    "runs": ("model", "provision", "lab", "evidence", "catalogue", "clients"),
    "report": ("model", "evidence"),
    "sessions": ("model", "lab", "clients", "runs"),
    **dict.fromkeys(_QUESTIONS, _GROUND),
    # What changes from run to run is a comparison, again and again.
    "history": (*_GROUND, "compare"),
    "cli": ("model", "runs", *_QUESTIONS, "history"),
    "__main__": ("cli", "runs"),
}
#: Every module in these is pure; a module elsewhere is if it says so.
PURE_ROOMS = ("evidence", "catalogue")
#: What touches sockets, processes, threads, files or the clock.
IMPURE = {
    *("socket", "ssl", "select", "selectors", "socketserver", "http", "urllib3", "subprocess", "multiprocessing"),
    *("threading", "concurrent", "asyncio", "signal", "time", "datetime", "shutil", "tempfile"),
}
#: All that a pure module may have of ``os``: what never changes on a machine.
CONSTANTS = {"pathsep", "sep", "devnull"}
#: Its events are read by pure modules; its recorders know sockets and threads.
TRANSCRIPT = "harness.model.transcript"


def modules(folder: str) -> dict[str, Path]:
    """Every module in a folder by its dotted name; what the lab packs into its wheels is no part of it."""
    paths = (path.relative_to(ROOT) for path in sorted((ROOT / folder).rglob("*.py")))
    own = (path for path in paths if "packages_src" not in path.parts)
    return {".".join(path.with_suffix("").parts).removesuffix(".__init__"): ROOT / path for path in own}


HARNESS = modules("harness")
KNOWN = {**HARNESS, **modules("scenarios"), **modules("fixtures"), **modules("properties")}


def nodes(path: Path) -> Iterator[ast.AST]:
    """All that runs of a module."""
    waiting: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while waiting:
        node = waiting.pop()
        if not (isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")):
            yield node
            waiting += ast.iter_child_nodes(node)


def pure_modules() -> list[str]:
    said = (name for name, path in HARNESS.items() if "One rule: pure" in path.read_text(encoding="utf-8"))
    return sorted({*said, *(name for name in HARNESS if room(name) in PURE_ROOMS)})


@cache
def imported(path: Path) -> frozenset[str]:
    """The modules that a file imports; of ``from harness.lab import stores`` the module ``harness.lab.stores``."""
    found: set[str] = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide who imports whom"
            found |= {f"{node.module}.{alias.name}" for alias in node.names} & set(KNOWN) or {str(node.module)}
    return frozenset(found)


@cache
def reached(name: str) -> frozenset[str]:
    """Every module of ours that importing one brings along."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        new = {each for each in imported(KNOWN[waiting.pop()]) if each in KNOWN} - found
        found |= new
        waiting += new
    return frozenset(found)


def room(name: str) -> str:
    return [*name.split("."), ""][1]


def top(name: str) -> str:
    return name.partition(".")[0]


def test_a_room_imports_from_rooms_below_it_alone() -> None:
    wrong = [
        f"{name} imports {other}"
        for name, path in HARNESS.items()
        if room(name)
        for other in imported(path)
        if top(other) == "harness" and room(other) not in {room(name), *MAY_IMPORT[room(name)]}
    ]
    assert wrong == []


def test_every_room_is_in_the_table() -> None:
    assert {room(name) for name in HARNESS} - {""} == set(MAY_IMPORT)


def test_a_pure_module_brings_nothing_along_that_is_not() -> None:
    along = {name: {name, *reached(name)} - {TRANSCRIPT} for name in pure_modules()}
    assert [
        f"{name}, by way of {each}: {other}"
        for name in along
        for each in along[name]
        for other in imported(KNOWN[each])
        if top(other) in IMPURE or other == "urllib.request"
    ] == []


def test_a_pure_module_has_constants_alone_of_the_system() -> None:
    for name in pure_modules():
        path = HARNESS[name]
        used = {
            node.attr
            for node in nodes(path)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os"
        }
        assert used <= CONSTANTS, name
        assert "os" not in {str(node.module) for node in nodes(path) if isinstance(node, ast.ImportFrom)}, name


def test_nothing_in_the_harness_imports_pytest_a_test_or_a_scenario() -> None:
    above = {"pytest", "_pytest", "tests", "fixtures", "properties", "scenarios"}
    assert [name for name, path in HARNESS.items() if {top(other) for other in imported(path)} & above] == []


def test_what_runs_in_the_clients_python_imports_the_standard_library_alone() -> None:
    inside = {
        name: path
        for name, path in HARNESS.items()
        if name.startswith(("harness.clients.inside.", "harness.diagnose.inside."))
    }
    assert inside
    assert [name for name, path in inside.items() if {top(o) for o in imported(path)} - sys.stdlib_module_names] == []


def test_what_needs_no_package_imports_itself_and_the_standard_library_alone() -> None:
    alone = "harness.diagnose.alone"
    own = {name: path for name, path in HARNESS.items() if name.startswith(f"{alone}.")}
    assert own
    wrong = [
        f"{name} imports {other}"
        for name, path in own.items()
        for other in imported(path)
        if top(other) not in sys.stdlib_module_names and not other.startswith(alone)
    ]
    assert wrong == []


def test_all_scenarios_are_loaded_by_those_that_answer_a_question_alone() -> None:
    asking = {
        room(name)
        for name, path in HARNESS.items()
        for node in nodes(path)
        if isinstance(node, ast.Name) and node.id == "load_scenarios"
    }
    assert asking <= set(_QUESTIONS)


def test_a_scenario_imports_words_topologies_and_defects_alone() -> None:
    for name, path in modules("scenarios").items():
        if name != "scenarios.test_matrix":
            others = {each for each in imported(path) if not each.startswith("scenarios.defects.")}
            assert others <= {"harness.model", "scenarios.addresses", "scenarios.topologies"}, name


def test_no_module_imports_itself_by_way_of_others() -> None:
    assert [name for name in KNOWN if name in reached(name)] == []
