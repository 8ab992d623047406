"""Rewrite a module as pip vendors it: what it imports of pip's other vendored packages then comes from there.

One rule: pure, and nothing but the names of imported modules is changed, so that lines stay where they are. What pip
patches besides (https://github.com/pypa/pip/tree/main/tools/vendoring/patches) is left as it is.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from itertools import accumulate

PREFIX = "pip._vendor"

_FROM = re.compile(rb"from(?:\s|\\\r?\n)+")
#: The start, the end and the new text of a change; in bytes, as :mod:`ast` counts.
_Edit = tuple[int, int, bytes]


def rewrite_imports(text: str, names: Collection[str]) -> str:
    """Return the text with every absolute import of these packages made one of pip's. Raises ``SyntaxError``."""
    source = text.encode()
    starts = [0, *accumulate(len(line) for line in source.split(b"\n"))]
    # The newlines that were split away count too.
    offsets = [start + number for number, start in enumerate(starts)]

    def span(node: ast.stmt | ast.expr) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return offsets[node.lineno - 1] + node.col_offset, offsets[node.end_lineno - 1] + node.end_col_offset

    edits: list[_Edit] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and _find_top(node.module or "") in names:
            edits.append(_edit_from(source, *span(node)))
        elif isinstance(node, ast.Import) and any(_find_top(alias.name) in names for alias in node.names):
            statements = (each for alias in node.names for each in _rewrite_import(alias, names))
            edits.append((*span(node), "; ".join(statements).encode()))
        elif isinstance(node, ast.Call) and _imports_by_name(node) and node.args:
            start, end = span(node.args[0])
            edits += _edit_named(node, source[start:end], start, end, names)
    for start, end, new in sorted(edits, reverse=True):
        source = source[:start] + new + source[end:]
    return source.decode()


def _find_top(module: str) -> str:
    return module.partition(".")[0]


def _edit_from(source: bytes, start: int, end: int) -> _Edit:
    word = _FROM.match(source, start, end)
    assert word is not None
    return word.end(), word.end(), f"{PREFIX}.".encode()


def _rewrite_import(alias: ast.alias, names: Collection[str]) -> Iterator[str]:
    """Yield statements that bind what ``import a.b`` binds, and import what it imports."""
    name = alias.name
    if _find_top(name) not in names:
        yield f"import {name} as {alias.asname}" if alias.asname else f"import {name}"
    elif "." not in name:
        yield f"from {PREFIX} import {name}" + (f" as {alias.asname}" if alias.asname else "")
    elif alias.asname:
        yield f"import {PREFIX}.{name} as {alias.asname}"
    else:
        yield f"from {PREFIX} import {_find_top(name)}"
        yield f"import {PREFIX}.{name}"


def _imports_by_name(call: ast.Call) -> bool:
    return ast.unparse(call.func) in {"__import__", "import_module", "importlib.import_module"}


def _edit_named(call: ast.Call, argument: bytes, start: int, end: int, names: Collection[str]) -> Iterator[_Edit]:
    """Yield the edit of a name that is computed (as ``requests.packages`` does) or written out as a string."""
    first = call.args[0]
    if isinstance(first, ast.Constant):
        if isinstance(first.value, str) and _find_top(first.value) in names:
            yield start, end, repr(f"{PREFIX}.{first.value}").encode()
    elif ast.unparse(call.func) == "__import__":
        yield start, end, f'"{PREFIX}." + ('.encode() + argument + b")"
