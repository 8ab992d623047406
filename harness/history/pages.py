"""The pages of the site, as text by their names.

One rule: the same history makes the same bytes, a page needs nothing but the site, and no text of a record or of a
file's name can become markup or script.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from harness.compare.changes import format_title, group_changes
from harness.compare.comparison import Change, ChangeKind
from harness.compare.runs import RunsCompared, is_worse
from harness.compare.runs_files import list_changes
from harness.compare.runs_report import describe_pairings, describe_rebuilt, format_runs_counts, list_alone, list_worse
from harness.history.bars import draw_bar, find_axis
from harness.history.earlier import compare_with_before
from harness.history.flaky import find_flaky
from harness.history.ranges import describe_range, find_histories
from harness.history.run import History, Run
from harness.model.record import Record
from harness.model.words import Verdict
from harness.report.answer import find_answer
from harness.report.grid import Grid, arrange_grid, select_latest
from harness.report.html import format_html
from harness.report.links import find_issue_url
from harness.report.phrases import MARKS
from harness.report.tally import format_count, format_counts
from harness.runs.completeness import describe_gaps

#: Verdicts in the order in which a theme shows them.
_ORDER = (Verdict.FAIL, Verdict.INVALID, Verdict.KNOWN, Verdict.PASS, Verdict.SKIP)


@dataclass(frozen=True, kw_only=True)
class RunSummary:
    """A run as the site shows it; ``since`` is the run before with what changed, None if there is none.

    ``gaps`` are the planned cells that have no record, in words.
    """

    run: Run
    since: tuple[Run, RunsCompared] | None
    gaps: tuple[str, ...]

    @property
    def records(self) -> tuple[Record, ...]:
        """Its records, each cell once."""
        return select_latest(self.run.results.records)

    @property
    def counts(self) -> Mapping[str, int]:
        """The number of cells by verdict."""
        counted = Counter(record.verdict for record in self.records)
        return {verdict.value: counted[verdict] for verdict in _ORDER}

    @property
    def worse(self) -> int | None:
        """The number of cells that changed for the worse; None if there is no run before."""
        return sum(map(is_worse, self.since[1].changes)) if self.since else None

    @property
    def changed(self) -> int | None:
        """The number of cells that both runs have and that changed; None if there is no run before."""
        kinds = [change.kind for change in self.since[1].in_common] if self.since else []
        return sum(kind is not ChangeKind.UNCHANGED for kind in kinds) if self.since else None


def make_pages(history: History) -> dict[str, str]:
    """Return every page by its path within the site."""
    summaries = [
        RunSummary(run=run, since=compare_with_before(run, history.runs[:number]), gaps=_describe_gaps(run))
        for number, run in enumerate(history.runs)
    ]
    templates = _load_templates()
    newest = summaries[-1]
    index = templates.get_template("index.html.j2").render(
        newest=newest,
        answer=describe_answer(newest.records, complete=not newest.gaps),
        themes=list_themes(arrange_grid(newest.records)),
        columns=list(reversed(arrange_grid(newest.records).columns)),
        changes=_list_groups(newest.since[1]) if newest.since else [],
        notes=_list_notes(newest.since[1]) if newest.since else [],
        runs=list(reversed(summaries)),
        axis=find_axis(history.runs),
        ranges=sorted(find_histories(history.runs), key=lambda each: not each.news),
        flaky=find_flaky(history.runs),
        left_out=history.left_out,
    )
    return {"index.html": index, **{each.run.page: _format_run(each) for each in summaries}}


def _format_run(summary: RunSummary) -> str:
    lists: dict[str, Sequence[str]] = {}
    if summary.since:
        before, compared = summary.since
        lists[f"Compared with {before.name} of {before.date}"] = [format_runs_counts(compared)]
        lists |= list_changes(compared)
    title, results = f"{summary.run.name}, {summary.run.date} UTC", summary.run.results
    return format_html(results.records, title=title, lists=lists, runs=results.runs, gaps=summary.gaps)


def _describe_gaps(run: Run) -> tuple[str, ...]:
    path = str(run.results.path)
    return tuple(line.replace(path, run.name) for line in describe_gaps([run.results]))


def describe_answer(records: Sequence[Record], *, complete: bool = True) -> str:
    """Return in one sentence what a run says: what is wrong, or that nothing is."""
    return f"{find_answer(records, complete=complete).headline}."


def list_themes(grid: Grid) -> list[tuple[str, list[list[tuple[str, int, str]]]]]:
    """Return each theme with its cells per client, the newest first, counted by verdict: verdict, number and mark.

    Skips are shown where nothing else is; themes with something red come first.
    """
    found = []
    for section in grid.sections:
        cells = []
        for column in reversed(range(len(grid.columns))):
            counts = Counter(record.verdict for row in section.rows if (record := row.records[column]))
            shown = [verdict for verdict in _ORDER if counts[verdict]]
            shown = [verdict for verdict in shown if verdict is not Verdict.SKIP] or shown
            cells.append([(verdict.value, counts[verdict], MARKS[verdict]) for verdict in shown])
        found.append((section.module, cells))
    red = {Verdict.FAIL.value, Verdict.INVALID.value}
    return sorted(found, key=lambda each: not any(name in red for cell in each[1] for name, _, _ in cell))


def _list_groups(compared: RunsCompared) -> list[tuple[str, bool, list[str]]]:
    """Return each group of changes: its heading, whether it is for the worse, and its cells."""
    return [
        (
            f"{group.kind.value}: {group.reason}",
            any(map(is_worse, group.changes)),
            [_format_cell(change) for change in group.changes],
        )
        for group in group_changes((*compared.in_common, *list_worse(compared)))
    ]


def _format_cell(change: Change) -> str:
    repeats = ", ".join(MARKS[record.verdict] for record in change.repeats)
    return format_title(change) + (f": {repeats}" if repeats else "")


def _list_notes(compared: RunsCompared) -> list[str]:
    alone = [block[0] for block in list_alone(compared)]
    return [format_runs_counts(compared), *describe_pairings(compared), *describe_rebuilt(compared), *alone]


def _load_templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals |= {
        "describe_range": describe_range,
        "draw_bar": draw_bar,
        "find_issue_url": find_issue_url,
        "format_count": format_count,
        "format_counts": format_counts,
        "marks": MARKS,
    }
    return templates
