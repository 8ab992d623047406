"""Commands of other kinds than a pip of today: what can be seen into, what cannot, and what is said then."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from packaging.version import Version

from harness.lab.worlds.world import World
from harness.model.client import Client, Interpreter
from harness.model.trust import PUBLIC
from harness.provision.releases import Releases, find_cache_folder
from harness.provision.sources import name_release
from tests.support.diagnosing import run_diagnose
from tests.support.misfortunes import MISFORTUNES
from tests.support.product import LAB, ROOT
from tests.support.stocks import clients

pytestmark = pytest.mark.client


def diagnosed(folder: Path, *command: str, **variables: str) -> tuple[dict[str, Any], str]:
    report = folder / "report.json"
    done = subprocess.run(
        (*LAB, "diagnose", "--report", str(report), "--", *command),
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert report.exists(), done.stderr
    return json.loads(report.read_text()), done.stderr


@pytest.mark.parametrize(
    ("module", "code", "variable"),
    [
        ("requests", "requests.get({url!r})", "REQUESTS_CA_BUNDLE"),
        ("urllib3", "urllib3.PoolManager().request('GET', {url!r}, retries=False)", "SSL_CERT_FILE"),
        ("urllib.request", "urllib.request.urlopen({url!r})", "SSL_CERT_FILE"),
    ],
)
def test_a_program_is_seen_into_whatever_it_asks_by(
    module: str, code: str, variable: str, world: World, tmp_path: Path
) -> None:
    program = f"import {module}; {code.format(url=world.fake_pypi().index_url)}"
    report, said = diagnosed(tmp_path, sys.executable, "-c", program)
    assert report["causes"][0]["code"] == "authority-unknown", said
    assert [each["issuer"] for each in report["looks"][0]["chain"]] == ["OU=public, O=pip trust lab"]
    assert f"export {variable}=" in said


def test_a_shell_that_runs_a_pip_is_told_of_as_that_pip(
    world: World, pip: Callable[[str], Client], tmp_path: Path
) -> None:
    client = pip("25.2")
    line = f"{client.interpreter.executable} -m pip download --retries 0 -i {world.fake_pypi().index_url} demo; exit 9"
    report, said = diagnosed(tmp_path, "sh", "-c", line, PYTHONPATH=client.tree, PIP_CONFIG_FILE=os.devnull)
    assert (report["exit"], report["tool"], report["unwatched"]) == (9, "pip", "")
    assert "What failed: pip 25.2 refused the certificate" in said


def test_an_isolated_python_is_not_seen_into_and_its_server_is_looked_at(world: World, tmp_path: Path) -> None:
    index = world.fake_pypi().index_url
    words = ("-m", "pip", "download", "--retries", "0", "-d", str(tmp_path), "-i", index, "demo")
    report, said = diagnosed(tmp_path, sys.executable, "-I", *words, PIP_CONFIG_FILE=os.devnull)
    assert report["causes"][0]["code"] == "unwatched"
    assert (report["legs"], len(report["looks"])) == ([], 1)
    assert said.partition("pip could not")[2].startswith(" be watched from inside: its Python is isolated (-I)")


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl here")
def test_what_is_no_python_is_not_seen_into_and_its_server_is_looked_at(world: World, tmp_path: Path) -> None:
    report, said = diagnosed(tmp_path, "curl", "-sS", world.fake_pypi().index_url)
    assert (report["exit"], report["causes"][0]["code"]) == (60, "unwatched")
    assert "leads to OU=public, O=pip trust lab" in " ".join(said.split())


def test_what_works_is_said_to_work(world: World, pip: Callable[[str], Client], tmp_path: Path) -> None:
    client = pip("26.3")
    words = ("-m", "pip", "download", "-d", str(tmp_path), "-i", world.fake_pypi().index_url, "demo")
    given = {"PYTHONPATH": client.tree, "PIP_CONFIG_FILE": os.devnull}
    cert = str(world.trust_store(PUBLIC))
    report, said = diagnosed(tmp_path, client.interpreter.executable, *words, PIP_CERT=cert, **given)
    assert (report["exit"], report["causes"], report["looks"]) == (0, [], [])
    assert "It worked, and nothing that was seen is wrong." in said


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize("version", ["8.1.2", "9.0.3", "20.3"])
def test_an_old_pip_on_an_old_python_is_seen_into(
    version: str, world: World, interpreters: tuple[Interpreter, ...], tmp_path: Path
) -> None:
    if "3.6" not in {each.minor for each in interpreters}:
        pytest.skip("no Python 3.6 here")
    (client,) = clients([name_release(Version(version))], ["3.6"], interpreters, Releases(find_cache_folder()), print)
    old = run_diagnose(MISFORTUNES["an old pip does not read the system's store"], world, client, tmp_path)
    assert old.code == "authority-in-unread-store", old.done.stderr
    assert old.report["versions"]["pip"] == version


@pytest.mark.usefixtures("private")
def test_what_helps_is_run_in_the_lab_on_request(world: World, pip: Callable[[str], Client], tmp_path: Path) -> None:
    founding = MISFORTUNES["the context is lost behind a tunnel (#13288)"]
    proved = run_diagnose(founding, world, pip(founding.pip), tmp_path, options=("--prove",))
    assert "tunnelled.cert_flag_vouches_for_the_origin: works" in proved.done.stderr
    assert proved.done.returncode == 1
