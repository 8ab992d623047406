from __future__ import annotations

import shutil
import socket
from pathlib import Path

import pytest

from harness.model.errors import UsageError
from harness.provision.git import Git
from harness.provision.git_url import GitUrl
from harness.provision.pip_git import keep_from_git, locate_tree
from harness.provision.sources import read_package_version
from harness.provision.trees import PipTrees
from tests.support.git_server import serving
from tests.support.repository import Repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    folder = tmp_path / "the pip.git"
    folder.mkdir()
    return Repository(folder)


def test_every_way_to_name_a_commit_leads_to_its_pip(tmp_path: Path, repository: Repository) -> None:
    old = repository.commit("25.2")
    repository.git("tag", "25.2")
    repository.git("branch", "release/25")
    new = repository.commit("25.3.dev0")
    trees = PipTrees(tmp_path / "cache")
    for ref, commit, version in [
        ("", new, "25.3.dev0"),
        ("@main", new, "25.3.dev0"),
        ("@25.2", old, "25.2"),
        ("@release/25", old, "25.2"),
        (f"@{old}", old, "25.2"),
        (f"@{old[:8]}", old, "25.2"),
        ("@main~1", old, "25.2"),
    ]:
        source = keep_from_git(repository.url + ref, trees)
        assert (str(source.version), source.location) == (version, f"{repository.url}@{commit}")
        assert source.label == f"the-20pip-{commit[:9]}"
        assert source.repository is not None
        tree = locate_tree(source.repository, trees)
        assert str(read_package_version(tree / "pip", ref)) == version
    assert not list((tmp_path / "cache" / "unfinished").iterdir())


def test_a_commit_that_is_here_needs_no_repository(tmp_path: Path, repository: Repository) -> None:
    commit = repository.commit("25.2")
    trees = PipTrees(tmp_path / "cache")
    source = keep_from_git(repository.url, trees)
    shutil.rmtree(repository.folder)
    assert keep_from_git(f"{repository.url}@{commit}", trees) == source


def test_what_git_cannot_give_is_refused_in_one_line(tmp_path: Path, repository: Repository) -> None:
    repository.commit("7.1")
    repository.git("tag", "old")
    repository.git("rm", "--quiet", "-r", ".")
    repository.commit("1.0", "demo.py")
    trees = PipTrees(tmp_path / "cache")
    for spec, words in {
        f"{repository.url}@no-such-branch": "no-such-branch",
        f"{repository.url}@abcdef12": "abcdef12",
        f"{repository.url}@main": "src/pip",
        f"{repository.url}@old": "8.0 and later",
        f"git+{(tmp_path / 'nothing').as_uri()}": str(tmp_path / "nothing"),
        "git+nothing": "git+nothing",
    }.items():
        with pytest.raises(UsageError) as caught:
            keep_from_git(spec, trees)
        assert words in str(caught.value)
        assert "\n" not in str(caught.value)


def test_the_users_git_configuration_does_not_reach_the_export(
    tmp_path: Path, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit("25.2")
    (tmp_path / ".gitconfig").write_text(f'[url "file:///nowhere/"]\n\tinsteadOf = {repository.folder.as_uri()}\n')
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    assert str(keep_from_git(repository.url, PipTrees(tmp_path / "cache")).version) == "25.2"


def test_a_commit_is_one_of_its_repository_whatever_another_has_by_its_name(
    tmp_path: Path, repository: Repository
) -> None:
    commit = repository.commit("25.2")
    (tmp_path / "other").mkdir()
    other = Repository(tmp_path / "other")
    other.commit("26.3")
    for name in (commit, commit[:12]):
        other.git("branch", name)
        other.git("tag", f"v{name}")
    trees = PipTrees(tmp_path / "cache")
    assert str(keep_from_git(f"{repository.url}@{commit}", trees).version) == "25.2"
    with pytest.raises(UsageError, match=commit):
        keep_from_git(f"{other.url}@{commit}", trees)
    assert str(keep_from_git(f"{other.url}@main", trees).version) == "26.3"
    assert str(keep_from_git(f"{repository.url}@{commit}", trees).version) == "25.2"


def test_commits_that_begin_alike_are_kept_apart(tmp_path: Path) -> None:
    trees = PipTrees(tmp_path / "cache")
    urls = [
        GitUrl(place=place, shown=place, ref=f"{'0' * 12}{end}")
        for place in ("https://a.test/pip", "https://b.test/pip")
        for end in ("0" * 28, "1" * 28)
    ]
    assert len({locate_tree(url, trees) for url in urls}) == len(urls)


def test_a_repository_that_does_not_answer_is_given_up_with_all_that_git_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harness.provision.git._PATIENCE", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host, port = silent.getsockname()[:2]
        with pytest.raises(UsageError, match=f"git fetch of http://{host}:{port}/pip gave no answer within 1 s"):
            keep_from_git(f"git+http://{host}:{port}/pip", PipTrees(tmp_path / "cache"))
        silent.settimeout(10)
        asked, _ = silent.accept()
        with asked:
            asked.settimeout(10)
            while asked.recv(4096):
                pass


def test_git_and_ssh_ask_nobody_for_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = tmp_path / "asked"
    (tmp_path / "ask").write_text(f"#!/bin/sh\ntouch {asked}\necho secret\n")
    (tmp_path / "ask").chmod(0o755)
    for name in ("GIT_ASKPASS", "SSH_ASKPASS"):
        monkeypatch.setenv(name, str(tmp_path / "ask"))
    monkeypatch.setenv("DISPLAY", ":0")
    trees = PipTrees(tmp_path / "cache")
    with serving(tmp_path) as server, pytest.raises(UsageError, match="could not read Username"):
        keep_from_git(f"git+http://{server.place}/pip.git", trees)
    git = Git(tmp_path / "x.git", tmp_path, "x")
    assert "-oBatchMode=yes" in git._environment()["GIT_SSH_COMMAND"]
    assert not asked.exists()
