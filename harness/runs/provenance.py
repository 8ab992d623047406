"""Describe a run: its command, its time and its machine, as the first record of its results carries them.

One rule: no host, user or folder of the machine is named, and no secret of a URL.
"""

from __future__ import annotations

import os
import platform
import re
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from datetime import datetime, timezone
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from harness.model.command_line import format_command
from harness.model.recorded_run import RecordedRun
from harness.model.url_secrets import remove_secrets
from harness.provision.pythons import make_environment
from harness.runs.matrix_command import count_workers, find_scenarios_folder, list_matrix_words, list_worker_options

_DISTRIBUTION = "pip-trust-lab"
_PATIENCE = 10.0
_ON_GITHUB = re.compile(
    r"(?:https://(?:[^@/]*@)?|(?:ssh://)?git@)github\.com[:/]([\w-]+/[\w.-]+?)(?:\.git)?/?", re.ASCII
)
#: A path that is not within the folder where the run was started, perhaps behind ``--option=`` or ``name=``.
_FOREIGN_PATH = re.compile(r"^(?P<before>(?:[^/\\=]*=)*)(?:/|~|\.\.(?:/|\\|$)|\\\\|[A-Za-z]:[\\/])")


def describe_run(command: str) -> RecordedRun:
    """Return the description of a run that starts now, by this command."""
    root = find_scenarios_folder().parent
    return RecordedRun(
        command=command,
        started=datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        system=_name_system(),
        machine=platform.machine(),
        python=platform.python_version(),
        lab=_find_version(),
        commit=_find_commit(root),
        repository=_find_repository(root),
    )


def format_pytest_command(words: Sequence[str]) -> str:
    """Return the command that a user typed, by the words that pytest was given; pytest's own if that was typed."""
    prefix = list_matrix_words("-n1")[3:-1]
    if tuple(words[: len(prefix)]) != prefix:
        return " ".join(("pytest", *map(_show_word, words)))
    options = tuple(words[len(prefix) :])
    chosen = list_worker_options((), str(count_workers()))
    if options[: len(chosen)] == chosen:
        options = options[len(chosen) :]
    command = "compare" if "--compare" in options else "matrix"
    return format_command(command, *(_show_word(word) for word in options if word != "--compare"))


def format_lab_command(words: Sequence[str]) -> str:
    """Return the command that a user typed, by the words that the lab's own command line was given."""
    return format_command(*map(_show_word, words)) if words else ""


def _show_word(word: str) -> str:
    """Return a word as a shell reads it: a path elsewhere by its last name, a URL without its secrets."""
    if "://" in word:
        return shlex.quote(remove_secrets(word))
    if found := _FOREIGN_PATH.match(word):
        name = re.split(r"[/\\]", word[found.end("before") :].rstrip("/\\"))[-1]
        return shlex.quote(f"{found['before']}…/{name}")
    return shlex.quote(word)


def _name_system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return " ".join(filter(None, (platform.system(), platform.mac_ver()[0] or platform.release())))


def _find_version() -> str:
    try:
        return version(_DISTRIBUTION)
    except PackageNotFoundError:
        return ""


def _find_commit(root: Path) -> str:
    """Return the commit of the lab's own checkout, empty where it is none."""
    git = shutil.which("git")
    if git is None or not (root / ".git").exists():
        return ""
    commit = _ask_git(git, root, "rev-parse", "HEAD")
    changed = commit and _ask_git(git, root, "status", "--porcelain", "--untracked-files=no")
    return f"{commit}+" if changed else commit


def _find_repository(root: Path) -> str:
    """Return ``owner/name`` if the lab's own checkout was cloned from github.com, else nothing."""
    git = shutil.which("git")
    if git is None or not (root / ".git").exists():
        return ""
    found = _ON_GITHUB.fullmatch(_ask_git(git, root, "config", "--local", "--get", "remote.origin.url"))
    return found[1] if found else ""


def _ask_git(git: str, root: Path, *words: str) -> str:
    """Return git's answer about a folder, empty if it fails; git writes nothing and reads no user's configuration."""
    nobody = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_OPTIONAL_LOCKS": "0"}
    safe = ("-c", f"safe.directory={root}", "-c", "core.fsmonitor=false")
    try:
        done = subprocess.run(
            (git, *safe, "-C", str(root), *words),
            env={**make_environment([Path(git).parent]), **nobody},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
