from __future__ import annotations

from pathlib import Path

import pytest

from harness.bisect.git_bisect import find_first_new
from harness.model.errors import UsageError
from harness.provision.pip_clone import PipClone
from harness.provision.pip_git import locate_tree
from harness.provision.sources import read_package_version
from harness.provision.trees import PipTrees
from tests.support.repository import Repository


@pytest.fixture
def theirs(tmp_path: Path) -> Repository:
    """The user's clone."""
    folder = tmp_path / "their clone"
    folder.mkdir()
    return Repository(folder)


def cloned(path: Path, tmp_path: Path) -> PipClone:
    home = tmp_path / "ours"
    home.mkdir(exist_ok=True)
    return PipClone(path, home, PipTrees(tmp_path / "cache"))


def state(folder: Path) -> dict[str, bytes]:
    """Every file of a clone, git's own among them."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_bisect_leaves_the_users_clone_as_it_is_with_a_bisect_of_its_own_and_a_dirty_checkout(
    theirs: Repository, tmp_path: Path
) -> None:
    commits = [theirs.commit(f"25.{number}") for number in range(6)]
    theirs.git("bisect", "start", commits[-1], commits[0])
    (theirs.folder / "src" / "pip" / "__init__.py").write_text("not committed\n")
    before = state(theirs.folder)
    clone = cloned(theirs.folder, tmp_path)
    old, new = clone.find_commit(commits[0]), clone.find_commit("main")
    found = find_first_new(clone.git, old, new, lambda commit: "new" if commit in commits[4:] else "old")
    assert found == (commits[4],)
    assert str(clone.keep_source(commits[4]).version) == "25.4"
    assert state(theirs.folder) == before


def test_every_revision_that_the_user_can_name_is_a_commit(theirs: Repository, tmp_path: Path) -> None:
    old, new = theirs.commit("25.1"), theirs.commit("25.2")
    theirs.git("tag", "--annotate", "-m", "25.1", "25.1", old)
    theirs.git("update-ref", "refs/remotes/upstream/main", old)
    clone = cloned(theirs.folder, tmp_path)
    names = ("25.1", "HEAD~1", old[:9], "upstream/main", "main")
    assert [clone.find_commit(name) for name in names] == [old, old, old, old, new]
    assert clone.find_parent(new) == old


@pytest.mark.parametrize("name", ["nonsense", "--all", ""])
def test_a_revision_that_is_not_there_is_named(theirs: Repository, tmp_path: Path, name: str) -> None:
    theirs.commit("25.1")
    with pytest.raises(UsageError, match="their clone has no commit ") as refused:
        cloned(theirs.folder, tmp_path).find_commit(name)
    assert repr(name) in str(refused.value)


@pytest.mark.parametrize(
    ("subject", "pull"),
    [
        ("Inject SSL context into urllib3 ProxyManager, too (#13343)", "13343"),
        ("Merge pull request #13400 from somebody/topic (#1)", "13400"),
        ("Revert what #13343 did", ""),
        ("Bump for release", ""),
    ],
)
def test_a_commit_is_told_with_its_date_and_pull_request(
    theirs: Repository, tmp_path: Path, subject: str, pull: str
) -> None:
    theirs.commit("25.1")
    theirs.git("commit", "--quiet", "--allow-empty", "-m", f"{subject}\n\nAnd more (#9).")
    clone = cloned(theirs.folder, tmp_path)
    told = clone.read_commit(clone.find_commit("HEAD"))
    assert (told.date, told.subject, told.pull) == ("2026-01-01", subject, pull)


def test_the_pip_of_a_commit_is_kept_and_named_so_that_it_can_be_run_again(theirs: Repository, tmp_path: Path) -> None:
    commit = theirs.commit("25.2.dev0")
    source = cloned(theirs.folder, tmp_path).keep_source(commit)
    assert source.location == f"git+{theirs.folder.as_uri()}@{commit}"
    assert source.repository is not None
    tree = locate_tree(source.repository, PipTrees(tmp_path / "cache"))
    assert read_package_version(tree / "pip", "") == source.version


def test_a_commit_without_a_pip_is_refused(theirs: Repository, tmp_path: Path) -> None:
    commit = theirs.commit("1", "news.txt")
    with pytest.raises(UsageError, match="src/pip"):
        cloned(theirs.folder, tmp_path).keep_source(commit)


def test_bare_clones_and_further_worktrees_do_as_well(theirs: Repository, tmp_path: Path) -> None:
    commit = theirs.commit("25.2")
    theirs.git("worktree", "add", "--quiet", str(tmp_path / "further"))
    theirs.git("clone", "--quiet", "--bare", str(theirs.folder), str(tmp_path / "bare.git"))
    for number, path in enumerate((tmp_path / "further", tmp_path / "bare.git")):
        (tmp_path / str(number)).mkdir()
        clone = cloned(path, tmp_path / str(number))
        assert str(clone.keep_source(clone.find_commit("HEAD")).version) == "25.2"
        assert clone.read_commit(commit).id == commit


def test_what_is_no_clone_is_refused_in_one_line(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(UsageError) as refused:
            cloned(path, tmp_path)
        assert str(path) in str(refused.value)
        assert "\n" not in str(refused.value)


def test_a_shallow_clone_is_refused_with_what_to_do(theirs: Repository, tmp_path: Path) -> None:
    theirs.commit("25.1")
    theirs.commit("25.2")
    theirs.git("clone", "--quiet", "--depth", "1", theirs.folder.as_uri(), str(tmp_path / "shallow"))
    with pytest.raises(UsageError, match=r"is a shallow clone.*git fetch --unshallow"):
        cloned(tmp_path / "shallow", tmp_path)


def test_what_a_commit_says_of_itself_is_harmless(theirs: Repository, tmp_path: Path) -> None:
    theirs.commit("25.1")
    theirs.git("commit", "--quiet", "--allow-empty", "-m", "##[error]\x1b[2J\u2028 ::error::x")
    clone = cloned(theirs.folder, tmp_path)
    assert clone.read_commit(clone.find_commit("main")).subject == r"# #[error]\x1b[2J\u2028 : :error::x"
