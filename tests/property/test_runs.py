"""Whatever two runs recorded, each of their cells comes to exactly one thing."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from harness.compare.comparison import ChangeKind
from harness.compare.runs import RunsCompared, choose_runs_exit_code, compare_runs, is_worse
from harness.compare.runs_files import format_runs_json
from harness.compare.runs_report import format_runs
from harness.model.record import Record, Results
from harness.report.grid import Column
from tests.property.test_results import LISTS, RECORD

RECORDS = st.lists(RECORD.map(lambda record: replace(record, side=None)), max_size=8)


def compared(old: list[Record], new: list[Record]) -> RunsCompared:
    return compare_runs([run(old)], [run(new)])


def run(records: list[Record]) -> Results:
    return Results(path=Path("run.jsonl"), records=tuple(records))


def cells(records: list[Record]) -> set[tuple[str, Column]]:
    return {(record.scenario, Column.from_client(record.client)) for record in records}


@LISTS
@given(RECORDS, RECORDS)
def test_every_cell_of_both_runs_is_in_exactly_one_change(old: list[Record], new: list[Record]) -> None:
    changes = compared(old, new).changes
    assert len(cells(old)) == sum(change.baseline is not None for change in changes)
    assert len(cells(new)) == sum(change.candidate is not None for change in changes)


@LISTS
@given(RECORDS)
def test_a_run_is_not_worse_than_itself(records: list[Record]) -> None:
    found = compared(records, records)
    assert {change.kind for change in found.changes} <= {ChangeKind.UNCHANGED, ChangeKind.BROKEN, ChangeKind.FLAKY}
    assert choose_runs_exit_code(found) == (2 if any(c.kind is ChangeKind.BROKEN for c in found.changes) else 0)


@LISTS
@given(RECORDS, RECORDS)
def test_what_is_worse_is_named_wherever_it_is_told(old: list[Record], new: list[Record]) -> None:
    found = compared(old, new)
    told, data = format_runs(found), format_runs_json(found, [run(old)], [run(new)]).decode()
    for change in filter(is_worse, found.changes):
        assert change.scenario in told
        assert change.scenario in data
