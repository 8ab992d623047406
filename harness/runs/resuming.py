"""Find the planned cells whose verdict a file of results holds already, if it is of the same run.

One rule: a record stands only if nothing that it depends on has changed: the same client by its files, Python and
OpenSSL, put to the same claim, on the same side of a comparison.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from harness.catalogue.plan import Planned
from harness.model.cell import Cell
from harness.model.errors import UsageError
from harness.model.record import Expected, Record, RecordedClient
from harness.model.words import Verdict

#: A skip costs nothing to find out again, and broken cells are what a run is resumed for.
_REAL = frozenset({Verdict.PASS, Verdict.KNOWN, Verdict.FAIL})


def find_standing(planned: Sequence[Planned], records: Iterable[Record], named: str) -> frozenset[str]:
    """Return the ids of the planned cells that need not run again. Raises ``UsageError`` for another run's records."""
    last = {record.cell: record for record in records}
    _check_recorded_sides(planned, last, named)
    for each in planned:
        if each.cell.id in last:
            _check_client(each.cell, last[each.cell.id], named)
    return frozenset(
        each.cell.id
        for each in planned
        if not each.skip and each.cell.id in last and _is_standing(each.cell, last[each.cell.id])
    )


def _is_standing(cell: Cell, record: Record) -> bool:
    scenario = cell.scenario
    claimed = (scenario.claim, Expected.from_expectation(scenario.expect, scenario.topology))
    return record.verdict in _REAL and (record.claim, record.expected) == claimed


def _check_client(cell: Cell, record: Record, named: str) -> None:
    now, then = RecordedClient.from_client(cell.client), record.client
    if not then.contents:  # a record of an earlier lab
        now = msgspec.structs.replace(now, contents="")
    if different := [field for field in now.__struct_fields__ if getattr(now, field) != getattr(then, field)]:
        field = different[0]
        raise UsageError(
            f"{named} cannot be resumed: {cell.client.short} has another {field} than in its record of {cell.id}: "
            f"{getattr(now, field)} now, {getattr(then, field)} then"
        )


def _check_recorded_sides(planned: Sequence[Planned], last: Mapping[str, Record], named: str) -> None:
    """Raise ``UsageError`` unless the records are of the same clients on the same sides, or of a matrix too."""
    sides = {each.cell.client.id: each.cell.side for each in planned}
    compared = {side for side in sides.values() if side is not None}
    for record in last.values():
        client = record.cell.removeprefix(f"{record.scenario}-")
        if bool(compared) != (record.side is not None):
            kinds = ("a comparison", "a matrix") if compared else ("a matrix", "a comparison")
            raise UsageError(f"{named} cannot be resumed: this run is {kinds[0]}, and its records are of {kinds[1]}")
        if compared and sides.get(client) is not record.side:
            side = record.side.value if record.side else ""
            raise UsageError(f"{named} cannot be resumed: its {side} is {client}, unlike in this run")
