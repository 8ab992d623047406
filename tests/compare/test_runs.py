from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace

from harness.compare.comparison import ChangeKind
from harness.compare.runs import RunsCompared, choose_runs_exit_code, compare_runs
from harness.compare.runs_files import write_runs
from harness.compare.runs_report import format_runs
from harness.model.cell import Side
from harness.model.record import Record, Results
from tests.report.test_hostile_records import DOES_HARM, hostile
from tests.support.recorded import BROKEN, FAILED, FIXED, HELD, KNOWN, SKIPPED, make, pair

OTHER = {**KNOWN, "defect": "another", "issue": "a/b#1"}


def run(*records: Record, name: str = "run.jsonl") -> Results:
    return Results(path=Path(name), records=records)


def turned(old: dict[str, Any], new: dict[str, Any]) -> RunsCompared:
    return compare_runs([run(make(**old))], [run(make(**new))])


@pytest.mark.parametrize(
    ("old", "new", "kind", "code"),
    [
        (HELD, FAILED, ChangeKind.NEWLY_FAILING, 1),
        (KNOWN, FAILED, ChangeKind.NEWLY_FAILING, 1),
        (FIXED, FAILED, ChangeKind.NEWLY_FAILING, 1),
        (HELD, KNOWN, ChangeKind.NEWLY_KNOWN, 1),
        (FAILED, KNOWN, ChangeKind.NEWLY_KNOWN, 0),
        (KNOWN, OTHER, ChangeKind.NEWLY_KNOWN, 0),
        (KNOWN, HELD, ChangeKind.DEFECT_GONE, 0),
        (KNOWN, FIXED, ChangeKind.DEFECT_GONE, 0),
        (HELD, FIXED, ChangeKind.DEFECT_GONE, 0),
        (FAILED, HELD, ChangeKind.NEWLY_PASSING, 0),
        (FIXED, HELD, ChangeKind.UNCHANGED, 0),
        (FAILED, {**FAILED, "observed": HELD["observed"]}, ChangeKind.REASON_CHANGED, 0),
        (HELD, SKIPPED, ChangeKind.GONE, 0),
        (SKIPPED, HELD, ChangeKind.NEW, 0),
        (SKIPPED, FAILED, ChangeKind.NEW, 1),
        (HELD, BROKEN, ChangeKind.BROKEN, 2),
        (KNOWN, KNOWN, ChangeKind.UNCHANGED, 0),
        (FAILED, FAILED, ChangeKind.UNCHANGED, 0),
    ],
)
def test_a_cell_is_told_by_its_verdicts(old: dict[str, Any], new: dict[str, Any], kind: ChangeKind, code: int) -> None:
    compared = turned(old, new)
    assert [change.kind for change in compared.changes] == [kind]
    assert choose_runs_exit_code(compared) == code


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [((HELD,), (HELD, FAILED), 1), ((HELD, FAILED), (FAILED,), 0), ((FAILED, HELD), (HELD,), 0)],
)
def test_records_of_one_cell_that_disagree_are_flaky(
    old: tuple[dict[str, Any], ...], new: tuple[dict[str, Any], ...], code: int
) -> None:
    compared = compare_runs([run(*(make(**each) for each in old))], [run(make(**each)) for each in new])
    assert [change.kind for change in compared.changes] == [ChangeKind.FLAKY]
    assert choose_runs_exit_code(compared) == code
    told = format_runs(compared)
    assert told.count("accepts; exit 0") + told.count("rejects the origin leg (unknown_ca); exit 1") >= len(old + new)


def test_a_cell_that_was_run_again_and_agrees_is_not_flaky() -> None:
    assert choose_runs_exit_code(compare_runs([run(make(), make())], [run(make()), run(make())])) == 0
    assert format_runs(compare_runs([run(make(), make())], [run(make())])).endswith("1 unchanged")


def test_two_clients_of_one_name_with_other_files_are_no_flaky_one() -> None:
    def of(contents: str, **fields: Any) -> Record:
        record = make(label="tree", **fields)
        return replace(record, client=replace(record.client, contents=contents))

    compared = compare_runs([run(of("a", **HELD), of("b", **FAILED))], [run(of("c", **FAILED))])
    assert [change.kind for change in compared.changes] == [ChangeKind.UNCHANGED]
    assert "25.2+tree is not the same: its files have changed between the runs\n" in format_runs(compared)


