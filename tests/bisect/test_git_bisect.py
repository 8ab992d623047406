from __future__ import annotations

from pathlib import Path

import pytest

from harness.bisect.git_bisect import Term, find_first_new
from harness.model.errors import UsageError
from harness.provision.git import Git
from tests.support.repository import Repository

HISTORY = 9


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    folder = tmp_path / "clone"
    folder.mkdir()
    return Repository(folder)


@pytest.fixture
def commits(repository: Repository) -> list[str]:
    """A line of commits, oldest first."""
    return [repository.commit(f"25.{number}") for number in range(HISTORY)]


@pytest.fixture
def git(repository: Repository, commits: list[str], tmp_path: Path) -> Git:
    """git on a bare repository that has them."""
    assert commits
    repository.git("clone", "--quiet", "--bare", str(repository.folder), str(tmp_path / "bare.git"))
    return Git(tmp_path / "bare.git", tmp_path, "clone")


@pytest.mark.parametrize("first", range(1, HISTORY))
def test_the_first_new_commit_is_found_with_few_questions(git: Git, commits: list[str], first: int) -> None:
    asked: list[str] = []

    def tried(commit: str) -> Term:
        asked.append(commit)
        return "new" if commits.index(commit) >= first else "old"

    assert find_first_new(git, commits[0], commits[-1], tried) == (commits[first],)
    assert len(asked) <= 3
    assert not {commits[0], commits[-1]} & set(asked)


def test_commits_that_are_skipped_are_stepped_around(git: Git, commits: list[str]) -> None:
    terms: list[Term] = ["old", "old", "old", "old", "skip", "old", "new", "new", "new"]
    assert find_first_new(git, commits[0], commits[-1], lambda commit: terms[commits.index(commit)]) == (commits[6],)


def test_what_was_skipped_at_the_change_leaves_it_open(git: Git, commits: list[str]) -> None:
    terms: list[Term] = ["old", "old", "old", "skip", "skip", "new", "new", "new", "new"]
    found = find_first_new(git, commits[0], commits[-1], lambda commit: terms[commits.index(commit)])
    assert found == (commits[5], commits[4], commits[3])


def test_neighbours_need_no_question(git: Git, commits: list[str]) -> None:
    assert find_first_new(git, commits[3], commits[4], lambda _: pytest.fail("asked")) == (commits[4],)


def test_ends_in_the_wrong_order_are_refused(git: Git, commits: list[str]) -> None:
    with pytest.raises(UsageError, match=f"{commits[-1][:9]} comes after {commits[0][:9]}"):
        find_first_new(git, commits[-1], commits[0], lambda _: "old")


def test_what_git_bisect_refuses_is_one_line(git: Git, commits: list[str]) -> None:
    with pytest.raises(UsageError, match=r"git bisect \w+ of clone failed: .+") as refused:
        find_first_new(git, "0" * 40, commits[0], lambda _: "old")
    assert "\n" not in str(refused.value)


def test_a_merge_is_one_step_unless_its_branches_are_gone_into(repository: Repository, tmp_path: Path) -> None:
    old = repository.commit("25.1")
    repository.git("switch", "--quiet", "--create", "topic")
    inner = [repository.commit(f"25.1.{number}") for number in range(3)]
    repository.git("switch", "--quiet", "main")
    repository.commit("1", "news.txt")
    repository.git("merge", "--quiet", "--no-ff", "-m", "Merge pull request #1 from topic", "topic")
    merge = repository.git("rev-parse", "HEAD")
    new = repository.commit("2", "news.txt")
    repository.git("clone", "--quiet", "--bare", str(repository.folder), str(tmp_path / "bare.git"))
    git = Git(tmp_path / "bare.git", tmp_path, "clone")

    def tried(commit: str) -> Term:
        return "new" if commit in (*inner[1:], merge) else "old"

    assert find_first_new(git, old, new, tried) == (merge,)
    assert find_first_new(git, old, new, tried, first_parent=False) == (inner[1],)
