from __future__ import annotations

import pytest

from tests.support.product import LAB, environment, lab, ran


def lines(*words: str, columns: int = 100) -> list[str]:
    done = ran((*LAB, *words), environment({"COLUMNS": str(columns)}))
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def test_the_labs_options_are_on_the_first_screen_and_pytests_long_list_is_not_there() -> None:
    said = lines("matrix", "--help")
    assert said[0] == "usage: nox -s matrix -- [OPTIONS]"
    assert any(line.strip().startswith("--pip SPEC") for line in said[:40])
    assert not any("--pdb" in line for line in said)
    assert len(said) < 100


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_the_help_is_wrapped_at_the_terminals_width(columns: int) -> None:
    assert columns * 0.8 < max(map(len, lines("matrix", "--help", columns=columns))) <= columns


def test_a_comparison_shows_its_own_options_first() -> None:
    said = lines("matrix", "--compare", "--help")
    assert said[0] == "usage: nox -s compare -- [OPTIONS]"
    assert any(line.strip().startswith("--candidate SPEC") for line in said[:12])


def test_everything_is_shown_on_request() -> None:
    said = lines("matrix", "--help-all")
    assert said[0] == "usage: nox -s matrix -- [OPTIONS]"
    assert any("--pdb" in line for line in said)


def test_a_command_that_is_none_of_pytest_has_its_own_help() -> None:
    assert lab("run", "--help").stdout.startswith("Usage: ")