def test_cells_in_one_run_alone_are_told_and_fail_only_if_they_are_red() -> None:
    both = make("a.both")
    compared = compare_runs([run(both, make("a.old"))], [run(both, make("a.new", **HELD))])
    assert choose_runs_exit_code(compared) == 0
    told = format_runs(compared)
    assert "in the old run alone: 1 cell (1 ok) of 25.2 py3.10\n  ok     a.old\n" in told
    assert "in the new run alone: 1 cell (1 ok) of 25.2 py3.10\n  ok     a.new\n" in told
    assert told.endswith("1 cell in the old run alone; 1 cell in the new run alone")
    red = compare_runs([run(both)], [run(both, make("a.new", "26.3", **FAILED))])
    assert choose_runs_exit_code(red) == 1
    assert "not paired, in the new run alone: 26.3 py3.10\n" in format_runs(red)
    assert "  FAIL   a.new\n" in format_runs(red)
    assert choose_runs_exit_code(compare_runs([run(both)], [run(both, make("a.new", **BROKEN))])) == 2
    assert choose_runs_exit_code(compare_runs([run(both, make("a.old", **BROKEN))], [run(both)])) == 0


def test_two_comparisons_stand_side_against_side() -> None:
    compared = compare_runs([run(*pair(HELD, HELD))], [run(*pair(HELD, FAILED))])
    assert [(change.kind, change.client) for change in compared.changes] == [
        (ChangeKind.NEWLY_FAILING, "26.4 py3.10"),
        (ChangeKind.UNCHANGED, "26.3 py3.10"),
    ]


def test_clients_that_differ_are_paired_and_both_named() -> None:
    compared = compare_runs([run(make(version="25.2", **HELD))], [run(make(version="26.3", **FAILED))])
    told = format_runs(compared)
    assert "paired: 25.2 py3.10 (old) with 26.3 py3.10 (new), the only version that each run has\n" in told
    assert "  tunnelled.claim 25.2 py3.10 → 26.3 py3.10\n" in told


def test_files_say_what_the_terminal_says(tmp_path: Path) -> None:
    old = [run(make("a.worse"), make("a.same"), make("a.gone"), name="old.jsonl")]
    new = [run(make("a.worse", **FAILED), make("a.same"), make("a.new", **FAILED), name="new.jsonl")]
    files = {name: tmp_path / name for name in ("json", "junit", "markdown", "html")}
    write_runs(compare_runs(old, new), old, new, files)
    told = json.loads(files["json"].read_bytes())
    assert (told["old"], told["new"], told["exit"]) == (["old.jsonl"], ["new.jsonl"], 1)
    assert {(each["kind"], each["scenario"], each["worse"]) for each in told["changes"]} == {
        ("newly failing", "a.worse", True),
        ("new", "a.new", True),
        ("gone", "a.gone", False),
    }
    assert told["changes"][0]["new"]["verdict"] == "FAIL"
    root = ElementTree.fromstring(files["junit"].read_text())
    assert [
        each.get("name") for each in root.iter("testcase") if {"failure", "error"} & {found.tag for found in each}
    ] == [
        "worse 25.2 py3.10",
        "new 25.2 py3.10",
    ]
    assert all("a.worse" in files[name].read_text() for name in ("markdown", "html"))


@pytest.mark.parametrize("harm", DOES_HARM.values(), ids=DOES_HARM)
def test_nothing_that_records_say_does_harm(tmp_path: Path, harm: re.Pattern[str]) -> None:
    old = [run(hostile(Side.BASELINE, **HELD), hostile(Side.BASELINE, **FAILED))]
    new = [run(hostile(Side.CANDIDATE, **FAILED))]
    files = {name: tmp_path / name for name in ("json", "junit", "markdown", "html")}
    for records in ([run(make())], new):
        found = compare_runs(old, records)
        write_runs(found, old, records, files)
        for text in (format_runs(found), *(file.read_text() for file in files.values())):
            assert not harm.search(text)
        ElementTree.fromstring(files["junit"].read_text())
