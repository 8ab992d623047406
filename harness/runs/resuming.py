"""Which planned cells a file of results has a verdict of already, and whether it is of such a run at all.

One rule: pure. A record stands where nothing that it depends on has changed: the same client by its files, Python and
OpenSSL, put to the same claim, in the same place of a comparison.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from harness.catalogue.plan import Planned
from harness.model.cell import Cell
from harness.model.errors import UsageError
from harness.model.record import Expected, Record, RecordedClient
from harness.model.words import Verdict

#: A skip costs nothing to find out again, and what was broken is what a run is gone on with for.
_REAL = frozenset({Verdict.PASS, Verdict.KNOWN, Verdict.FAIL})


def standing(planned: Sequence[Planned], records: Iterable[Record], named: str) -> frozenset[str]:
    """The ids of the planned cells that need not be run again. Raises ``UsageError`` if it is another run's file."""
    last = {record.cell: record for record in records}
    _check_sides(planned, last, named)
    for each in planned:
        if each.cell.id in last:
            _check_client(each.cell, last[each.cell.id], named)
    return frozenset(
        each.cell.id
        for each in planned
        if not each.skip and each.cell.id in last and _stands(each.cell, last[each.cell.id])
    )


def _stands(cell: Cell, record: Record) -> bool:
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
            f"{named} cannot be gone on with: {cell.client.short} has another {field} than in its record of {cell.id}: "
            f"{getattr(now, field)} now, {getattr(then, field)} then"
        )


def _check_sides(planned: Sequence[Planned], last: Mapping[str, Record], named: str) -> None:
    """A comparison is of two clients per Python, and goes on only with records of the same on the same side."""
    sides = {each.cell.client.id: each.cell.side for each in planned}
    compared = {side for side in sides.values() if side is not None}
    for record in last.values():
        client = record.cell.removeprefix(f"{record.scenario}-")
        if bool(compared) != (record.side is not None):
            kinds = ("a comparison", "a matrix") if compared else ("a matrix", "a comparison")
            raise UsageError(
                f"{named} cannot be gone on with: this run is {kinds[0]}, and its records are of {kinds[1]}"
            )
        if compared and sides.get(client) is not record.side:
            side = record.side.value if record.side else ""
            raise UsageError(f"{named} cannot be gone on with: its {side} is {client}, which it is not in this run")
