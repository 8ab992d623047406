from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from harness.diagnose.alone.asked import ask_about

pytestmark = pytest.mark.client


def script(folder: Path, text: str, name: str = "pip") -> str:
    path = folder / name
    path.write_text(text)
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize(
    "head",
    [
        f"#!{sys.executable}\n",
        f"#!{sys.executable} -u\n",
        f"#!/bin/sh\n'''exec' \"{sys.executable}\" \"$0\" \"$@\"\n' '''\n",
        "#!/usr/bin/env python3\n",
    ],
    ids=["plain", "with an option", "long", "env"],
)
def test_a_script_s_python_is_in_its_first_lines(head: str, tmp_path: Path) -> None:
    (tmp_path / "python3").symlink_to(sys.executable)
    environment = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    asked = ask_about([script(tmp_path, head), "install", "scipy"], environment)
    assert (asked.tool, asked.options, asked.unwatched) == ("pip", ("install", "scipy"), "")
    assert asked.python["version"] == ".".join(map(str, sys.version_info[:3]))


@pytest.mark.parametrize(
    ("words", "tool", "why"),
    [
        (("-m", "pip", "install"), "pip", ""),
        (("-X", "utf8", "-W", "ignore", "-m", "pip", "install"), "pip", ""),
        (("-c", "pass"), "the program", ""),
        (("-I", "-m", "pip", "install"), "pip", "its Python is isolated (-I)"),
        (("-uE", "-m", "pip", "install"), "pip", "its Python is told to ignore the environment (-E)"),
        (("-S", "-m", "pip", "install"), "pip", "its Python is told not to load site (-S)"),
    ],
)
def test_what_a_python_runs_is_after_its_own_options(words: tuple[str, ...], tool: str, why: str) -> None:
    asked = ask_about([sys.executable, *words], os.environ)
    assert (asked.tool, asked.unwatched[: len(why)]) == (tool, why)
    assert bool(asked.unwatched) == bool(why)


def test_another_program_is_not_watched() -> None:
    asked = ask_about(["sh", "-c", "true"], os.environ)
    assert (asked.tool, asked.unwatched) == ("sh", "sh is not a Python program")


def test_a_program_that_is_not_there_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="no-such-tool"):
        ask_about(["no-such-tool"], os.environ)
