"""Write ``diagnose`` as one zip file of the standard library alone: ``python -m harness.diagnose.pyz FILE``.

One rule: the same code gives the same bytes, whenever and wherever it is written.
"""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from harness.catalogue.find import load_scenarios
from harness.diagnose import alone
from harness.diagnose.table import make_table
from harness.model.errors import UsageError

#: The default name of the file.
USUAL_NAME = "diagnose.pyz"
_ROOM = Path(alone.__file__).parents[1]
#: The name under which the lab is imported, here and in the file.
_LAB = alone.__name__.split(".", maxsplit=1)[0]
#: The folders whose modules it carries, below the lab's own.
_FOLDERS = ("diagnose/alone", "diagnose/inside", "clients/inside/witness")
_START = """\
import sys

if sys.version_info < (3, 7):
    version = sys.version.split()[0]
    sys.stderr.write("Error: this needs Python 3.7 or newer, and {} is {}\\n".format(sys.executable, version))
    sys.exit(2)

from LAB.diagnose.alone.main import run_command_line

sys.exit(run_command_line())
"""
#: The earliest time that a zip file can have.
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def build_application() -> bytes:
    """Return the zip file, with a first line by which a shell can run it."""
    written = io.BytesIO()
    written.write(b"#!/usr/bin/env python3\n")
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, text in sorted(_list_files()):
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            archive.writestr(entry, text)
    return written.getvalue()


def _list_files() -> Iterator[tuple[str, str]]:
    yield "__main__.py", _START.replace("LAB", _LAB)
    table = make_table(load_scenarios().values())
    yield f"{_LAB}/diagnose/alone/defects.json", json.dumps(table, indent=1, sort_keys=True)
    packages = {_LAB}
    for folder in _FOLDERS:
        parts = folder.split("/")
        packages |= {"/".join([_LAB, *parts[:end]]) for end in range(1, len(parts))}
        for path in (_ROOM.parent / folder).glob("*.py"):
            yield f"{_LAB}/{folder}/{path.name}", path.read_text(encoding="utf-8")
    for package in packages:
        yield f"{package}/__init__.py", ""


def write_application(path: Path) -> None:
    """Write the zip file to a path, so that a shell can run it. Raises ``UsageError`` if it cannot be written."""
    try:
        path.write_bytes(build_application())
        path.chmod(0o755)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None


def run_build() -> None:
    """Write the file that the first argument names, and say so."""
    path = Path(sys.argv[1] if len(sys.argv) > 1 else USUAL_NAME)
    try:
        write_application(path)
    except UsageError as error:
        sys.stderr.write(f"Error: {error}\n")
        sys.exit(2)
    sys.stdout.write(
        f"{path}: run it with any Python from 3.7 on, as in: python {path} -- python -m pip install scipy\n"
    )


if __name__ == "__main__":
    run_build()
