"""Write the docstring of a script: what it shows, how it is run, and what its exit codes mean.

One rule: nothing of a scenario or a record can end the docstring in which it stands.
"""

from __future__ import annotations

import textwrap

from harness.model.cell import Cell
from harness.model.conditions import Beside
from harness.model.foreign import clean_line
from harness.model.record import Record
from harness.repro.adapters import is_variant, list_libraries

_WIDTH = 110


def list_versions(cell: Cell) -> dict[str, str]:
    """Return the version of each package that makes up the client, by name."""
    if is_variant(cell.client):
        return list_libraries(cell.client, cached=cell.scenario.cache.value.on)
    return {"pip": cell.client.version}


def list_requirements(cell: Cell) -> list[str]:
    """Return the requirements that a script has of a package index."""
    beside = cell.scenario.beside
    further = [f"{beside.value.name}=={beside.value.version}"] if beside is not Beside.NOTHING else []
    return ["trustme", *(f"{name}=={version}" for name, version in list_versions(cell).items()), *further]


def _name_client(cell: Cell) -> str:
    """Return the client in words."""
    versions = " with ".join(f"{name} {version}" for name, version in list_versions(cell).items())
    return f"the adapter {cell.client.name} on {versions}" if is_variant(cell.client) else versions


def write_head(cell: Cell, record: Record, outcome: str, *, enclosed: bool) -> str:
    """Return the text of the docstring of a script."""
    client = record.client
    ways = (
        ("uv run repro.py",),
        ("pipx run repro.py",),
        (
            f"python{cell.client.interpreter.minor} -m venv v",
            f"v/bin/python -m pip install {' '.join(list_requirements(cell))}",
            "v/bin/python repro.py",
        ),
    )
    paragraphs = [
        cell.scenario.claim,
        f"In the lab {_name_client(cell)} on Python {client.python} with {client.openssl} {outcome}.",
        *([f"That is a known defect: {record.issue}"] if record.issue else []),
        "Run it in one of these ways:",
        *("\n".join(f"    {line}" for line in way) for way in ways),
        f"Given the folder of another {_name_package(cell)}, as src of a checkout, it runs that one instead. It mints "
        "its own certificate authorities, listens on loopback alone, passes nothing of your environment on, and leaves "
        "nothing behind. Only the packages above are fetched.",
        *(
            [
                "The client sees another machine, without root: its trust stores and its table of hosts are mounted in "
                "namespaces of its own, by unshare of util-linux. That needs Linux."
            ]
            if enclosed
            else []
        ),
        "Exit code: 0 if the outcome is the lab's, 1 if it is another, 125 if it could not be set up.",
        f"Written by pip trust lab from {cell.id}",
    ]
    return _escape("\n\n".join(_fill(each) for each in paragraphs))


def _name_package(cell: Cell) -> str:
    """Return the package in words that a user can replace with a checkout."""
    return "pip" if "pip" in list_versions(cell) else "requests or urllib3"


def _fill(paragraph: str) -> str:
    if paragraph.startswith("    "):
        return paragraph
    return textwrap.fill(clean_line(paragraph), _WIDTH, break_long_words=False, break_on_hyphens=False)


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', "'")
