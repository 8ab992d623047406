"""The lab's command line where the wheel of this checkout is installed, on the oldest Python that is promised."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from harness.model.client import Interpreter
from harness.model.record import read_records
from tests.support.installed import Installed, install


@pytest.fixture(scope="session")
def executable(interpreters: tuple[Interpreter, ...]) -> str:
    found = next((each.executable for each in interpreters if each.minor == "3.10"), None)
    if found is None:
        pytest.skip("there is no Python 3.10")
    return found


@pytest.fixture(scope="session")
def bare(shared: Path, distributions: Path, executable: str) -> Installed:
    """The wheel alone, without what its command line needs."""
    (wheel,) = distributions.glob("*.whl")
    return install(shared / "without-command", executable, str(wheel))


@pytest.fixture(scope="session")
def command(shared: Path, distributions: Path, executable: str) -> Installed:
    """The wheel with its command line."""
    (wheel,) = distributions.glob("*.whl")
    return install(shared / "with-command", executable, f"{wheel}[cli]")


@pytest.mark.usefixtures("private")
def test_the_installed_lab_runs_a_cell(command: Installed, tmp_path: Path) -> None:
    script = str(command.folder / "bin" / "pip-trust-lab")
    found = command.run(script, "doctor", cwd=tmp_path)
    assert re.search(r"^private namespaces +yes$", found.stdout, re.MULTILINE), found.stdout + found.stderr
    options = ("--pip", "25.1.1", "--python", "3.10", "-k", "tunnelled and system_store_vouches_for_the_origin")
    done = command.run(script, "matrix", *options, "--results", "results.jsonl", cwd=tmp_path)
    assert (done.returncode, "1 cell: 0 pass, 1 known" in done.stdout) == (0, True), done.stdout + done.stderr
    (record,) = read_records(tmp_path / "results.jsonl")
    again = command.run(script, *shlex.split(record.replay)[1:], cwd=tmp_path)
    assert re.search(r"^KNOWN$", again.stdout, re.MULTILINE), again.stdout + again.stderr


def test_without_its_dependencies_the_command_says_what_to_install(bare: Installed, tmp_path: Path) -> None:
    done = bare.run(str(bare.folder / "bin" / "pip-trust-lab"), "list", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"Error: \S+ has no click, .+: \S+ -m pip install 'pip-trust-lab\[cli\]'\n", done.stderr)


@pytest.mark.parametrize("typed", ["run", "bisect"])
def test_a_command_is_typed_by_the_name_it_is_installed_under(bare: Installed, tmp_path: Path, typed: str) -> None:
    code = f"from pip_trust_lab.model.command_line import format_command; print(format_command('{typed}', 'a.b'))"
    assert bare.run("-c", code, cwd=tmp_path).stdout == f"pip-trust-lab {typed} a.b\n"
