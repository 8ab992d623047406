"""The git of this machine: where it is, what it lacks, and how it is run without this machine's configuration."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path

from harness.model.conditions import StorePlace

#: git reads this for every user, unless it was built for another place.
GIT_CONFIGURATION = "/etc/gitconfig"


def locate_git() -> str:
    """Return the path of git, empty if there is none."""
    return shutil.which("git") or ""


@cache
def explain_no_git() -> str:
    """Return why git can fetch nothing over https here; empty if it can."""
    if not locate_git():
        return "a git repository needs git, which is not here"
    folder = run_git(Path.cwd(), "--exec-path").strip()
    helper = os.path.join(folder, "git-remote-https")
    return "" if os.access(helper, os.X_OK) else f"git speaks no https here: there is no {helper}"


def explain_no_git_store() -> str:
    """Return why git does not read the store of Debian here; empty if it is likely to.

    curl takes the first store that it finds where it is built, this before any other, and Debian, Alpine and Arch name
    the same: https://github.com/curl/curl/blob/master/m4/curl-ca-bundle.m4
    """
    store = StorePlace.DEBIAN.value
    return "" if os.path.exists(store) else f"git's libcurl is likely to look elsewhere: there is no {store}"


def run_git(folder: Path, *words: str) -> str:
    """Return what git prints, run in a folder and with no configuration but the folder's."""
    run = partial(subprocess.run, capture_output=True, text=True, check=True)
    return str(run((locate_git(), *words), cwd=folder, env=_make_environment(folder)).stdout)


def _make_environment(folder: Path) -> Mapping[str, str]:
    """Return an environment in which each commit is the same."""
    who = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER") for what, value in _SOMEBODY.items()}
    nobodys = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "HOME": str(folder)}
    return {"PATH": os.defpath, "LC_ALL": "C"} | nobodys | who


_SOMEBODY = {"NAME": "lab", "EMAIL": "lab@lab.test", "DATE": "2026-01-01T00:00:00Z"}
