"""Records, counted.

One rule: a cell counts once; see :func:`harness.report.grid.latest`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from harness.model.record import Record
from harness.model.words import Verdict, Whose
from harness.report.grid import columns_of, latest

_COUNTED = {
    Verdict.PASS: "pass",
    Verdict.KNOWN: "known",
    Verdict.FAIL: "fail",
    Verdict.INVALID: "invalid",
    Verdict.SKIP: "skipped",
}


@dataclass(frozen=True)
class Shown:
    """A known defect and where it showed: clients in version order, whatever their Python."""

    defect: str
    issue: str
    clients: tuple[str, ...]
    cells: int


def counted(number: int, noun: str) -> str:
    """``1 cell``, ``2 cells``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def counts_line(records: Iterable[Record]) -> str:
    """``412 cells: 380 pass, 20 known, 2 fail, 0 invalid, 10 skipped``."""
    counts = Counter(record.verdict for record in latest(records))
    parts = ", ".join(f"{counts[verdict]} {word}" for verdict, word in _COUNTED.items())
    return f"{counted(counts.total(), 'cell')}: {parts}"


def defects_shown(records: Iterable[Record]) -> tuple[Shown, ...]:
    """Every defect that showed, by name."""
    shown: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in latest(records):
        if record.verdict is Verdict.KNOWN:
            shown[record.defect or "", record.issue or ""].append(record)
    return tuple(
        Shown(defect, issue, tuple(dict.fromkeys(column.short for column in columns_of(found))), len(found))
        for (defect, issue), found in sorted(shown.items())
    )


def skips_by_reason(records: Iterable[Record]) -> tuple[tuple[str, int], ...]:
    """Each reason for which cells were skipped, the most frequent first."""
    skipped = (record for record in latest(records) if record.verdict is Verdict.SKIP)
    return tuple(Counter(record.why or "no reason given" for record in skipped).most_common())


def defect_lines(records: Iterable[Record]) -> tuple[str, ...]:
    """``slug (issue) on 25.0.1, 25.1: 4 cells``."""
    return tuple(
        f"{shown.defect} ({shown.issue}) on {', '.join(shown.clients)}: {counted(shown.cells, 'cell')}"
        for shown in defects_shown(records)
    )


def luck_lines(records: Iterable[Record]) -> tuple[str, ...]:
    """``scenario on 24.2, 25.0.1``: where the claim held, and yet another context than the session's decided a leg."""
    lucky: dict[str, list[Record]] = defaultdict(list)
    for record in latest(records):
        seen = record.observed
        if record.verdict is Verdict.PASS and seen and (seen.outcome, seen.context) == ("accepts", Whose.LOST):
            lucky[record.scenario].append(record)
    return tuple(
        f"{scenario} on {', '.join(dict.fromkeys(column.short for column in columns_of(found)))}"
        for scenario, found in lucky.items()
    )


def skip_lines(records: Iterable[Record]) -> tuple[str, ...]:
    """``10 cells: the reason``."""
    return tuple(f"{counted(number, 'cell')}: {why}" for why, number in skips_by_reason(records))
