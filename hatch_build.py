"""Builds the wheel: the code of the checkout under the one import name ``pip_trust_lab``.

``harness``, ``fixtures`` and ``scenarios`` are other people's distributions, so that a wheel may not install them. What
lies in ``harness/`` is put right into the package, the others beside it, and imports and dotted names follow.
"""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE = "pip_trust_lab"
#: Where the modules of each folder are in the package.
PLACES = {
    "harness": PACKAGE,
    "fixtures": f"{PACKAGE}.fixtures",
    "scenarios": f"{PACKAGE}.scenarios",
}
#: What is imported from the package itself, and where it is.
OFFERED = {
    **dict.fromkeys(("CORPORATE", "INSPECTION", "PUBLIC", "STRANGER"), "model.trust"),
    **dict.fromkeys(
        ("Address", "Certificate", "ClientCertificate", "Index", "Root", "StoreState", "Tls"), "model.conditions"
    ),
    **dict.fromkeys(("Fault", "OriginFault", "ProxyFault"), "model.conditions.faults"),
    **dict.fromkeys(("FakePyPI", "Node", "ProxyNode"), "lab.worlds.nodes"),
    **dict.fromkeys(("World", "open_world"), "lab.worlds.world"),
    "StoreMachine": "lab.worlds.machine",
}
_NAME = re.compile(rf"({'|'.join(PLACES)})(?=\.|$)")
_DOTTED = re.compile(r"[a-z_]+(\.\w+)+")
_IMPORTED = re.compile(rf"from ((?:{'|'.join(PLACES)})\.[\w.]+) import")


class RenamingHook(BuildHookInterface):  # type: ignore[type-arg]
    """Writes the package, and hands it to the builder of the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Lay out the package before the wheel is built. An editable one is the checkout itself, which is none."""
        if version == "editable":
            raise RuntimeError(
                "an editable installation is not possible: work in the checkout, as CONTRIBUTING.md says"
            )
        target = Path(self.directory) / "renamed" / PACKAGE
        shutil.rmtree(target, ignore_errors=True)
        write_package(Path(self.root), target)
        build_data["force_include"][str(target)] = PACKAGE

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Leave nothing behind but the wheel."""
        shutil.rmtree(Path(self.directory) / "renamed", ignore_errors=True)


def write_package(root: Path, target: Path) -> None:
    """Write every module and data file of the checkout's folders into a package."""
    for folder, package in PLACES.items():
        inside = target.joinpath(*package.split(".")[1:])
        for path in sorted((root / folder).rglob("*")):
            if path.is_dir() or "__pycache__" in path.parts:
                continue
            new = inside / path.relative_to(root / folder)
            new.parent.mkdir(parents=True, exist_ok=True)
            if path.suffix == ".py" and "packages_src" not in path.parts:
                new.write_text(rename(path.read_text(encoding="utf-8")), encoding="utf-8")
            else:
                shutil.copyfile(path, new)
    _offer_names(target / "__init__.py")
    # From here pytest runs the matrix: it has the plugins of the checkout, and as much of its settings as that needs.
    # The fixtures for everybody are a plugin of their own there.
    conftest = (root / "conftest.py").read_text(encoding="utf-8").replace('    "fixtures.worlds",\n', "")
    (target / "conftest.py").write_text(rename(conftest), encoding="utf-8")
    (target / "pytest.ini").write_text("[pytest]\naddopts = --import-mode=importlib\n", encoding="utf-8")
    for place in (target, *(path for path in target.rglob("*") if path.is_dir())):
        if any(place.glob("*.py")) and "packages_src" not in place.parts:
            (place / "__init__.py").touch()


def _offer_names(path: Path) -> None:
    """Let what tests need be imported from the package itself, without anything being loaded before it is asked for."""
    offered = "".join(f'    "{name}": "{PACKAGE}.{module}",\n' for name, module in sorted(OFFERED.items()))
    path.write_text(
        f"""{path.read_text(encoding="utf-8")}
from importlib import import_module as _import_module

_OFFERED = {{
{offered}}}
__all__ = [*_OFFERED]  # noqa: PLE0604


def __getattr__(name):
    if name not in _OFFERED:
        raise AttributeError(f"module {{__name__!r}} has no attribute {{name!r}}")
    return getattr(_import_module(_OFFERED[name]), name)
""",
        encoding="utf-8",
    )


def rename(source: str) -> str:
    """Return a module's source with the names of modules changed: in imports, and in strings that are one."""
    lines = source.splitlines(keepends=True)
    # From the end on, so that what is changed moves nothing that is yet to be changed.
    for line, column, end, old, new in sorted(_find_names(ast.parse(source)), reverse=True):
        before, text = lines[line - 1][:column], "".join(lines[line - 1 : end])[column:]
        if old not in text:
            raise RuntimeError(f"line {line}: {old} cannot be renamed, since it is not written in one piece")
        lines[line - 1 : end] = (before + text.replace(old, new, 1)).splitlines(keepends=True)
    return "".join(lines)


def _find_names(tree: ast.Module) -> Iterator[tuple[int, int, int, str, str]]:
    """Yield first line, column, last line, a name of a module there, and its new name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from _change(node, [node.module])
        elif isinstance(node, ast.Import):
            yield from _change(node, [each.name for each in node.names])
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "find_spec")):
            constants = (each for each in node.args if isinstance(each, ast.Constant))
            for constant in constants:
                yield from _change(constant, [str(constant.value)])
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if _DOTTED.fullmatch(node.value):
                yield from _change(node, [node.value])
            # What another Python is told to run.
            yield from _change(node, _IMPORTED.findall(node.value))


def _change(node: ast.stmt | ast.expr, names: list[str]) -> Iterator[tuple[int, int, int, str, str]]:
    for name in names:
        if _NAME.match(name):
            # Bytes, as ast counts columns; no line of ours has anything else before a name.
            new = _NAME.sub(lambda found: PLACES[found[1]], name, count=1)
            yield node.lineno, node.col_offset, node.end_lineno or node.lineno, name, new
