from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from harness.errors import UsageError
from harness.pip_repository import from_git, is_git
from harness.pip_sources import package_version
from harness.pip_trees import PipTrees
from tests.repository import Repository


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
        source = from_git(repository.url + ref, trees)
        assert (str(source.version), source.location) == (version, f"{repository.url}@{commit}")
        assert source.label == f"the-20pip-{commit[:9]}"
        tree = trees.exported(commit)
        assert str(package_version(tree / "pip", ref)) == version
    assert not list((tmp_path / "cache" / "unfinished").iterdir())


def test_a_commit_that_is_here_needs_no_repository(tmp_path: Path, repository: Repository) -> None:
    commit = repository.commit("25.2")
    trees = PipTrees(tmp_path / "cache")
    source = from_git(repository.url, trees)
    shutil.rmtree(repository.folder)
    assert from_git(f"{repository.url}@{commit}", trees) == source


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
            from_git(spec, trees)
        assert words in str(caught.value)
        assert "\n" not in str(caught.value)


def test_the_users_git_configuration_does_not_reach_the_export(
    tmp_path: Path, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit("25.2")
    (tmp_path / ".gitconfig").write_text(f'[url "file:///nowhere/"]\n\tinsteadOf = {repository.folder.as_uri()}\n')
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    assert str(from_git(repository.url, PipTrees(tmp_path / "cache")).version) == "25.2"


@pytest.mark.parametrize(
    ("spec", "answer"),
    [
        ("git+https://host.test/pip@main", True),
        ("git+ssh://git@host.test/pip", True),
        ("https://host.test/pip.git", True),
        ("https://host.test/pip.git@feature/x", True),
        ("https://host.test/pip.whl", False),
        ("./pip.git", False),
        ("25.0.1", False),
    ],
)
def test_a_git_url_is_told_from_everything_else(spec: str, answer: bool) -> None:
    assert is_git(spec) is answer
