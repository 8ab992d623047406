from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from harness.catalogue.plan import Planned
from harness.evidence.judge import Judged
from harness.model.cell import Cell, Side
from harness.model.errors import UsageError
from harness.model.record import Record
from harness.model.words import Verdict
from harness.runs.cell_runner import CellRun
from harness.runs.recording import record_run
from harness.runs.resuming import find_standing
from scenarios.tunnelled import system_store_vouches_for_the_origin as scenario
from tests.support.cells import cell, client

NAMED = "--results out.jsonl"
CELL = cell(scenario, "26.3", "a.b")


def recorded(subject: Cell, verdict: Verdict = Verdict.PASS) -> Record:
    return record_run(CellRun(cell=subject, judged=Judged(verdict=verdict, why="so it was")))


def stands(subject: Cell, *records: Record, skip: str = "") -> bool:
    return subject.id in find_standing([Planned(cell=subject, skip=skip)], records, NAMED)


@pytest.mark.parametrize(
    ("verdict", "stays"),
    [
        (Verdict.PASS, True),
        (Verdict.KNOWN, True),
        (Verdict.FAIL, True),
        (Verdict.INVALID, False),
        (Verdict.SKIP, False),
    ],
)
def test_a_verdict_on_the_client_stands(verdict: Verdict, stays: bool) -> None:
    assert stands(CELL, recorded(CELL, verdict)) is stays


def test_the_last_record_of_a_cell_counts() -> None:
    assert not stands(CELL, recorded(CELL), recorded(CELL, Verdict.INVALID))


def test_a_cell_without_a_record_is_run_and_a_record_without_a_cell_is_no_hindrance() -> None:
    assert not stands(CELL, recorded(cell(scenario, "25.2", "a.b")))


def test_a_verdict_on_a_claim_that_has_changed_does_not_stand() -> None:
    assert not stands(CELL, msgspec.structs.replace(recorded(CELL), claim="Another claim."))


def test_a_checkout_that_changed_is_another_client() -> None:
    tree = replace(CELL, client=replace(client("26.3", label="mine"), tree="/cache/exports/0123"))
    changed = replace(tree, client=replace(tree.client, tree="/cache/exports/4567"))
    assert stands(tree, recorded(tree))
    with pytest.raises(UsageError, match=r"^--results out.* another contents than .*: 4567 now, 0123 then$"):
        stands(changed, recorded(tree))


def test_another_patch_release_of_python_is_another_client() -> None:
    newer = replace(CELL, client=replace(CELL.client, interpreter=replace(CELL.client.interpreter, version="3.10.14")))
    with pytest.raises(UsageError, match=r"another python than in its record of .*: 3\.10\.14 now, 3\.10\.13 then$"):
        stands(newer, recorded(CELL))


def test_a_record_of_an_earlier_lab_says_nothing_of_contents_and_stands() -> None:
    old = recorded(CELL)
    assert stands(CELL, msgspec.structs.replace(old, client=msgspec.structs.replace(old.client, contents="")))


def test_a_matrix_and_a_comparison_do_not_go_on_with_one_another() -> None:
    compared = replace(CELL, side=Side.BASELINE)
    with pytest.raises(UsageError, match="this run is a comparison, and its records are of a matrix"):
        stands(compared, recorded(CELL))
    with pytest.raises(UsageError, match="this run is a matrix, and its records are of a comparison"):
        stands(CELL, recorded(compared))
    assert stands(compared, recorded(compared))


def test_a_comparison_with_another_pip_is_another_comparison() -> None:
    sides = [replace(CELL, side=Side.CANDIDATE), replace(cell(scenario, "25.2", "a.b"), side=Side.BASELINE)]
    other = replace(cell(scenario, "25.1", "a.b"), side=Side.BASELINE)
    with pytest.raises(UsageError, match=r"its baseline is pip25\.1-py3\.10, unlike in this run"):
        find_standing([Planned(cell=each) for each in sides], [recorded(other)], NAMED)
