from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.lab.worlds.world import World
from harness.model.client import Client
from tests.support.diagnosing import Diagnosed, run_diagnose
from tests.support.inside import lab_inside
from tests.support.misfortunes import MISFORTUNES
from tests.support.product import ROOT

PAGE = (ROOT / "docs" / "diagnose.md").read_text()


@pytest.fixture
def diagnosed(world: World, pip: Callable[[str], Client], tmp_path: Path) -> Diagnosed:
    founding = MISFORTUNES["the context is lost behind a tunnel (#13288)"]
    return run_diagnose(founding, world, pip(founding.pip), tmp_path)


@pytest.mark.usefixtures("private")
def test_the_answer_on_the_page_is_the_answer(diagnosed: Diagnosed) -> None:
    said = diagnosed.done.stderr
    # The world has a server more that fails, which the page has not.
    answer = said[said.index("What failed") : said.index("\nThe evidence")].partition("\nAlso: ")[0].rstrip()
    assert re.sub(r"/\S+/python[\d.]*", "python", answer) in PAGE
    fields = re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.*?) \|", PAGE, re.MULTILINE)))
    assert set(fields) - {"diagnose"} == set(diagnosed.report)


@pytest.mark.usefixtures("private")
def test_a_maintainer_reads_the_report_as_the_page_says(diagnosed: Diagnosed) -> None:
    lines = re.findall(r"^nox -s lab -- (witness|reproduce) report\.json$", PAGE, re.MULTILINE)
    assert lines == ["witness", "reproduce"]
    for command in lines:
        done = lab_inside(command, str(diagnosed.path))
        assert done.returncode == 0, done.stdout + done.stderr
        assert re.search("proxy_manager_for hands on no ssl_context|The lab shows the same", done.stdout)


@pytest.mark.usefixtures("private")
def test_masked_hosts_are_nowhere_in_the_report(world: World, pip: Callable[[str], Client], tmp_path: Path) -> None:
    misfortune = MISFORTUNES["the certificate is for another name"]
    diagnosed = run_diagnose(misfortune, world, pip(misfortune.pip), tmp_path, options=("--mask-hosts",))
    text = diagnosed.path.read_text() + diagnosed.done.stderr.partition("What failed")[2]
    assert [name for name in ("elsewhere.lab", "other.test", "pip trust lab", "O=trustme") if name in text] == []
    assert diagnosed.code == misfortune.code


@pytest.mark.usefixtures("private")
def test_no_look_leaves_the_server_alone(world: World, pip: Callable[[str], Client], tmp_path: Path) -> None:
    misfortune = MISFORTUNES["nobody here vouches"]
    diagnosed = run_diagnose(misfortune, world, pip(misfortune.pip), tmp_path, options=("--no-look",))
    assert (diagnosed.code, diagnosed.report["looks"]) == (misfortune.code, [])
    assert "looking at" not in diagnosed.done.stderr
