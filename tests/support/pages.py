"""The files that lines in the pages speak of, made for real: checkouts, libraries and records.

One rule: a line is run as it stands, but for the place of its files and a Python that this machine has.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

from harness.model.record import encode_record
from harness.provision.overlays import NAMES
from tests.support.pip_trees import write_tree
from tests.support.recorded import HELD, make, pair

_REPOSITORY = "git+https://github.com/pypa/pip.git"
_INPUT = re.compile(r"(?<=[ =])\./\w+")
_FILE = re.compile(r"(?<= )\w+\.(?:jsonl|json|xml|md|html)\b")
_PYTHON = re.compile(r"(?<=-py)3\.\d+\b|(?<=--python )3\.[\d.]+")


def furnished(folder: Path) -> Path:
    """A folder with everything that a line may name."""
    write_tree(folder / "checkout" / "src", broken=False)
    write_tree(folder / "tree", broken=True)
    for name in NAMES:
        found = importlib.util.find_spec(name)
        assert found is not None
        assert found.origin is not None
        shutil.copytree(Path(found.origin).parent, folder / name / "src" / name)
    for name, scenario in (("1", "a.one"), ("2", "a.two"), ("out", "a.other"), ("before", "a.other")):
        (folder / f"{name}.jsonl").write_bytes(b"".join(map(encode_record, pair(HELD, HELD, scenario))))
    for name in ("old", "again", "new"):
        (folder / f"{name}.jsonl").write_bytes(encode_record(make()))
    (folder / "results").mkdir()
    (folder / "results" / "2026-01-05.jsonl").write_bytes(encode_record(make()))
    git = ("git", "-C", str(folder / "checkout"), "-c", "user.name=a", "-c", "user.email=a@example.org")
    for command in (("init", "-q", "-b", "main"), ("add", "."), ("commit", "-q", "-m", "as released")):
        subprocess.run((*git, *command), check=True, capture_output=True)
    return folder


def here(line: str, folder: Path, python: str) -> str:
    """A line as it reads in that folder on a Python of this machine."""
    line = line.replace(_REPOSITORY, f"git+{(folder / 'checkout').as_uri()}")
    line = _INPUT.sub(lambda match: str(folder / match[0][2:]), _PYTHON.sub(python, line))
    return _FILE.sub(lambda match: str(folder / match[0]), line)
