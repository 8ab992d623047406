from __future__ import annotations

import re
import sys

import click
import pytest
from click.testing import CliRunner

from harness.cli import COMMANDS, main
from tests.support.product import ROOT, environment, ran

#: Runs a command in a process of its own, then prints which of our modules it has brought along.
ASKED = """
import sys
from harness.cli import main
try:
    main(sys.argv[1:])
except SystemExit:
    print("\\n---", *sorted(name for name in sys.modules if name.startswith("harness.")), sep="\\n")
"""


def brought_along(*arguments: str) -> set[str]:
    done = ran((sys.executable, "-c", ASKED, *arguments), environment())
    return set(done.stdout.partition("\n---\n")[2].split())


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_called_as_it_is_listed(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.name == name


def test_the_help_names_every_command_with_a_line() -> None:
    explained = CliRunner().invoke(main, ["--help"]).output
    assert [name for name in COMMANDS if not re.search(rf"^  {name} +\w+ \w+", explained, re.MULTILINE)] == []


def test_an_unknown_command_is_refused_in_one_line_that_names_all() -> None:
    done = CliRunner().invoke(main, ["nonsense"])
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == f"Error: unknown command 'nonsense': expected one of {', '.join(COMMANDS)}\n"


def test_an_unknown_command_brings_no_other_along() -> None:
    rooms = {name.split(".")[1] for name in brought_along("nonsense")}
    assert rooms == {"cli", "model", "runs"}


def test_a_command_brings_neither_another_question_nor_a_node_along() -> None:
    brought = brought_along("list", "tunnelled")
    assert "harness.commands.look" in brought
    assert {name.split(".")[1] for name in brought} & {"bisect", "compare", "advise", "check_adapter"} == set()
    assert [name for name in brought if name.startswith(("harness.lab.nodes", "harness.lab.lab"))] == []


@pytest.mark.client
def test_without_its_dependencies_the_lab_says_in_one_line_what_is_missing() -> None:
    # -S leaves out what is installed beside the standard library.
    done = ran((sys.executable, "-S", "-m", "harness", "list"), environment())
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"Error: \S+ has no click, .+ nox -s lab .+ --group lab .*\n", done.stderr)


def test_a_module_of_the_labs_own_that_is_missing_is_no_missing_dependency() -> None:
    hidden = "import runpy, sys; sys.modules['harness.cli'] = None; runpy.run_module('harness', run_name='__main__')"
    done = ran((sys.executable, "-c", hidden), environment())
    assert done.returncode == 1
    assert "ModuleNotFoundError" in done.stderr
    assert str(ROOT / "harness") in done.stderr
