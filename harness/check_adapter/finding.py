"""Find the adapters of a project by reading it: subclasses of requests' HTTPAdapter, by their names.

One rule: nothing is imported, so that no code of the project runs before it is in its cell.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from harness.model.errors import UsageError
from harness.provision.others_files import find_files, read_file

_BASE = "HTTPAdapter"
_LARGEST = 2**20
_NOT_SOURCES = {".git", ".nox", ".tox", ".venv", "venv", "node_modules", "build", "site-packages"}


@dataclass(frozen=True)
class FoundAdapter:
    """A class that is an adapter, and the file that it is in."""

    file: Path
    name: str


def find_adapters(where: Path) -> tuple[FoundAdapter, ...]:
    """Return the adapters in a Python file or a folder of such, by file and name. Raises ``UsageError``."""
    classes = [
        (FoundAdapter(path, node.name), {_name_base(base) for base in node.bases})
        for name, path in (find_files(where) if where.is_dir() else {where.name: where}).items()
        if name.endswith(".py") and not _NOT_SOURCES & set(Path(name).parts)
        for node in _read_classes(path)
    ]
    known = {_BASE}
    # An adapter of an adapter is one too, in whatever order they stand.
    while more := {found.name for found, bases in classes if bases & known} - known:
        known |= more
    return tuple(found for found, bases in classes if bases & known)


def choose_found_adapter(where: Path, name: str) -> FoundAdapter:
    """Return the adapter of this name, or if it is empty the only one. Raises ``UsageError``, which names all."""
    found = find_adapters(where)
    wanted = [each for each in found if name in {"", each.name}]
    if len(wanted) == 1:
        return wanted[0]
    if not found:
        raise UsageError(f"{where} has no class that extends requests' HTTPAdapter")
    named = ", ".join(
        each.name if each.file == where else f"{each.name} ({each.file.relative_to(where)})" for each in found
    )
    raise UsageError(f"{where} has {len(wanted)} adapters{f' called {name}' if name else ''}: name one of {named}")


def _read_classes(path: Path) -> Iterator[ast.ClassDef]:
    try:
        tree = ast.parse(read_file(path, _LARGEST))
    except (SyntaxError, ValueError, RecursionError, MemoryError, UsageError):
        return
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))


def _name_base(base: ast.expr) -> str:
    return base.attr if isinstance(base, ast.Attribute) else base.id if isinstance(base, ast.Name) else ""
