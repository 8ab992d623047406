"""Write values as Python source: each text by its ``repr``, and marks of the lab as names of the script's world.

One rule: pure; whatever a scenario holds stays inside the quotes, so that nothing of it can become code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

#: Marks in a client's command or environment, each with the name of the script for it: only the running script knows
#: the value. Ports are numbers here too, so that a URL can be taken to pieces.
FOLDER, TREE = "/@folder@", "/@tree@"
ORIGIN_PORT, PROXY_PORT, ELSEWHERE_PORT = 61001, 61002, 61003
MARKS = {
    FOLDER: "folder",
    TREE: "tree",
    str(ORIGIN_PORT): "origin.port",
    str(PROXY_PORT): "proxy.port",
    str(ELSEWHERE_PORT): "elsewhere.port",
}
_MARK = re.compile("|".join(map(re.escape, MARKS)))


def quote_text(text: str) -> str:
    """Return a text as a Python literal, in the quotes of which it has fewer inside, as ruff would write it."""
    quoted = repr(text)
    if quoted[0] == "'" and 0 < text.count('"') <= text.count("'"):
        body = quoted[1:-1].replace("\\'", "'").replace('"', '\\"')
        return f'"{body}"'
    return quoted if '"' in quoted or quoted[0] == '"' else f'"{quoted[1:-1]}"'


def write_text(text: str) -> str:
    """Return the expression of a text; an f-string where it has marks."""
    if not _MARK.search(text):
        return quote_text(text)
    parts = _MARK.split(text)
    names = [f"{{{MARKS[mark]}}}" for mark in _MARK.findall(text)] + [""]
    escaped = (part.replace("{", "{{").replace("}", "}}") for part in parts)
    whole = "".join(part + name for part, name in zip(escaped, names, strict=True))
    return MARKS[text] if text in (TREE, FOLDER) else f"f{quote_text(whole)}"


def write_texts(texts: Iterable[str], indent: int = 0) -> str:
    """Return the expression of a list of texts: on one line, or on one line each where that would be too long."""
    return _lay_out("[]", [write_text(text) for text in texts], indent)


def write_mapping(texts: Mapping[str, str], indent: int = 0, short: int = 0) -> str:
    """Return the expression of a dictionary, an entry on each line unless it is ``short``."""
    items = [f"{write_text(name)}: {write_text(value)}" for name, value in texts.items()]
    return _lay_out("{}", items, indent, short)


def write_bytes(content: bytes) -> str:
    """Return bytes as a Python literal, in double quotes where that needs no escape."""
    quoted = repr(content)
    return quoted if '"' in quoted else f'b"{quoted[2:-1]}"'


def _lay_out(brackets: str, items: list[str], indent: int, short: int = 90) -> str:
    line = ", ".join(items)
    if len(line) + indent <= short or not items:
        return f"{brackets[0]}{line}{brackets[1]}"
    inner = "".join(f"{' ' * (indent + 4)}{item},\n" for item in items)
    return f"{brackets[0]}\n{inner}{' ' * indent}{brackets[1]}"
