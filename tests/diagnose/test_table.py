from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from harness.catalogue.find import load_scenarios
from harness.diagnose import alone
from harness.diagnose.alone.case import is_in_range
from harness.diagnose.table import make_table

TABLE = make_table(load_scenarios().values())
RELEASES = (
    "8.0",
    "9.0.3",
    "20.3",
    "21.1",
    "23.0.1",
    "24.0",
    "24.1.2",
    "24.2",
    "25.0",
    "25.1.1",
    "25.2",
    "26.1.2",
    "26.2",
)
SOURCES = {path.name: path.read_text() for path in Path(alone.__path__[0]).glob("*.py")}


def test_the_table_is_json_and_has_each_defect_of_a_pip_once() -> None:
    assert json.loads(json.dumps(TABLE)) == TABLE
    slugs = [each["slug"] for each in TABLE]
    assert len(slugs) == len(set(slugs)) > 50


@pytest.mark.parametrize("defect", TABLE, ids=[each["slug"] for each in TABLE])
def test_a_range_holds_the_releases_that_packaging_finds_in_it(defect: dict[str, str]) -> None:
    theirs = SpecifierSet(defect["pip"])
    assert [is_in_range(each, defect["pip"]) for each in RELEASES] == [Version(each) in theirs for each in RELEASES]


def test_every_scenario_that_a_way_names_is_in_the_catalogue() -> None:
    named = {word for text in SOURCES.values() for word in re.findall(r'"([a-z_]+\.[a-z_0-9]+)"', text)}
    named = {each for each in named if each.split(".")[0] in {name.split(".")[0] for name in load_scenarios()}}
    assert len(named) > 10
    assert named - set(load_scenarios()) == set()


def test_every_defect_that_a_cause_names_is_in_the_catalogue() -> None:
    texts = [
        node.value
        for text in SOURCES.values()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    known = {each["slug"] for each in TABLE}
    named = {"truststore-context-lost", "proxy-leg-context-lost", "certifi-lost-with-the-context", "decided-by-luck"}
    assert named <= set(texts)
    assert named <= known


def test_what_runs_on_python_3_7_reads_there() -> None:
    for name, text in SOURCES.items():
        ast.parse(text, name, feature_version=(3, 7))
