"""The command ``gate``: compare in a CI job, and conclude from the records."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from harness.compare.changes import format_changes
from harness.compare.comparison import choose_exit_code, compare_records
from harness.compare.gate import VARIABLES, Gate, find_parts, open_report_folder, read_gate
from harness.compare.publishing import tell_github, write_changes
from harness.model import record as results
from harness.model.record import Record
from harness.model.recorded_run import RecordedRun
from harness.provision.whole_files import write_whole
from harness.runs.child import run_to_end
from harness.runs.completeness import describe_gaps
from harness.runs.matrix_command import EXIT_CODES, list_matrix_words
from harness.runs.options import print_gaps


@click.command(
    "gate", epilog="\b\nVariables:\n" + "\n".join(f"  {name:<14} {says}" for name, says in VARIABLES.items())
)
def run_gate() -> None:
    """Compare two pips in a CI job, as its variables ask.

    It writes results.jsonl, junit.xml, summary.md and page.html; where GITHUB_ACTIONS is true also the step's summary
    and outputs, and at most ten annotations.

    Exit code: 0 unchanged or improved, 1 cells are newly failing, 2 the lab
    or its use is broken. A part (LAB_SHARD) ends with 0 or 2: what changed is for the merging job to judge.
    """
    wanted = read_gate(os.environ, Path.cwd())
    with open_report_folder(wanted):
        sys.exit(_merge_parts(wanted) if wanted.merge else _run_comparison(wanted))


def _run_comparison(wanted: Gate) -> int:
    begun = wanted.begun
    # A file left here by an earlier job that did not end may be of another change: a gate begins anew.
    if not wanted.resume:
        begun.unlink(missing_ok=True)
    resume = ["--resume"] * begun.exists()
    with _write_options((*wanted.options, "--results", str(begun), *resume)) as options:
        code = run_to_end(list_matrix_words("--compare", options))
    code = EXIT_CODES.get(code, code)
    if not begun.exists():
        return code
    reading = results.read_results(begun)
    if describe_gaps([reading]):
        click.echo(f"LAB_RESUME=1 goes on with the records in {begun}; without it a gate begins anew.", err=True)
    else:
        begun.replace(wanted.results)
    if wanted.shard:
        return 0 if code in {0, 1} else code
    if reading.records:
        _publish(wanted, reading.records, reading.runs)
    return code


@contextmanager
def _write_options(options: Sequence[str]) -> Iterator[str]:
    """Write options for pytest to a file, one per line, and yield the word by which it reads them.

    Everybody on a machine can see a command line, and options may hold secrets.
    """
    with tempfile.NamedTemporaryFile("w", prefix="pip-trust-lab-", suffix=".options", encoding="utf-8") as file:
        file.writelines(" ".join(option.splitlines()) + "\n" for option in options)
        file.flush()
        yield f"@{file.name}"


def _merge_parts(wanted: Gate) -> int:
    assert wanted.merge is not None
    readings = [results.read_results(file) for file in find_parts(wanted.merge)]
    records = [record for each in readings for record in each.records]
    incomplete = print_gaps(readings)
    click.echo(format_changes(compare_records(records)))
    write_whole(wanted.results, b"".join(map(results.encode_record, records)))
    _publish(wanted, records, [run for each in readings for run in each.runs])
    return 2 if incomplete else choose_exit_code(compare_records(records))


def _publish(
    wanted: Gate,
    records: Sequence[Record],
    runs: Sequence[RecordedRun],
    environment: Mapping[str, str] = os.environ,
) -> None:
    names = {"junit": "junit.xml", "markdown": "summary.md", "html": "page.html"}
    write_changes(records, {name: wanted.report / file for name, file in names.items()}, runs)
    if environment.get("GITHUB_ACTIONS") == "true":
        for line in tell_github(compare_records(records), environment):
            click.echo(line)
