"""The flaky cells of a history: those with different outcomes although nothing had changed.

One rule: pure, and never said without a reason. Runs count as alike if they say that the same commit of the lab made
them; of runs that do not say, a cell is flaky only if it changes and changes back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from harness.compare.comparison import has_run
from harness.compare.runs import find_lab, records_disagree
from harness.history.run import Run
from harness.model.cell import Side
from harness.model.record import Record
from harness.report.grid import Column

_Cell = tuple[Side | None, Column, str]


@dataclass(frozen=True, kw_only=True)
class FlakyCell:
    """A cell, why it is called flaky, and its record in each run that has it, the oldest first."""

    scenario: str
    client: str
    why: str
    standings: tuple[tuple[Run, Record], ...]


def find_flaky(runs: Sequence[Run]) -> tuple[FlakyCell, ...]:
    """Return the flaky cells by scenario; the oldest run comes first."""
    cells: dict[_Cell, list[tuple[Run, Record]]] = defaultdict(list)
    for run in runs:
        for record in run.results.records:
            if has_run(record):
                cells[record.side, Column.from_client(record.client), record.scenario].append((run, record))
    return tuple(
        FlakyCell(scenario=scenario, client=column.full, why=why, standings=tuple(standings))
        for (_, column, scenario), standings in sorted(cells.items(), key=lambda each: (each[0][2], each[0][1].rank))
        if (why := explain_flaky(standings))
    )


def explain_flaky(standings: Sequence[tuple[Run, Record]]) -> str:
    """Return why a cell is flaky, empty if it is not."""
    by_run: dict[str, list[tuple[str, Record]]] = defaultdict(list)
    for run, record in standings:
        by_run[run.name].append(("", record))
    if any(map(records_disagree, by_run.values())):
        return "its records in one run disagree"
    # A checkout with changes, marked by a plus, is not known to be the same as another.
    labs = [(find_lab(run.results), record) for run, record in standings]
    if records_disagree((lab, record) for lab, record in labs if lab and not lab.endswith("+")):
        return "runs of the same client by the same commit of the lab disagree"
    return "it changed and changed back" if _changes_back([record for _, record in standings]) else ""


def _changes_back(records: Sequence[Record]) -> bool:
    verdicts = [record.verdict for record in records if record.client.contents == records[-1].client.contents]
    turns = [verdict for verdict, before in zip(verdicts, (None, *verdicts), strict=False) if verdict is not before]
    return len(turns) > len(set(turns))
