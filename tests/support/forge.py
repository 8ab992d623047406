"""A job on a forge, as far as its shell steps can tell: the folders and variables that GitHub gives a composite action.

One rule: what is run is what ``action.yml`` says, word for word; filled in is only what GitHub itself fills in.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.support.product import ONE_WORKER, PATIENCE, ROOT, environment

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
#: The shell that GitHub runs for ``shell: bash``.
BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c")
_EXPRESSION = re.compile(r"\$\{\{ *([\w.-]+) *\}\}")
_OWN = (".git", ".nox", ".venv", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache", "__pycache__")


@dataclass(frozen=True)
class Ended:
    """A job's end. ``code`` is that of the step that failed, which ends it, else 0."""

    code: int
    log: str
    summary: str
    outputs: tuple[str, ...]
    report: Path
    sudo: str


def checked_out(folder: Path) -> Path:
    """The lab as a forge checks it out: nothing that a run has left in it."""
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*_OWN))
    return folder


def filled(text: str, job: Path, inputs: Mapping[str, str]) -> str:
    """A text with its expressions evaluated; one that is not known here raises ``KeyError``."""
    defaults = {f"inputs.{name}": str(each["default"]) for name, each in ACTION["inputs"].items()}
    given = {f"inputs.{name}": value for name, value in inputs.items()}
    assert set(given) <= set(defaults)
    known = {"runner.temp": str(job / "temp"), "steps.python.outputs.python-path": sys.executable, **defaults, **given}
    return _EXPRESSION.sub(lambda match: known[match[1]], text)


def run(lab: Path, job: Path, workspace: Path, inputs: Mapping[str, str], *names: str) -> Ended:
    """Run the action's shell steps, or those of these names, until one fails; ``job`` is kept from run to run."""
    for folder in ("temp", "bin"):
        (job / folder).mkdir(parents=True, exist_ok=True)
    files = {name: job / "temp" / name for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT", "GITHUB_ENV")}
    for file in files.values():
        file.write_text("")
    shutil.rmtree(job / "temp" / "pip-trust-lab-report", ignore_errors=True)
    _replace_sudo(job)
    log, code = "", 0
    github = {
        **{name: str(file) for name, file in files.items()},
        **{"GITHUB_ACTIONS": "true", "CI": "true", "GITHUB_WORKSPACE": str(workspace), "RUNNER_OS": "Linux"},
        **{"GITHUB_ACTION_PATH": str(lab), "RUNNER_TEMP": str(job / "temp")},
        "PATH": f"{job / 'bin'}{os.pathsep}{os.environ['PATH']}",
    }
    for step in ACTION["runs"]["steps"]:
        if code or "run" not in step or (names and step["name"] not in names):
            continue
        own = {name: filled(value, job, inputs) for name, value in step.get("env", {}).items()}
        done = subprocess.run(
            (*BASH, step["run"]),
            cwd=workspace,
            env=environment({**github, **own, **ONE_WORKER}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        log, code = log + done.stdout, done.returncode
    return Ended(
        code=code,
        log=log,
        summary=files["GITHUB_STEP_SUMMARY"].read_text(),
        outputs=tuple(files["GITHUB_OUTPUT"].read_text().splitlines()),
        report=job / "temp" / "pip-trust-lab-report",
        sudo=(job / "sudo").read_text() if (job / "sudo").exists() else "",
    )


def _replace_sudo(job: Path) -> None:
    """Put a ``sudo`` on the path of a job that fails, and that writes its arguments into ``job/sudo``."""
    sudo = job / "bin" / "sudo"
    sudo.write_text(f'#!/bin/sh\nprintf "%s\\n" "$*" >> {job}/sudo\nexit 1\n')
    sudo.chmod(0o755)
