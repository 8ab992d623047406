from __future__ import annotations

import re
import subprocess
import zlib
from pathlib import Path

import pytest

from harness.lab.git import explain_no_git, locate_git, run_git
from harness.lab.packages import read_project_module
from harness.lab.repository import REPOSITORY, Repository, build_repository

pytestmark = pytest.mark.skipif(bool(explain_no_git()), reason=explain_no_git())


def make(folder: Path) -> Repository:
    folder.mkdir()
    return build_repository(folder)


def test_it_has_what_git_asks_a_plain_server_for(tmp_path: Path) -> None:
    files = make(tmp_path / "made").files
    commit = files[f"{REPOSITORY}/info/refs"].split()[0].decode()
    assert files[f"{REPOSITORY}/HEAD"] == b"ref: refs/heads/main\n"
    assert f"{REPOSITORY}/objects/{commit[:2]}/{commit[2:]}" in files


def test_the_blob_of_a_file_is_its_content(tmp_path: Path) -> None:
    made = make(tmp_path / "made")
    content = zlib.decompress(made.files[made.find_blob("built.py")])
    assert content.partition(b"\0")[2] == read_project_module("built")


def test_each_repository_is_the_same_whatever_this_machine_configures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make(tmp_path / "first")
    (tmp_path / "odd").write_text("[user]\n\tname = odd\n[core]\n\tautocrlf = input\n[commit]\n\tgpgsign = true\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "odd"))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    assert make(tmp_path / "second").files == first.files


def test_git_clones_it(tmp_path: Path) -> None:
    made = make(tmp_path / "made")
    for path, content in made.files.items():
        (tmp_path / "served" / path.lstrip("/")).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "served" / path.lstrip("/")).write_bytes(content)
    run_git(tmp_path, "clone", "--quiet", f"{tmp_path}/served{REPOSITORY}", "cloned")
    assert (tmp_path / "cloned" / "built.py").read_bytes() == read_project_module("built")


def test_a_machine_without_git_or_without_https_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert locate_git() == ""
    assert explain_no_git.__wrapped__() == "a git repository needs git, which is not here"
    (tmp_path / "git").write_text(f"#!/bin/sh\necho {tmp_path}\n")
    (tmp_path / "git").chmod(0o755)
    assert re.fullmatch("git speaks no https here: there is no .*/git-remote-https", explain_no_git.__wrapped__())


def test_git_that_fails_says_so(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        run_git(tmp_path, "no-such-command")
