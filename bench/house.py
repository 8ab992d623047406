"""Figures about the house: how large its files and functions are, how they are named, and who imports whom.

    python -m bench.house [FOLDER] [--names]

FOLDER is a checkout, this one if none is named. ``--names`` also lists each name and place that was counted. The code
is parsed and never imported, so that any commit can be measured with any Python that can read it.
"""

from __future__ import annotations

import argparse
import ast
import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

#: The folders of the house. What stands in the last is counted for its size alone.
FOLDERS = ("harness", "scenarios", "properties", "fixtures", "tests")
#: Where a name should mean one thing.
_NAMING = ("harness", "fixtures")
#: Files that the lab packs into wheels of its own; they are the same on purpose.
_PACKED = "packages_src"
_MOST_LINES_OF_A_FILE = 250
_MOST_LINES_OF_A_FUNCTION = 40
#: How a docstring opens that is half a question.
_QUESTIONS = ("What", "Whether", "Which", "How")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """A parsed file; ``path`` is relative to the checkout."""

    path: PurePosixPath
    lines: int
    tree: ast.Module

    @property
    def name(self) -> str:
        """The dotted name by which others import it."""
        return ".".join(self.path.with_suffix("").parts).removesuffix(".__init__")

    @property
    def room(self) -> str:
        """``harness/lab`` for all that lies below that folder; else the top folder."""
        top, *below = self.path.parts
        return f"{top}/{below[0]}" if top == "harness" and len(below) > 1 else top


def read_modules(checkout: Path) -> list[Module]:
    """Return every module of the house, folder by folder. Raises ``SyntaxError`` for a file that cannot be parsed."""
    files = (file for folder in FOLDERS for file in sorted((checkout / folder).rglob("*.py")))
    return [_read_module(checkout, file) for file in files if _PACKED not in file.parts]


def _read_module(checkout: Path, file: Path) -> Module:
    text = file.read_text(encoding="utf-8")
    path = PurePosixPath(file.relative_to(checkout).as_posix())
    return Module(path, len(text.splitlines()), ast.parse(text, str(path)))


def in_folders(modules: Iterable[Module], *folders: str) -> list[Module]:
    """Return the modules that lie in these top folders."""
    return [module for module in modules if module.path.parts[0] in folders]


