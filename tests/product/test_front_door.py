"""The README: short, and what it shows is what the lab prints."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from harness import model
from harness.catalogue.find import load_scenarios
from harness.model.scenario import Scenario
from scenarios import topologies, tunnelled
from tests.support.pages import furnished, here
from tests.support.product import PYTHON, ROOT, matrix

README = (ROOT / "README.md").read_text()
MATRIX_PAGE = (ROOT / "docs" / "matrix.md").read_text()


def fenced(page: str, language: str) -> list[str]:
    """The code blocks of a page in this language."""
    return re.findall(rf"^```{language}\n(.*?)^```", page, re.DOTALL | re.MULTILINE)


def run_of(start: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Return what the README's only matrix command that starts so prints on a Python of this machine."""
    (line,) = (line for block in fenced(README, "console") for line in block.splitlines() if line.startswith(start))
    arguments = re.findall(r'"[^"]*"|\S+', here(line, folder, PYTHON).removeprefix("nox -s matrix -- "))
    return matrix(*(word.strip('"') for word in arguments), "--python", PYTHON, "-n", "2")


def printed(text: str) -> list[str]:
    """The lines of an output without what ends them."""
    return [line.rstrip() for line in text.splitlines()]


def shown(block: str) -> list[str]:
    """The lines that a page shows, as they are on a Python of this machine, without those that leave something out."""
    lines = re.sub(r"(?<=py)3\.\d+|(?<=[Pp]ython )3\.\d+", PYTHON, block).splitlines()
    return [line for line in lines if line.strip() not in {"", "…"}]


def missing(block: str, output: list[str]) -> list[str]:
    """The lines of a block that an output does not have, in this order."""
    rest = iter(output)
    return [line for line in shown(block) if not any(line == each for each in rest)]


def test_the_readme_has_at_most_eight_hundred_words() -> None:
    assert len(README.split()) <= 800


def test_ci_runs_the_test_command_of_the_readme() -> None:
    commands = [line for block in fenced(README, "console") for line in block.splitlines()]
    assert (ROOT / ".ci" / "run").read_text().splitlines()[-1] in commands


@pytest.mark.usefixtures("private")
def test_the_picture_is_what_its_command_prints(tmp_path: Path) -> None:
    done = run_of("nox -s matrix -- --pip 24.1.2 ", tmp_path)
    for block in (fenced(README, "text")[0], fenced(MATRIX_PAGE, "text")[0]):
        assert missing(block, printed(done.stdout)) == [], done.stdout


@pytest.mark.usefixtures("private")
def test_the_red_cell_is_what_its_command_prints(tmp_path: Path) -> None:
    folder = furnished(tmp_path)
    done = run_of("nox -s matrix -- --pip ./tree ", folder)
    assert done.returncode == 1
    output = printed(done.stdout.replace(str(folder / "tree"), "./tree"))
    assert missing(fenced(README, "text")[1], output) == [], done.stdout


def test_the_scenario_can_be_pasted_where_the_readme_says() -> None:
    (block,) = fenced(README, "python")
    names = dict(vars(tunnelled))
    exec(block, names)
    (new,) = (name for name in names if name not in vars(tunnelled) and isinstance(names[name], Scenario))
    assert names[new].claim not in {each.claim for each in load_scenarios().values()}


def test_the_page_on_scenarios_shows_scenarios() -> None:
    names = {**vars(model), **vars(topologies), **vars(tunnelled)}
    blocks = fenced((ROOT / "docs" / "scenarios.md").read_text(), "python")
    for block in blocks:
        exec(block, names)
        assert isinstance(names[block.partition(" = ")[0]], Scenario)
    assert blocks
