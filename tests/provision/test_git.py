from __future__ import annotations

from pathlib import Path

import pytest

from harness.model.errors import UsageError
from harness.provision.git import Git


@pytest.fixture
def git(tmp_path: Path) -> Git:
    made = Git(tmp_path / "some.git", tmp_path, "some clone")
    made("init", "--quiet", "--bare", str(made.git_dir))
    return made


def test_what_a_command_prints_comes_back(git: Git) -> None:
    assert git("rev-parse", "--is-bare-repository") == "true\n"


def test_what_git_refuses_is_one_line_that_names_the_repository(git: Git) -> None:
    with pytest.raises(UsageError, match=r"^git rev-parse of some clone failed \(nothing\): fatal: .*$") as refused:
        git("rev-parse", "--verify", "nothing")
    assert "\n" not in str(refused.value)
    assert git.try_command("rev-parse", "--verify", "nothing").returncode == 128


def test_the_users_environment_and_configuration_do_not_count(
    git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / ".gitconfig").write_text("[user]\n\tname = Somebody\n")
    monkeypatch.setenv("HOME", str(tmp_path / "theirs"))
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "user.name")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "Somebody")
    assert git.try_command("config", "user.name").stdout == ""


def test_a_machine_without_git_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="some clone needs git, which is not on the PATH"):
        Git(tmp_path, tmp_path, "some clone")
