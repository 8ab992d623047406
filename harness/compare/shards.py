"""Divide cells into shards: which of several machines runs which cells.

One rule: pure, and the same on every machine: it depends on the cells to be run and on recorded seconds, on no order.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean

from harness.catalogue.plan import Planned
from harness.model.errors import UsageError
from harness.model.record import Record

#: The key of cells that must not be separated: a cell, or the two sides of one.
Unit = tuple[str, str]


@dataclass(frozen=True)
class Shard:
    """One part of a run; ``number`` counts from 1 to ``of``."""

    number: int
    of: int

    @classmethod
    def from_text(cls, text: str) -> Shard:
        """Return the shard that ``2/4`` names. Raises `UsageError`."""
        written = re.fullmatch(r"(\d+)/(\d+)", text)
        shard = cls(int(written[1]), int(written[2])) if written else cls(0, 0)
        if not 1 <= shard.number <= shard.of:
            raise UsageError(f"{text!r} is not a shard: expected I/N, such as 1/4")
        return shard


def find_unit(planned: Planned) -> Unit:
    """Return the key of what a planned cell is run together with: itself, or also the other side of a comparison."""
    cell = planned.cell
    return cell.scenario_id, cell.client.id if cell.side is None else cell.client.interpreter.minor


def estimate_seconds(cells: Iterable[Planned], records: Iterable[Record]) -> dict[Unit, float]:
    """Return the seconds that each unit takes by earlier records; 1 per cell without any.

    A cell that was never recorded takes as long as its scenario does elsewhere, or as long as a cell does on average.
    """
    recorded = [record for record in records if record.seconds]
    by_cell = {record.cell: record.seconds for record in recorded}
    by_scenario: dict[str, list[float]] = defaultdict(list)
    for record in recorded:
        by_scenario[record.scenario].append(record.seconds)
    usual = fmean(by_cell.values()) if by_cell else 1.0
    found: dict[Unit, float] = defaultdict(float)
    for each in cells:
        like = by_scenario.get(each.cell.scenario_id, [usual])
        found[find_unit(each)] += 0.0 if each.skip else by_cell.get(each.cell.id, fmean(like))
    return dict(found)


def assign_shards(weights: Mapping[Unit, float], parts: int) -> dict[Unit, int]:
    """Return the number of the shard of each unit: the heaviest first, each to the shard with the least to do."""
    loads = dict.fromkeys(range(1, parts + 1), (0.0, 0))
    shards: dict[Unit, int] = {}
    for name, weight in sorted(weights.items(), key=lambda each: (-each[1], each[0])):
        number = min(loads, key=lambda number: (loads[number], number))
        seconds, units = loads[number]
        loads[number] = (seconds + weight, units + 1)
        shards[name] = number
    return shards
