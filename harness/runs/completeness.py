"""Which planned cells have no record, and which files are cut: what a reader must know before he trusts a table.

One rule: pure. A cell counts as recorded in whichever of the files its record is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from harness.model.record import Record, Results
from harness.model.words import Verdict

#: So many cells are named on a screen; the files name all.
_NAMED = 10


def missing(planned: Iterable[str], records: Iterable[Record]) -> tuple[str, ...]:
    """The planned cells of which there is no record, in their order."""
    recorded = {record.cell for record in records}
    return tuple(cell for cell in dict.fromkeys(planned) if cell not in recorded)


def unrecorded(cells: Sequence[str], planned: Collection[str]) -> str:
    """``3 of 8 planned cells have no record: a, b, c``."""
    named = ", ".join(cells[:_NAMED])
    more = f" and {len(cells) - _NAMED} more" if len(cells) > _NAMED else ""
    cells_have = "planned cell has" if len(planned) == 1 else "planned cells have"
    return f"{len(cells)} of {len(planned)} {cells_have} no record: {named}{more}"


def gaps(readings: Sequence[Results]) -> tuple[str, ...]:
    """A line for each file that is cut or whose run did not leave all its records."""
    records = [record for each in readings for record in each.records]
    lines = []
    for each in readings:
        if each.cut:
            lines.append(f"{each.path} is cut: its last line has no end")
        if lost := missing(each.planned, records):
            lines.append(f"{each.path} is incomplete: {unrecorded(lost, each.planned)}")
    return tuple(lines)


def lab_broke(records: Iterable[Record]) -> bool:
    """Whether nothing is known of some cell, by the last of its records."""
    last = {(record.cell, record.side): record.verdict for record in records}
    return Verdict.INVALID in last.values()
