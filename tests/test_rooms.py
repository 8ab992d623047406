"""Which room of the house may import which. Imports for the type checker alone do not count."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[1]

GROUND = ("model", "provision", "lab", "evidence", "catalogue", "clients", "runs", "report")
#: A room, and the rooms below it that it may import from; each may import from itself.
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "model": (),
    "provision": ("model",),
    "lab": ("model",),
    "evidence": ("model",),
    "catalogue": ("model",),
    "clients": ("model", "provision"),
    "runs": ("model", "provision", "lab", "evidence", "catalogue", "clients"),
    "report": ("model", "evidence"),
    "sessions": ("model", "lab", "clients", "runs"),
    **dict.fromkeys(("bisect", "compare", "advise", "check_adapter", "commands"), (*GROUND, "sessions")),
    "cli": ("model", "runs", "bisect", "compare", "advise", "check_adapter", "commands"),
    "__main__": ("cli", "runs"),
}


def imported(path: Path) -> set[str]:
    """The modules of ours that a file imports when it runs."""
    found: set[str] = set()
    waiting: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            continue
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide who imports whom"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        waiting += ast.iter_child_nodes(node)
    return found


def test_a_room_imports_from_rooms_below_it_alone() -> None:
    wrong = []
    for path in sorted((ROOT / "harness").rglob("*.py")):
        room = path.relative_to(ROOT / "harness").parts[0].removesuffix(".py")
        if "packages_src" in path.parts or room == "__init__":
            continue
        used = {name.split(".")[1] for name in imported(path) if name.startswith("harness.")}
        wrong += [f"{path.relative_to(ROOT)}: {name}" for name in sorted(used - {room, *MAY_IMPORT[room]})]
    assert wrong == []
