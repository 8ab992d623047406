"""A known defect's range of releases as a bar: where each release of the history lies, and what it showed.

One rule: pure. All bars of a page have one axis, so that ranges can be seen side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from harness.history.ranges import DefectHistory
from harness.history.run import Run
from harness.report.grid import find_columns


@dataclass(frozen=True)
class Bar:
    """Places on the axis, from 0: the clients that show a defect, those that do not, and first and last of ranges."""

    shows: tuple[int, ...]
    absent: tuple[int, ...]
    ranges: tuple[tuple[int, int], ...]


def find_axis(runs: Sequence[Run]) -> tuple[str, ...]:
    """Return the clients of all runs in version order, whatever their Python."""
    columns = find_columns(record for run in runs for record in run.results.records)
    return tuple(dict.fromkeys(column.short for column in columns))


def draw_bar(found: DefectHistory, axis: Sequence[str]) -> Bar:
    """Return the bar of a defect by what was last known of each client."""
    ran = [(axis.index(name), each.shown > 0) for name, each in zip(found.clients, found.known, strict=True) if each]
    ranges: list[tuple[int, int]] = []
    before = False
    for place, shows in ran:
        if shows:
            first = ranges.pop()[0] if before else place
            ranges.append((first, place))
        before = shows
    return Bar(
        shows=tuple(place for place, shows in ran if shows),
        absent=tuple(place for place, shows in ran if not shows),
        ranges=tuple(ranges),
    )
