"""The pip that a Python ships: the wheel that ``python -m venv`` and ``python -m ensurepip`` install.

https://docs.python.org/3/library/ensurepip.html
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import msgspec

from harness.model.client import Interpreter
from harness.model.errors import UsageError
from harness.provision.pythons import ask_python
from harness.provision.sources import Source, read_source

#: The word for it in a specification.
ENSUREPIP = "ensurepip"
#: A distribution may keep its wheels elsewhere.
#: https://docs.python.org/3/using/configure.html#cmdoption-with-wheel-pkg-dir
_QUESTION = """
import ensurepip, json, os, sysconfig
folders = [sysconfig.get_config_var("WHEEL_PKG_DIR"), os.path.join(os.path.dirname(ensurepip.__file__), "_bundled")]
print(json.dumps({"version": ensurepip.version(), "folders": [os.path.abspath(each) for each in folders if each]}))
"""


class _Answer(msgspec.Struct):
    """A Python's answer about its ensurepip: the version of the pip in it, and the folders where its wheel may be."""

    version: str
    folders: list[str]


def find_shipped_pip(interpreter: Interpreter) -> Source:
    """Return the pip that a Python ships. Raises ``UsageError`` if it ships none."""
    answer = _ask_ensurepip(interpreter)
    for folder in answer.folders:
        for wheel in sorted(Path(folder).glob(f"pip-{answer.version}-*.whl")):
            found = read_source(str(wheel))
            return Source(version=found.version, kind="ensurepip", location=found.location, label=ENSUREPIP)
    raise UsageError(
        f"Python {interpreter.version} ships no pip: its ensurepip has no wheel of pip {answer.version} in "
        f"{' or '.join(answer.folders)}; distributions have it in a package such as python3-venv"
    )


def _ask_ensurepip(interpreter: Interpreter) -> _Answer:
    try:
        return msgspec.json.decode(ask_python(interpreter.executable, _QUESTION), type=_Answer)
    except (OSError, subprocess.SubprocessError, msgspec.DecodeError):
        raise UsageError(f"Python {interpreter.version} ships no pip: it has no ensurepip") from None
