"""The matrix as one HTML file.

One rule: the file needs nothing but itself, and no text of a record can become markup or script in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from harness.model.record import Record
from harness.report.evidence import select_evidence
from harness.report.grid import Column, arrange_grid
from harness.report.phrases import LEGEND, MARKS, describe_observed, describe_recorded, diff_transcripts
from harness.report.tally import format_counts, format_shown_defects, format_skips


def format_html(
    records: Iterable[Record], title: str = "pip trust lab", lists: Mapping[str, Sequence[str]] | None = None
) -> str:
    """Return the whole file; ``lists`` are lines to be read first, by their headings.

    The data in it is an object per cell: the record, and the words and transcript lines shown for it.
    """
    records = tuple(records)
    grid = arrange_grid(records)
    template = _load_templates().get_template("matrix.html.j2")
    return template.render(
        title=title,
        grid=grid,
        data={record.cell: _collect_cell(record) for row in grid.rows for record in row.records if record},
        marks=MARKS,
        legend=LEGEND,
        counts=format_counts(records),
        lists={**(lists or {}), "Known defects": format_shown_defects(records), "Skipped": format_skips(records)},
    )


def _load_templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _collect_cell(record: Record) -> dict[str, Any]:
    return {
        "record": msgspec.to_builtins(record),
        "client": Column.from_client(record.client).full,
        "expected": describe_recorded(record.expected),
        "seen": describe_observed(record.observed),
        "transcript": diff_transcripts(record),
        "evidence": [
            {"name": each.name, "kind": each.kind.value, "lines": each.lines} for each in select_evidence(record)
        ],
    }
