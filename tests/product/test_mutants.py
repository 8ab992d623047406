from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench.mutants.kept import Fate, read_trials
from bench.mutants.listed import MUTANTS
from tests.support.product import environment, ran

MUTANTS_OF_PIP = (sys.executable, "-m", "bench.mutants")


def test_mutants_are_listed_without_running_any() -> None:
    listed = ran((*MUTANTS_OF_PIP, "--list", "-k", "not socks"), environment())
    assert listed.returncode == 0
    of_socks = {each.name for each in MUTANTS if "socks" in f"{each.name} {each.theme.value}".lower()}
    assert {each.name for each in MUTANTS if each.name not in listed.stdout} == of_socks


@pytest.mark.parametrize(("words", "says"), [("nowhere", "selects no mutant"), ("port and", "is not an expression")])
def test_words_that_select_no_mutant_are_wrong_use(words: str, says: str, tmp_path: Path) -> None:
    ended = ran((*MUTANTS_OF_PIP, "-k", words, "--results", str(tmp_path / "kept.jsonl")), environment())
    assert (ended.returncode, ended.stdout) == (2, "")
    assert says in ended.stderr
    assert not (tmp_path / "kept.jsonl").exists()


@pytest.mark.usefixtures("private")
def test_a_mutant_is_noticed_for_the_right_reason_and_a_second_run_knows_it(tmp_path: Path) -> None:
    kept = tmp_path / "kept.jsonl"
    command = (*MUTANTS_OF_PIP, "-k", "context-lost-behind", "--near", "--results", str(kept))
    first, second = (ran(command, environment()) for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0)
    assert "tunnelled.system_store_vouches_for_the_origin: newly failing" in first.stderr
    assert "newly failing" not in second.stderr
    assert first.stdout == second.stdout
    assert first.stdout.endswith("0 of 1 live\n")
    (trial,) = read_trials(kept).values()
    assert trial.fate is Fate.KILLED
