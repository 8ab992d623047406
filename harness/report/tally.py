"""Count records by verdict, defect and reason; a cell counts once, see :func:`harness.report.grid.select_latest`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from harness.model.record import Record
from harness.model.words import Verdict, Whose
from harness.report.grid import find_columns, select_latest

_COUNTED = {
    Verdict.PASS: "pass",
    Verdict.KNOWN: "known",
    Verdict.FAIL: "fail",
    Verdict.INVALID: "invalid",
    Verdict.SKIP: "skipped",
}


@dataclass(frozen=True)
class ShownDefect:
    """A known defect and where it showed: clients in version order, whatever their Python."""

    defect: str
    issue: str
    clients: tuple[str, ...]
    cells: int


def format_count(number: int, noun: str) -> str:
    """Return a number with its noun: ``1 cell``, ``2 cells``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def format_counts(records: Iterable[Record]) -> str:
    """Return ``412 cells: 380 pass, 20 known, 2 fail, 0 invalid, 10 skipped``."""
    counts = Counter(record.verdict for record in select_latest(records))
    parts = ", ".join(f"{counts[verdict]} {word}" for verdict, word in _COUNTED.items())
    return f"{format_count(counts.total(), 'cell')}: {parts}"


def find_shown_defects(records: Iterable[Record]) -> tuple[ShownDefect, ...]:
    """Return every defect that showed, by name."""
    shown: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in select_latest(records):
        if record.verdict is Verdict.KNOWN:
            shown[record.defect or "", record.issue or ""].append(record)
    return tuple(
        ShownDefect(defect, issue, tuple(dict.fromkeys(column.short for column in find_columns(found))), len(found))
        for (defect, issue), found in sorted(shown.items())
    )


def count_skips(records: Iterable[Record]) -> tuple[tuple[str, int], ...]:
    """Return each reason for which cells were skipped with their number, the most frequent first."""
    skipped = (record for record in select_latest(records) if record.verdict is Verdict.SKIP)
    return tuple(Counter(record.why or "no reason given" for record in skipped).most_common())


def format_shown_defects(records: Iterable[Record]) -> tuple[str, ...]:
    """Return lines such as ``slug (issue) on 25.0.1, 25.1: 4 cells``."""
    return tuple(
        f"{shown.defect} ({shown.issue}) on {', '.join(shown.clients)}: {format_count(shown.cells, 'cell')}"
        for shown in find_shown_defects(records)
    )


def format_lucky_passes(records: Iterable[Record]) -> tuple[str, ...]:
    """Return lines ``scenario on 24.2, 25.0.1`` for claims that held although another context decided a leg."""
    lucky: dict[str, list[Record]] = defaultdict(list)
    for record in select_latest(records):
        seen = record.observed
        if record.verdict is Verdict.PASS and seen and (seen.outcome, seen.context) == ("accepts", Whose.LOST):
            lucky[record.scenario].append(record)
    return tuple(
        f"{scenario} on {', '.join(dict.fromkeys(column.short for column in find_columns(found)))}"
        for scenario, found in lucky.items()
    )


def format_skips(records: Iterable[Record]) -> tuple[str, ...]:
    """Return lines such as ``10 cells: the reason``."""
    return tuple(f"{format_count(number, 'cell')}: {why}" for why, number in count_skips(records))
