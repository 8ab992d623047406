from __future__ import annotations

import getpass
import platform
import subprocess
from datetime import datetime, timezone
from pathlib import Path

import msgspec
import pytest

from harness.runs import provenance
from harness.runs.matrix_command import list_matrix_words
from harness.runs.provenance import describe_run, format_lab_command, format_pytest_command


def typed(*options: str) -> str:
    return format_pytest_command(list_matrix_words(*options)[3:])


@pytest.mark.parametrize(
    ("options", "command"),
    [
        ((), "nox -s matrix"),
        (("-k", "a and b", "--pip", "25.2"), "nox -s matrix -- -k 'a and b' --pip 25.2"),
        (("-n", "1", "--pip", "25.2"), "nox -s matrix -- -n 1 --pip 25.2"),
        (("--compare", "--candidate", "./pip"), "nox -s compare -- --candidate ./pip"),
        (
            ("--pip", "/home/ann/pip", "--results=/tmp/x/o"),
            "nox -s matrix -- --pip '…/pip' '--results=…/o'",
        ),
        (("--pip", "~/pip", "--pip", "../ann/pip/"), "nox -s matrix -- --pip '…/pip' --pip '…/pip'"),
        (
            ("--candidate-overlay", "urllib3=/home/ann/urllib3"),
            "nox -s matrix -- --candidate-overlay 'urllib3=…/urllib3'",
        ),
        (("--pip", "C:\\Users\\ann\\pip"), "nox -s matrix -- --pip '…/pip'"),
        (
            ("--pip", "git+https://ann:secret@example.test/pip.git@main"),
            "nox -s matrix -- --pip 'git+https://ann:****@example.test/pip.git@main'",
        ),
    ],
)
def test_a_command_is_told_as_it_was_typed_but_for_what_is_the_machines(options: tuple[str, ...], command: str) -> None:
    assert typed(*options) == command


def test_what_pytest_was_given_directly_is_told_as_that() -> None:
    assert format_pytest_command(("scenarios", "-k", "a b")) == "pytest scenarios -k 'a b'"


def test_a_command_of_the_lab_is_told_through_its_session() -> None:
    assert format_lab_command(("bisect", "a.b", "--repo", "/home/ann/pip")) == "nox -s bisect -- a.b --repo '…/pip'"


def test_a_run_knows_its_time_and_machine_but_not_whose_it_is() -> None:
    run = describe_run("nox -s matrix")
    started = datetime.strptime(run.started, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
    assert abs((datetime.now(timezone.utc) - started).total_seconds()) < 60
    assert run.machine == platform.machine()
    assert run.python == platform.python_version()
    assert run.system
    told = msgspec.json.encode(run).decode()
    assert platform.node() not in told.replace(run.system, "")
    assert str(Path.home()) not in told
    assert getpass.getuser() not in told


def git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.test")
    return subprocess.run(("git", *who, *words), cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def test_a_checkout_has_a_commit_with_a_plus_once_a_file_has_changed(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "a").write_text("1")
    git(tmp_path, "add", "a")
    git(tmp_path, "commit", "-q", "-m", "one")
    commit = git(tmp_path, "rev-parse", "HEAD")
    assert provenance._find_commit(tmp_path) == commit
    (tmp_path / "a").write_text("2")
    assert provenance._find_commit(tmp_path) == f"{commit}+"


@pytest.mark.parametrize(
    ("url", "repository"),
    [
        ("https://github.com/ann/lab.git", "ann/lab"),
        ("https://x:secret@github.com/ann/lab", "ann/lab"),
        ("git@github.com:ann/lab.git", "ann/lab"),
        ("/home/ann/lab", ""),
        ("https://git.example.test/ann/lab", ""),
    ],
)
def test_a_clone_of_github_knows_its_repository_and_no_other_does(tmp_path: Path, url: str, repository: str) -> None:
    git(tmp_path, "init", "-q")
    git(tmp_path, "remote", "add", "origin", url)
    assert provenance._find_repository(tmp_path) == repository


def test_what_is_no_checkout_has_no_commit(tmp_path: Path) -> None:
    assert provenance._find_commit(tmp_path) == ""
