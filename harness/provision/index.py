"""What the user's own package index has of pip, and of the libraries that a variant runs on.

One rule: these are the only commands that inherit the user's environment and pip configuration, on purpose, so that
whatever index, proxy, certificate or credential is configured there works here. No cell ever sees any of it.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from packaging.version import Version

from harness.model.errors import UsageError
from harness.model.foreign import harmless_line
from harness.model.url_secrets import without_secrets
from harness.model.versions import read_version

#: The oldest release that the lab runs: the first major one that has ``pip download``.
OLDEST = (8, 0)
#: What a release is run from without being named; this one brought the resolver of today.
USUAL = (20, 3)

_PATIENCE = 600.0
# A pip newer than the Python that runs the lab is still to be had for another Python.
_FOR_ANY_PYTHON = "--ignore-requires-python"


class NoAnswerError(Exception):
    """The index gave nothing: why, in pip's own words."""


def in_order(versions: list[str], oldest: tuple[int, ...] = OLDEST) -> tuple[Version, ...]:
    """The final releases that the lab runs, ascending, each once."""
    parsed = {read_version(version) for version in versions}
    return tuple(sorted(one for one in parsed if one and not one.is_prerelease and one.release >= oldest))


def ask_for_versions(project: str = "pip", oldest: tuple[int, ...] = OLDEST) -> tuple[Version, ...]:
    """The final, not yanked releases in the configured index, ascending. Raises `NoAnswerError`."""
    question = ("index", "versions", project, _FOR_ANY_PYTHON, "--retries", "1")
    answer = _pip(*question, "--json")
    # pip before 25.1 has no --json here: https://pip.pypa.io/en/stable/news/#v25-1
    if answer.returncode and "--json" in answer.stderr:
        answer = _pip(*question)
    versions = in_order(_listed(answer.stdout), oldest) if answer.returncode == 0 else ()
    if not versions:
        raise NoAnswerError(_error(answer))
    return versions


def ask_for_yanked(project: str) -> frozenset[Version]:
    """The releases of which the configured index says that they were yanked; none where pip does not tell.

    A release of which some files were yanked is among them: it is for those that are listed no more.
    """
    # pip says why it skips a link from -vv on.
    answer = _pip("index", "versions", project, _FOR_ANY_PYTHON, "--retries", "1", "-vv")
    found = _yanked(project).findall(answer.stdout + answer.stderr)
    return frozenset(version for version in map(read_version, found) if version is not None)


def download(version: Version, folder: Path) -> Path:
    """The wheel of a release, fetched into an empty folder. Raises `UsageError`."""
    answer = _pip(
        "download", f"pip=={version}", "--no-deps", "--only-binary", ":all:", _FOR_ANY_PYTHON, "--dest", str(folder)
    )
    wheels = sorted(folder.glob("*.whl"))
    if answer.returncode or len(wheels) != 1:
        raise UsageError(f"pip {version} could not be downloaded from the package index: {_error(answer)}")
    return wheels[0]


def install(requirements: Iterable[str], python_minor: str, folder: Path) -> str:
    """Install wheels for a Python (``3.10``) into an empty folder. Returns why that cannot be, empty if it was done."""
    answer = _pip(
        *("install", "--target", str(folder), "--only-binary", ":all:", "--python-version", python_minor),
        *("--no-compile", "--no-warn-conflicts", *requirements),
    )
    return _error(answer, "ERROR: Cannot install") if answer.returncode else ""


def _pip(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]
    try:
        return subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 1, "", f"ERROR: no answer within {_PATIENCE:.0f} s")


def _listed(output: str) -> list[str]:
    """The versions in ``pip index versions``' answer, as JSON or as text, whatever else pip says around it."""
    for line in output.splitlines():
        if line.startswith("{"):
            return [str(version) for version in json.loads(line)["versions"]]
        if line.startswith("Available versions:"):
            return re.split(r",\s*", line.partition(":")[2].strip())
    return []


def _yanked(project: str) -> re.Pattern[str]:
    """``Skipping link: yanked for reason: …: https://…/pip-26.0-py3-none-any.whl (from …)``."""
    end = r"(?:-[^/\s]*\.whl|\.tar\.gz|\.zip)(?:#\S*)?(?:\s|$)"
    return re.compile(rf"yanked for reason: .*/{re.escape(project)}-(\d[^-/\s]*?){end}", re.IGNORECASE)


def _error(answer: subprocess.CompletedProcess[str], telling: str = "ERROR:") -> str:
    """What pip said last of an error, of those that start in a telling way if there are any, without a secret."""
    lines = [line.strip() for line in answer.stderr.splitlines() if line.strip()]
    if "ERROR: Exception:" in lines:
        return lines[-1]  # what a traceback ends with
    errors = [line.removeprefix("ERROR:").strip() for line in lines if line.startswith("ERROR:")]
    told = [line.removeprefix("ERROR:").strip() for line in lines if line.startswith(telling)]
    return harmless_line(without_secrets((told or errors or lines or ["pip said nothing"])[-1]))
