from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from packaging.version import Version

from harness.diagnose.pyz import build_application, write_application
from harness.lab.worlds.world import World
from harness.model.client import Interpreter
from harness.model.errors import UsageError
from harness.provision.releases import Releases, find_cache_folder
from harness.provision.sources import name_release
from tests.support.diagnosing import SECRETS, list_forms, run_diagnose
from tests.support.misfortunes import MISFORTUNES
from tests.support.product import ROOT
from tests.support.stocks import clients

FOUNDING = "the context is lost behind a tunnel (#13288)"
OLD = "an old pip does not read the system's store"


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pyz") / "diagnose.pyz"
    write_application(path)
    return path


def test_the_same_code_gives_the_same_bytes() -> None:
    assert build_application() == build_application()


def test_it_carries_no_more_than_it_needs(application: Path) -> None:
    with zipfile.ZipFile(application) as archive:
        folders = {name.rpartition("/")[0] for name in archive.namelist() if not name.endswith("__init__.py")}
    own = {"harness/diagnose/alone", "harness/diagnose/inside", "harness/clients/inside/witness"}
    assert folders == {"", *own}


@pytest.mark.client
def test_a_command_writes_it_and_says_how_to_run_it(tmp_path: Path) -> None:
    path = tmp_path / "mine.pyz"
    command = [sys.executable, "-m", "harness.diagnose.pyz", str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"as in: python {path} -- python -m pip install scipy" in done.stdout
    assert path.read_bytes() == build_application()


def test_it_is_not_written_where_nothing_can_be(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written: No such file or directory"):
        write_application(tmp_path / "nowhere" / "diagnose.pyz")


@pytest.mark.usefixtures("private")
@pytest.mark.client
@pytest.mark.parametrize(("minor", "name"), [("3.7", OLD), ("3.8", OLD), ("3.10", FOUNDING), ("3.13", FOUNDING)])
def test_it_tells_the_cause_on_a_python_without_any_package(
    minor: str, name: str, application: Path, world: World, interpreters: tuple[Interpreter, ...], tmp_path: Path
) -> None:
    if minor not in {each.minor for each in interpreters}:
        pytest.skip(f"no Python {minor} here")
    misfortune, releases = MISFORTUNES[name], Releases(find_cache_folder())
    (client,) = clients([name_release(Version(misfortune.pip))], [minor], interpreters, releases, print)
    # -S leaves out every installed package, -I whatever the environment names.
    lab = (client.interpreter.executable, "-I", "-S", str(application))
    diagnosed = run_diagnose(misfortune, world, client, tmp_path, lab)
    assert (diagnosed.code, diagnosed.done.returncode) == (misfortune.code, 1), diagnosed.done.stderr
    written = diagnosed.path.read_text() + diagnosed.done.stderr
    assert [form for secret in SECRETS for form in list_forms(secret) if form in written] == []


@pytest.mark.client
def test_a_shell_runs_it_by_its_first_line(application: Path) -> None:
    done = subprocess.run([application, "--", "sh", "-c", "exit 7"], env=dict(os.environ), check=False)
    assert done.returncode == 7


@pytest.mark.client
def test_a_python_that_is_too_old_is_named(application: Path, interpreters: tuple[Interpreter, ...]) -> None:
    old = next((each.executable for each in interpreters if each.minor == "3.6"), None)
    if old is None:
        pytest.skip("no Python 3.6 here")
    done = subprocess.run([old, application, "--", "true"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("Error: this needs Python 3.7 or newer, and ")
