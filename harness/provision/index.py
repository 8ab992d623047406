"""Ask the user's own package index for pip, and for the libraries that a variant runs on.

One rule: only these commands inherit the user's environment and pip configuration, so that the index, proxy,
certificate or credential configured there works here. No cell ever sees any of it.
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
from harness.model.foreign import clean_line
from harness.model.url_secrets import remove_secrets
from harness.model.versions import read_version

#: The oldest release that the lab runs: the first major one that has ``pip download``.
OLDEST = (8, 0)
#: The oldest release that is run without being named; it brought the resolver of today.
USUAL = (20, 3)

_PATIENCE = 600.0
# A pip that the Python of the lab cannot run may still run on another Python.
_FOR_ANY_PYTHON = "--ignore-requires-python"


class NoAnswerError(Exception):
    """The index gave nothing; the message says why, in pip's own words."""


def order_releases(versions: list[str], oldest: tuple[int, ...] = OLDEST) -> tuple[Version, ...]:
    """Return the final releases that the lab runs, ascending, each once."""
    parsed = {read_version(version) for version in versions}
    return tuple(sorted(one for one in parsed if one and not one.is_prerelease and one.release >= oldest))


def ask_for_versions(project: str = "pip", oldest: tuple[int, ...] = OLDEST) -> tuple[Version, ...]:
    """Return the final, not yanked releases in the configured index, ascending. Raises `NoAnswerError`."""
    question = ("index", "versions", project, _FOR_ANY_PYTHON, "--retries", "1")
    answer = _run_pip(*question, "--json")
    # pip before 25.1 has no --json here: https://pip.pypa.io/en/stable/news/#v25-1
    if answer.returncode and "--json" in answer.stderr:
        answer = _run_pip(*question)
    versions = order_releases(_read_listed(answer.stdout), oldest) if answer.returncode == 0 else ()
    if not versions:
        raise NoAnswerError(_find_error(answer))
    return versions


def ask_for_yanked(project: str) -> frozenset[Version]:
    """Return the releases that the configured index says were yanked; none where pip does not say.

    A release of which only some files were yanked is among them: ask about those that are no longer listed.
    """
    # pip says why it skips a link from -vv on.
    answer = _run_pip("index", "versions", project, _FOR_ANY_PYTHON, "--retries", "1", "-vv")
    found = _match_yanked(project).findall(answer.stdout + answer.stderr)
    return frozenset(version for version in map(read_version, found) if version is not None)


def download_release(version: Version, folder: Path) -> Path:
    """Fetch the wheel of a release into an empty folder and return its path. Raises `UsageError`."""
    answer = _run_pip(
        "download", f"pip=={version}", "--no-deps", "--only-binary", ":all:", _FOR_ANY_PYTHON, "--dest", str(folder)
    )
    wheels = sorted(folder.glob("*.whl"))
    if answer.returncode or len(wheels) != 1:
        raise UsageError(f"pip {version} could not be downloaded from the package index: {_find_error(answer)}")
    return wheels[0]


def install_wheels(requirements: Iterable[str], python_minor: str, folder: Path) -> str:
    """Install wheels for a Python (``3.10``) into an empty folder. Return why that failed, empty if it did not."""
    answer = _run_pip(
        *("install", "--target", str(folder), "--only-binary", ":all:", "--python-version", python_minor),
        *("--no-compile", "--no-warn-conflicts", *requirements),
    )
    return _find_error(answer, "ERROR: Cannot install") if answer.returncode else ""


def _run_pip(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]
    try:
        return subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 1, "", f"ERROR: no answer within {_PATIENCE:.0f} s")


def _read_listed(output: str) -> list[str]:
    """Return the versions in the answer of ``pip index versions``, which is JSON or text, between other lines."""
    for line in output.splitlines():
        if line.startswith("{"):
            return [str(version) for version in json.loads(line)["versions"]]
        if line.startswith("Available versions:"):
            return re.split(r",\s*", line.partition(":")[2].strip())
    return []


def _match_yanked(project: str) -> re.Pattern[str]:
    """Return the pattern of ``Skipping link: yanked for reason: …: https://…/pip-26.0-py3-none-any.whl (from …)``."""
    end = r"(?:-[^/\s]*\.whl|\.tar\.gz|\.zip)(?:#\S*)?(?:\s|$)"
    return re.compile(rf"yanked for reason: .*/{re.escape(project)}-(\d[^-/\s]*?){end}", re.IGNORECASE)


def _find_error(answer: subprocess.CompletedProcess[str], preferred: str = "ERROR:") -> str:
    """Return pip's last error without a secret, of those that start in the preferred way if there are any."""
    lines = [line.strip() for line in answer.stderr.splitlines() if line.strip()]
    if "ERROR: Exception:" in lines:
        return lines[-1]  # what a traceback ends with
    errors = [line.removeprefix("ERROR:").strip() for line in lines if line.startswith("ERROR:")]
    best = [line.removeprefix("ERROR:").strip() for line in lines if line.startswith(preferred)]
    return clean_line(remove_secrets((best or errors or lines or ["pip said nothing"])[-1]))
