"""Write results as one HTML file: the answer, what fails by its causes, news, and the matrix with all evidence.

One rule: the file needs nothing but itself, and no text of a record can become markup or script in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from harness.model.record import Record
from harness.model.recorded_run import RecordedRun
from harness.report.answer import find_answer
from harness.report.causes import find_gone_defects, find_shared_causes
from harness.report.grid import find_columns, select_latest
from harness.report.links import find_issue_url, find_sources
from harness.report.page_data import collect_page_data
from harness.report.ranges import find_ranges
from harness.report.tally import format_skips

_FOLDER = Path(__file__).parent / "page"
#: The script of the page, in the order in which its files are put together.
_SCRIPTS = ("matrix.js", "details.js")
#: The most clients that are named at the top of the page.
_MOST_CLIENTS = 8

#: The most causes that are shown before the others are asked for.
_MOST_CAUSES = 5


def format_html(
    records: Iterable[Record],
    title: str = "pip trust lab",
    lists: Mapping[str, Sequence[str]] | None = None,
    runs: Sequence[RecordedRun] = (),
    gaps: Sequence[str] = (),
) -> str:
    """Return the whole file; ``lists`` are lines to be read before the matrix, by their headings.

    ``gaps`` say what is missing of the records.
    """
    latest = select_latest(records)
    return (
        _load_templates()
        .get_template("page.html.j2")
        .render(
            title=title,
            answer=find_answer(latest, complete=not gaps),
            about=list(_describe_runs(latest, runs)),
            causes=[
                _show_group(cause.words, cause.records, like=cause.like, verdict=cause.verdict.value)
                for cause in find_shared_causes(latest)
            ],
            news=[
                _show_group(each.defect, each.records, issue=each.issue, url=find_issue_url(each.issue))
                for each in find_gone_defects(latest)
            ],
            most=_MOST_CAUSES,
            lists={"Not complete": gaps, **(lists or {})},
            ranges=find_ranges(latest),
            skips=format_skips(latest),
            data=collect_page_data(latest, find_sources(runs)),
            style=_read_parts("page.css"),
            script=_read_parts(*_SCRIPTS),
        )
    )


def _read_parts(*names: str) -> Markup:
    """Return files that are parts of the page as one text; the template takes it as it is."""
    return Markup("\n".join((_FOLDER / name).read_text(encoding="utf-8") for name in names))  # noqa: S704


def _load_templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _show_group(words: str, records: Sequence[Record], **more: Any) -> dict[str, Any]:
    return {"words": words, "number": len(records), "cells": [record.cell for record in records], **more}


def _describe_runs(records: Sequence[Record], runs: Sequence[RecordedRun]) -> Iterator[tuple[str, str]]:
    """Yield what was run, when, where and how, as far as it is known."""
    by_side = {record.side: record.client for record in records if record.side}
    columns = [column.full for column in reversed(find_columns(records))]
    if by_side:
        for side in sorted(by_side, key=lambda each: each.value):
            client = find_columns(record for record in records if record.side is side)
            yield side.value, ", ".join(column.full for column in client)
    elif columns:
        more = f" and {len(columns) - _MOST_CLIENTS} more" if len(columns) > _MOST_CLIENTS else ""
        yield "clients", ", ".join(columns[:_MOST_CLIENTS]) + more
    for run in runs:
        yield "started", run.started.replace("T", " ").replace("Z", " UTC")
        yield "on", ", ".join(filter(None, (run.system, run.machine, run.python and f"Python {run.python}")))
        if run.lab or run.commit:
            yield "lab", " ".join(filter(None, (run.lab, run.commit and f"commit {run.commit[:12]}{_mark(run)}")))
        yield "command", run.command


def _mark(run: RecordedRun) -> str:
    return " with changes" if run.commit.endswith("+") else ""
