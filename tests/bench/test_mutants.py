from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from bench.mutants.kept import Fate, Trial, add_trial, read_trials
from bench.mutants.listed import MUTANTS
from bench.mutants.mutant import RELEASE, Mutant, Sign, Theme
from bench.mutants.table import count_living
from bench.mutants.trees import alter_text, make_mutated_tree
from bench.mutants.trial import is_right
from fixtures.keywords import make_filter
from harness.catalogue.find import load_scenarios
from harness.compare.comparison import ChangeKind, compare_records
from harness.model.client import Client
from harness.model.errors import UsageError
from harness.model.words import Leg
from tests.support import recorded
from tests.support.cells import cell

SLIP = Mutant(
    name="port-forgotten",
    theme=Theme.PORTS,
    file="pip/ports.py",
    text="port == other",
    instead="True",
    breaks="Every port is the same.",
    words="ports",
    signs=(Sign("rejects", Leg.ORIGIN, "unknown_ca"),),
)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "tree/pip").mkdir(parents=True)
    (tmp_path / "tree/pip/ports.py").write_text("same = port == other\n", encoding="utf-8")
    return tmp_path / "tree"


def trial(name: str = "port-forgotten", fate: Fate = Fate.LIVES) -> Trial:
    return Trial(mutant=name, digest=SLIP.digest, fate=fate, compared=3, everywhere=True)


def hashes(tree: Path) -> dict[Path, str]:
    files = (file for file in tree.rglob("*") if file.is_file())
    return {file.relative_to(tree): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def test_every_mutant_has_a_name_of_its_own_and_says_what_it_breaks() -> None:
    assert [name for name, times in Counter(each.name for each in MUTANTS).items() if times > 1] == []
    assert [each.name for each in MUTANTS if not each.breaks.endswith(".") or not each.signs] == []


def test_a_sign_that_is_no_verdict_on_a_leg_says_what_went_wrong() -> None:
    vague = [Sign(outcome) for outcome in ("broken", "leaks", "prints", "rejects")]
    assert [each.name for each in MUTANTS if set(each.signs) & set(vague)] == []


def test_every_theme_has_a_mutant() -> None:
    assert {each.theme for each in MUTANTS} == set(Theme)


def test_no_two_mutants_are_the_same_slip() -> None:
    assert len({(each.file, each.text, each.instead) for each in MUTANTS}) == len(MUTANTS)
    assert [each.name for each in MUTANTS if each.text == each.instead] == []


def test_the_words_of_every_mutant_select_a_scenario() -> None:
    cells = [cell(scenario, RELEASE, scenario_id=name) for name, scenario in load_scenarios().items()]
    assert [each.name for each in MUTANTS if not any(map(make_filter(each.words), cells))] == []


def test_every_mutant_is_one_change_of_the_release(pip: Callable[[str], Client]) -> None:
    tree = Path(pip(RELEASE).tree)
    for mutant in MUTANTS:
        compile(alter_text(mutant, tree), mutant.file, "exec")


def test_the_cache_stays_as_it_is(pip: Callable[[str], Client], tmp_path: Path) -> None:
    client = pip(RELEASE)
    before = hashes(Path(client.tree))
    mutant = MUTANTS[0]
    made = make_mutated_tree(mutant, Path(client.tree), tmp_path, client.interpreter)
    after = hashes(made)
    assert hashes(Path(client.tree)) == before
    differing = {file for file in {*before, *after} if before.get(file) != after.get(file)}
    stem = Path(mutant.file).stem
    assert {file.name.partition(".")[0] for file in differing} == {stem}
    assert Path(mutant.file) in differing


@pytest.mark.parametrize("text", ["nothing\n", "port == other or port == other\n"])
def test_a_place_that_is_not_there_just_once_is_an_error(tree: Path, text: str) -> None:
    (tree / SLIP.file).write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"pip/ports\.py has 'port == other' [02] times, expected once"):
        alter_text(SLIP, tree)


def test_a_file_that_is_not_there_is_an_error(tree: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no pip/hosts\.py"):
        alter_text(replace(SLIP, file="pip/hosts.py"), tree)


def test_a_slip_replaces_its_text(tree: Path) -> None:
    assert alter_text(SLIP, tree) == "same = True\n"


@pytest.mark.parametrize(
    ("signs", "right"),
    [
        ((Sign("rejects"),), True),
        ((Sign("leaks"), Sign("rejects", Leg.ORIGIN, "unknown_ca")), True),
        ((Sign("rejects", Leg.PROXY),), False),
        ((Sign("rejects", Leg.ORIGIN, "certificate_expired"),), False),
        ((Sign("leaks"),), False),
    ],
)
def test_a_change_counts_only_for_the_right_reason(signs: tuple[Sign, ...], right: bool) -> None:
    (change,) = compare_records(recorded.pair(recorded.HELD, recorded.FAILED))
    assert is_right(replace(SLIP, signs=signs), change) is right


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (recorded.FAILED, recorded.FAILED),
        (recorded.HELD, recorded.HELD),
        (recorded.HELD, recorded.BROKEN),
        (recorded.SKIPPED, recorded.FAILED),
    ],
)
def test_what_is_no_change_counts_for_nothing(before: dict[str, object], after: dict[str, object]) -> None:
    (change,) = compare_records(recorded.pair(before, after))
    assert not is_right(SLIP, change)


def test_what_was_so_before_counts_for_nothing() -> None:
    worse = {**recorded.FAILED, "observed": msgspec.structs.replace(recorded.REFUSED, exit=2)}
    (change,) = compare_records(recorded.pair(recorded.FAILED, worse))
    assert change.kind is ChangeKind.REASON_CHANGED
    assert not is_right(SLIP, change)


def test_what_came_of_a_mutant_is_read_again_and_the_last_counts(tmp_path: Path) -> None:
    file = tmp_path / "mutants.jsonl"
    assert read_trials(file) == {}
    for each in (trial(), trial("another"), trial(fate=Fate.KILLED)):
        add_trial(file, each)
    assert read_trials(file) == {"port-forgotten": trial(fate=Fate.KILLED), "another": trial("another")}


def test_a_line_that_is_no_trial_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "mutants.jsonl"
    file.write_text('{"mutant": 1}\n', encoding="utf-8")
    with pytest.raises(UsageError, match=r"mutants\.jsonl:1: this is no trial of a mutant"):
        read_trials(file)


def test_a_mutant_that_is_tried_otherwise_was_not_tried() -> None:
    assert SLIP.digest == replace(SLIP).digest
    others = (replace(SLIP, words="hosts"), replace(SLIP, instead="False"), replace(SLIP, signs=(Sign("leaks"),)))
    assert SLIP.digest not in {each.digest for each in others}


def test_those_that_live_are_counted() -> None:
    fates = (Fate.KILLED, Fate.LIVES, Fate.MISTAKEN, Fate.EQUIVALENT)
    assert count_living([trial(fate=fate) for fate in fates]) == (
        "2 of 4 live (1 of them noticed for another reason, 1 more cannot be noticed)"
    )
    assert count_living([trial(fate=Fate.KILLED)]) == "0 of 1 live"