def count_lines(function: Function) -> int:
    """Return the number of lines from ``def`` to the end of the body, without the decorators."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def find_functions(modules: Iterable[Module]) -> list[tuple[Module, Function]]:
    """Return every function, method and nested function with its module."""
    return [(module, node) for module in modules for node in ast.walk(module.tree) if isinstance(node, Function)]


def find_one_word_names(modules: Iterable[Module]) -> list[str]:
    """Return ``module: name`` for each public function and method, properties apart, whose name is a single word."""
    return [
        f"{module.name}: {node.name}"
        for module in modules
        for node in _public_functions(module.tree)
        if "_" not in node.name and not _is_property(node)
    ]


def _public_functions(scope: ast.Module | ast.ClassDef) -> Iterator[Function]:
    for node in scope.body:
        if isinstance(node, Function) and not node.name.startswith("_"):
            yield node
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from _public_functions(node)


def _is_property(function: Function) -> bool:
    return any(ast.unparse(each).endswith(("property", ".setter")) for each in function.decorator_list)


def find_names_bound_twice(modules: Iterable[Module]) -> dict[str, list[str]]:
    """Return the modules that bind each name of a top-level class or function, if there is more than one.

    Hooks of pytest do not count, whose names are given.
    """
    bound: dict[str, set[str]] = defaultdict(set)
    for module in modules:
        for node in module.tree.body:
            if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("pytest_"):
                bound[node.name].add(module.name)
    return {name: sorted(bound[name]) for name in sorted(bound) if len(bound[name]) > 1}


def find_questions(modules: Iterable[Module]) -> list[tuple[Module, str]]:
    """Return the first line of each docstring that opens as half a question does, with its module."""
    documented = ast.Module | ast.ClassDef | Function
    docstrings = (
        (module, ast.get_docstring(node) or "")
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, documented)
    )
    return [(module, text.splitlines()[0]) for module, text in docstrings if text.partition(" ")[0] in _QUESTIONS]


def find_imports(modules: Iterable[Module]) -> dict[str, set[str]]:
    """Return the modules of the house that each one imports when it runs, by their dotted names."""
    known = {module.name: module for module in modules}
    return {name: {other for other in _imported(module) if other in known} for name, module in known.items()}


def _imported(module: Module) -> Iterator[str]:
    waiting: list[ast.AST] = [module.tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif not (isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")):
            waiting += ast.iter_child_nodes(node)


def find_circles(imports: Mapping[str, set[str]]) -> list[list[str]]:
    """Return each group of modules that import one another, directly or by way of others."""
    reached = {name: _reach(name, imports) for name in imports}
    circles = {tuple(sorted(each for each in reached[name] if name in reached[each])) for name in imports}
    return sorted(list(circle) for circle in circles if circle)


def _reach(name: str, imports: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        new = imports[waiting.pop()] - found
        found |= new
        waiting += new
    return found


def describe_house(modules: list[Module], *, names: bool = False) -> Iterator[str]:
    """Yield the report line by line; with ``names`` also each name and place that was counted."""
    yield from _describe_files(modules)
    product = [module for module in modules if module.path.parts[0] != "tests"]
    for title, part in (("functions", product), ("functions of the tests", in_folders(modules, "tests"))):
        yield from _describe_functions(title, part)
    naming = in_folders(modules, *_NAMING)
    yield from _describe_found("public one-word functions", find_one_word_names(naming), names=names)
    twice = find_names_bound_twice(naming)
    lines = {name: f"{name}: {', '.join(places)}" for name, places in twice.items()}
    public = [line for name, line in lines.items() if not name.startswith("_")]
    private = [line for name, line in lines.items() if name.startswith("_")]
    yield from _describe_found("public names bound twice", public, names=names)
    yield from _describe_found("private names bound twice", private, names=names)
    yield from _describe_imports(product, names=names)


def _describe_files(modules: list[Module]) -> Iterator[str]:
    sizes: dict[str, list[int]] = defaultdict(list)
    for module in modules:
        sizes[module.room].append(module.lines)
    questions = Counter(module.room for module, _ in find_questions(modules))
    yield f"{'room':<24}{'files':>6}{'lines, median':>15}{'docstrings that open with ' + '/'.join(_QUESTIONS):>52}"
    for room, lines in sizes.items():
        yield f"{room:<24}{len(lines):>6}{statistics.median(lines):>15g}{questions[room]:>52}"
    yield f"{'all':<24}{len(modules):>6}{questions.total():>67}"
    large = [f"{module.path}: {module.lines}" for module in modules if module.lines > _MOST_LINES_OF_A_FILE]
    yield from _describe_found(f"files over {_MOST_LINES_OF_A_FILE} lines", large, names=True)


def _describe_functions(title: str, modules: list[Module]) -> Iterator[str]:
    functions = find_functions(modules)
    lengths = sorted(count_lines(function) for _, function in functions)
    ninetieth = lengths[math.ceil(len(lengths) * 0.9) - 1] if lengths else 0
    yield f"{title}: {len(lengths)}; 90 of 100 have at most {ninetieth} lines"
    long = [
        f"{module.name}: {function.name}: {count_lines(function)}"
        for module, function in functions
        if count_lines(function) > _MOST_LINES_OF_A_FUNCTION
    ]
    yield from _describe_found(f"{title} over {_MOST_LINES_OF_A_FUNCTION} lines", long, names=True)


def _describe_imports(modules: list[Module], *, names: bool) -> Iterator[str]:
    room = {module.name: module.room for module in modules}
    imports = find_imports(modules)
    arrows = Counter((room[a], room[b]) for a, others in imports.items() for b in others if room[a] != room[b])
    yield f"imports of one module by another: {sum(map(len, imports.values()))}, {arrows.total()} between rooms"
    lines = [f"{a} -> {b}: {number}" for (a, b), number in sorted(arrows.items())]
    yield from _describe_found("arrows from room to room", lines, names=names)
    circles = [" - ".join(circle) for circle in find_circles(imports)]
    yield from _describe_found("circles of modules", circles, names=True)


def _describe_found(title: str, found: list[str], *, names: bool) -> Iterator[str]:
    yield f"{title}: {len(found)}"
    yield from (f"  {each}" for each in found if names)


def main() -> None:
    """Print the figures of a checkout."""
    parser = argparse.ArgumentParser(prog="python -m bench.house", description="Print figures about the house.")
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).parents[1], help="a checkout")
    parser.add_argument("--names", action="store_true", help="list each name and place that was counted")
    given = parser.parse_args()
    modules = read_modules(given.folder)
    if not modules:
        parser.error(f"{given.folder} is not a checkout: expected a folder with {', '.join(FOLDERS)}")
    print("\n".join(describe_house(modules, names=given.names)))


if __name__ == "__main__":
    main()
