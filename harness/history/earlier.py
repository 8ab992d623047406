"""Find the run with which another is compared: the one before it.

One rule: pure. That is the last earlier run of the same series, by its name, else the last of any series; a run without
a cell in common with it does not count.
"""

from __future__ import annotations

from collections.abc import Sequence

from harness.compare.pairing import pair_clients
from harness.compare.runs import RunsCompared, compare_runs
from harness.history.run import Run
from harness.report.grid import Column


def find_run_before(run: Run, earlier: Sequence[Run]) -> Run | None:
    """Return the run before; ``earlier`` are all that were run before, the oldest first. None if there is none."""
    newest_first = list(reversed(earlier))
    series = [each for each in newest_first if each.series == run.series]
    others = [each for each in newest_first if each.series != run.series]
    return next((each for each in (*series, *others) if _have_common(each, run)), None)


def _have_common(old: Run, new: Run) -> bool:
    before, after = (
        {(Column.from_client(record.client), record.scenario) for record in run.results.records} for run in (old, new)
    )
    pairs = pair_clients((column for column, _ in before), (column for column, _ in after)).pairs
    return any((pairs.get(column), scenario) in after for column, scenario in before)


def compare_with_before(run: Run, earlier: Sequence[Run]) -> tuple[Run, RunsCompared] | None:
    """Return the run before and what changed since; None if there is none that has a cell in common."""
    before = find_run_before(run, earlier)
    return (before, compare_runs([before.results], [run.results])) if before else None
