"""Find the planned cells without a record and the files that are cut, before a reader trusts a table.

A cell counts as recorded if any of the files has its record.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from harness.model.record import Record, Results
from harness.model.words import Verdict

#: The number of cells named on a screen; the files name all.
_NAMED = 10


def find_missing(planned: Iterable[str], records: Iterable[Record]) -> tuple[str, ...]:
    """Return the planned cells without a record, in their order."""
    recorded = {record.cell for record in records}
    return tuple(cell for cell in dict.fromkeys(planned) if cell not in recorded)


def describe_missing(cells: Sequence[str], planned: Collection[str]) -> str:
    """Return a sentence such as ``3 of 8 planned cells have no record: a, b, c``."""
    named = ", ".join(cells[:_NAMED])
    more = f" and {len(cells) - _NAMED} more" if len(cells) > _NAMED else ""
    cells_have = "planned cell has" if len(planned) == 1 else "planned cells have"
    return f"{len(cells)} of {len(planned)} {cells_have} no record: {named}{more}"


def describe_gaps(readings: Sequence[Results]) -> tuple[str, ...]:
    """Return a line for each file that is cut or lacks records of its run."""
    records = [record for each in readings for record in each.records]
    lines = []
    for each in readings:
        if each.cut:
            lines.append(f"{each.path} is cut: its last line has no end")
        if lost := find_missing(each.planned, records):
            lines.append(f"{each.path} is incomplete: {describe_missing(lost, each.planned)}")
    return tuple(lines)


def has_lab_broken(records: Iterable[Record]) -> bool:
    """Return whether the last record of any cell is INVALID."""
    last = {(record.cell, record.side): record.verdict for record in records}
    return Verdict.INVALID in last.values()
