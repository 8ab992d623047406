"""The scripts of all scenarios that have one, as text."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest

from harness.catalogue.find import load_scenarios
from harness.clients.variant_clients import make_installed_variant
from harness.model.cell import Cell
from harness.model.conditions import Option, Variable
from harness.model.errors import UsageError
from harness.model.words import Variant
from harness.repro.script import write_script
from harness.repro.unsupported import list_unsupported
from tests.support import recorded
from tests.support.cells import PYTHON, cell
from tests.support.real_cells import FOUNDING

SCENARIOS = load_scenarios()
PINS = {"requests": "2.32.5", "urllib3": "2.6.3", "truststore": "0.10.4", "cachecontrol": "0.14.4"}
SAID = {name: each for name, each in SCENARIOS.items() if not list_unsupported(cell(each))}


def script(name: str) -> str:
    return write_script(cell(SAID[name], scenario_id=name), recorded.make(name))


def variant_script(variant: Variant, name: str) -> str:
    client = make_installed_variant(variant, PINS, "urllib3=2.6.3", Path(), PYTHON)
    return write_script(Cell(scenario_id=name, scenario=SCENARIOS[name], client=client), recorded.make(name))


@pytest.fixture(scope="module")
def scripts() -> dict[str, str]:
    variants = {
        f"{name}-{variant.value}": variant_script(variant, name)
        for variant, name in product(Variant, (FOUNDING, "direct.shipped_store_vouches_for_the_origin"))
    }
    return {name: script(name) for name in SAID} | variants


def test_every_script_is_python_that_old_ones_read_too(scripts: dict[str, str]) -> None:
    for name, text in scripts.items():
        ast.parse(text, name, feature_version=(3, 8))


def test_every_script_is_formatted_and_clean(scripts: dict[str, str], tmp_path: Path) -> None:
    ruff = shutil.which("ruff") or pytest.skip("ruff is not here: nox -s lint installs it")
    for name, text in scripts.items():
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    for words in (
        ("format", "--diff"),
        ("check", "--select", "E,F,W,I,B,UP,SIM,RET,D1,N", "--ignore", "N802,D107,D105"),
    ):
        usual = ("--isolated", "--line-length", "120", "--target-version", "py38")
        done = subprocess.run([ruff, *words, *usual, str(tmp_path)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, (done.stdout + done.stderr)[:3000]


def test_a_script_names_its_dependencies_as_pep_723_says() -> None:
    block = re.search(r"(?m)^# /// script$\s(?P<content>(^#(| .*)$\s)+)^# ///$", script(FOUNDING))
    assert block is not None
    lines = [line[2:] for line in block["content"].splitlines()]
    assert lines == ['requires-python = "==3.10.*"', 'dependencies = ["trustme", "pip==26.3"]']


def test_a_simple_script_is_short() -> None:
    assert len(script("direct.shipped_store_vouches_for_the_origin").splitlines()) < 300


def test_nothing_of_a_scenario_or_a_record_becomes_code() -> None:
    odd = '\'"""\\n{boom()} \\ #'
    scenario = SAID[FOUNDING].but(
        claim=odd, options=(Option('--log \'"""; boom()\''),), variables=(Variable('A=\'x"""{folder}\''),)
    )
    record = recorded.make(claim=odd, issue=odd, replay=odd, openssl=odd)
    tree = ast.parse(write_script(cell(scenario), record))
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert "boom" not in called
    named = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert "boom" not in named


def test_the_script_of_a_variant_has_the_adapter_and_no_other() -> None:
    text = variant_script(Variant.ORIGIN_LEG, FOUNDING)
    classes = [node.name for node in ast.parse(text).body if isinstance(node, ast.ClassDef)]
    assert classes == ["NoContext", "PoolOnly", "OriginLeg", "Node", "Handler", "Origin", "Proxy"]
    assert 'dependencies = ["trustme", "requests==2.32.5", "urllib3==2.6.3", "truststore==0.10.4"]' in text


def test_a_condition_that_cannot_be_said_writes_nothing() -> None:
    name = next(name for name in SCENARIOS if name not in SAID)
    with pytest.raises(UsageError, match=r"a script does not support this yet: .+\. Use nox -s lab -- run "):
        write_script(cell(SCENARIOS[name]), recorded.make(name))


def test_a_script_passes_nothing_of_the_environment_on(scripts: dict[str, str]) -> None:
    assert [name for name, text in scripts.items() if "os.environ" in text] == []
    assert sys.executable not in "".join(scripts.values())
