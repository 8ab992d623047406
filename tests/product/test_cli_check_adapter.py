from __future__ import annotations

import json
from pathlib import Path

import junitparser
import pytest

from tests.support.adapters_given import FORGETFUL, MINDFUL
from tests.support.product import PYTHON, lab


def checked(folder: Path, text: str, name: str, *options: str, code: int) -> str:
    (folder / "own.py").write_text(text)
    done = lab("check-adapter", str(folder / "own.py"), f"own:{name}", "--python", PYTHON, *options)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


@pytest.mark.usefixtures("private")
def test_an_adapter_that_forgets_proxies_loses_what_its_context_holds(tmp_path: Path) -> None:
    said = checked(tmp_path, FORGETFUL, "Forgetful", "--kwargs", '{"certificate": "{certificate}"}', code=1)
    assert "PoolManager holds ssl_context=context A, TLSv1_3 and newer" in said
    assert "ProxyManager of http:// holds nothing" in said
    for loss in (
        "over SOCKS: origin leg: context: LOST, where a direct connection has kept",
        "tunnelled: origin leg: context: LOST, where a direct connection has kept",
        "intercepted: origin leg: client certificate: not shown, where a direct connection has shown",
        "tunnelled over TLS: proxy leg: minimum TLS version: TLSv1_2, where a direct connection has TLSv1_3",
    ):
        assert f"LOST  {loss}" in said


@pytest.mark.usefixtures("private")
def test_an_adapter_that_minds_proxies_loses_nothing(tmp_path: Path) -> None:
    said = checked(tmp_path, MINDFUL, "Mindful", "--kwargs", '{"certificate": "{certificate}"}', code=0)
    assert "ok    every leg has what a direct connection has" in said
    assert "TLSv1_2" not in said
    assert "LOST" not in said


@pytest.mark.usefixtures("private")
def test_an_adapter_that_hands_a_socks_proxy_a_context_of_its_own_gets_nowhere_there(tmp_path: Path) -> None:
    text = MINDFUL.replace('if not proxy.startswith("socks"):', "if True:")
    said = checked(tmp_path, text, "Mindful", "--kwargs", '{"certificate": "{certificate}"}', code=1)
    lost = [line for line in said.splitlines() if line.startswith("LOST")]
    assert "LOST  over SOCKS: origin leg: context: never reached, where a direct connection has kept" in lost
    assert all("SOCKS" in line for line in lost)
    assert said.rstrip().endswith('if not proxy.lower().startswith("socks"):')
    assert "loses it" not in said


@pytest.mark.usefixtures("private")
def test_a_pin_that_a_proxy_makes_an_adapter_forget_is_lost(tmp_path: Path) -> None:
    text = """
from requests.adapters import HTTPAdapter


class Pinned(HTTPAdapter):
    def __init__(self, pin):
        self.pin = pin
        super().__init__()

    def init_poolmanager(self, *positional, **keywords):
        super().init_poolmanager(*positional, assert_fingerprint=self.pin, **keywords)
"""
    said = checked(tmp_path, text, "Pinned", "--kwargs", '{"pin": "{fingerprint}"}', code=1)
    assert "LOST  tunnelled: origin leg: pinning: LOST, where a direct connection has held" in said


@pytest.mark.usefixtures("private")
def test_an_adapter_of_a_project_is_found_imported_with_its_package_and_told_to_machines_too(tmp_path: Path) -> None:
    package = tmp_path / "project" / "src" / "company"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "retries.py").write_text("RETRIES = 2\n")
    (package / "adapters.py").write_text(f"from .retries import RETRIES\nimport company\n{FORGETFUL}")
    told, junit = tmp_path / "told.json", tmp_path / "told.xml"
    files = ("--json", str(told), "--junit", str(junit), "--kwargs", '{"certificate": "{certificate}"}')
    done = lab("check-adapter", str(tmp_path / "project"), "--python", PYTHON, *files)
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stdout.startswith("Forgetful of ")
    assert "def proxy_manager_for(" in done.stdout
    found = json.loads(told.read_text())
    losing = {(each["topology"], each["leg"]) for each in found["lost"]}
    assert {leg for _, leg in losing} == {"proxy", "origin"}
    cases = [case for suite in junitparser.JUnitXml.fromfile(str(junit)) for case in suite]
    assert len(cases) == len(found["legs"])
    assert sum(bool(case.result) for case in cases) == len(losing)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("nowhere.py", "own:Own"), "nowhere.py: no such file"),
        (("not a package", "own:Own"), "is neither a package"),
        (("requests==2.32.5", "Own"), "'Own' does not name an adapter: expected module:Class"),
        (("requests==2.32.5", "a:B", "--kwargs", "["), "--kwargs '[' is not JSON"),
        (("requests==2.32.5", "a:B", "--requests", ">=2.31"), "expected one version each of requests and urllib3"),
    ],
)
def test_what_cannot_be_checked_is_said_in_one_line(arguments: tuple[str, ...], why: str) -> None:
    done = lab("check-adapter", *arguments)
    assert done.returncode == 2
    assert why in done.stderr
    assert done.stderr.count("\n") == 1


def test_an_adapter_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(FORGETFUL)
    done = lab("check-adapter", str(tmp_path / "own.py"), "own:Forgetful", "--python", PYTHON)
    assert done.returncode == 2
    assert "the adapter cannot be made: ERROR: TypeError: " in done.stderr
