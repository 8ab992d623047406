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
from harness.report.grid import Column, arrange
from harness.report.phrases import LEGEND, MARKS, difference, outcome, seen
from harness.report.tally import counts_line, defect_lines, skip_lines


def page(
    records: Iterable[Record], title: str = "pip trust lab", lists: Mapping[str, Sequence[str]] | None = None
) -> str:
    """The whole file, with lines to be read first under their headings, if there are any.

    Its data is an object by cell: the record, and the words and transcript lines shown for it.
    """
    records = tuple(records)
    grid = arrange(records)
    template = _environment().get_template("matrix.html.j2")
    return template.render(
        title=title,
        grid=grid,
        data={record.cell: _datum(record) for row in grid.rows for record in row.records if record},
        marks=MARKS,
        legend=LEGEND,
        counts=counts_line(records),
        lists={**(lists or {}), "Known defects": defect_lines(records), "Skipped": skip_lines(records)},
    )


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _datum(record: Record) -> dict[str, Any]:
    return {
        "record": msgspec.to_builtins(record),
        "client": Column.of(record.client).full,
        "expected": outcome(record.expected),
        "seen": seen(record.observed),
        "transcript": difference(record),
    }
