"""The command ``changes``: show what changed, in a comparison of two clients or between any two runs."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from harness.compare.changes import format_changes
from harness.compare.comparison import choose_exit_code, compare_records
from harness.compare.publishing import write_changes
from harness.compare.runs import choose_runs_exit_code, compare_runs
from harness.compare.runs_files import write_runs
from harness.compare.runs_report import format_runs
from harness.model import record as results
from harness.model.errors import UsageError
from harness.model.record import Results
from harness.provision.whole_files import check_outputs
from harness.report.grid import find_columns
from harness.report.tally import format_count
from harness.runs.options import print_gaps

#: What stands for ``--`` between the files: no argument of a process can be this.
_BETWEEN = "\0"
#: The number of clients named in an error.
_NAMED = 6


class _SidesCommand(click.Command):
    """A command in whose arguments ``--`` separates the files of two runs; options may follow it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if "--" in args[1:]:
            place = args.index("--", 1)
            args = [*args[:place], _BETWEEN, *args[place + 1 :]]
        return super().parse_args(ctx, args)


@click.command("changes", cls=_SidesCommand)
@click.argument("files", nargs=-1, required=True, metavar="FILES | OLD… [--] NEW…")
@click.option(
    "--junit", type=click.Path(path_type=Path), metavar="F", help="Write to F JUnit XML, one test case per cell."
)
@click.option("--markdown", type=click.Path(path_type=Path), metavar="F", help="Write to F a summary in Markdown.")
@click.option("--html", type=click.Path(path_type=Path), metavar="F", help="Write to F one page that needs no network.")
@click.option(
    "--json", type=click.Path(path_type=Path), metavar="F", help="Write to F every change as JSON; of two runs only."
)
def show_changes(files: tuple[str, ...], **wanted: Path | None) -> None:
    """Show what changed in a comparison, or between two runs.

    FILES are the results of one comparison (nox -s compare), all its parts together. OLD and NEW are two runs of any
    machines, days, releases or Pythons: two files of the matrix or, with -- between the runs, any number of files of
    each. All are files of --results, as they are or packed (.gz).

    The clients of two runs are paired: a client with itself; with itself on another Python if each run has one of it;
    with another client if that is the only one in its run. Every pair is named. A cell is flaky if its records in one
    run disagree, though client, Python and lab are the same.

    Exit code: 0 unchanged or improved, 1 cells are newly failing, 2 the lab broke, records are missing, or the use
    is wrong. Of two runs, 1 also if a cell that only NEW has fails, a claim that held gives way to a known defect, or a
    flaky cell fails in NEW alone; cells in one run alone are no fault.
    """
    pages = {name: path for name, path in wanted.items() if path is not None}
    read = [Path(file) for file in files if file != _BETWEEN]
    check_outputs({f"--{name}": path for name, path in pages.items()}, read)
    between = files.index(_BETWEEN) if _BETWEEN in files else None
    readings = list(map(results.read_results, read))
    sides = _choose_sides(readings, between)
    sys.exit(_show_runs(*sides, pages) if sides else _show_comparison(readings, pages))


def _choose_sides(
    readings: Sequence[Results], between: int | None
) -> tuple[Sequence[Results], Sequence[Results]] | None:
    """Return the files of either run; None if all are parts of one comparison. Raises ``UsageError``."""
    if between is not None:
        if not 0 < between < len(readings):
            raise UsageError("nothing is compared: expected files on both sides of --")
        return readings[:between], readings[between:]
    compared = [each for each in readings if any(record.side for record in each.records)]
    plain = [each for each in readings if each.records and each not in compared]
    if compared and plain:
        raise UsageError(
            f"{compared[0].path} is of a comparison and {plain[0].path} is not: write -- between the two runs"
        )
    if compared:
        return None
    if len(readings) == 1:
        raise UsageError(f"no records of a comparison in {readings[0].path}")
    if len(readings) > 2:
        raise UsageError(f"{len(readings)} files of no comparison: expected OLD NEW, or OLD… -- NEW…")
    return readings[:1], readings[1:]


def _show_comparison(readings: Sequence[Results], pages: Mapping[str, Path]) -> int:
    if "json" in pages:
        raise UsageError("--json is for two runs: expected OLD NEW, or OLD… -- NEW…")
    records = [record for each in readings for record in each.records]
    incomplete = print_gaps(readings)
    click.echo(format_changes(compare_records(records)))
    write_changes(records, pages, [run for each in readings for run in each.runs])
    return 2 if incomplete else choose_exit_code(compare_records(records))


def _show_runs(old: Sequence[Results], new: Sequence[Results], pages: Mapping[str, Path]) -> int:
    for side in (old, new):
        if not any(each.records for each in side):
            raise UsageError(f"no records in {_list_files(side)}")
    compared = compare_runs(old, new)
    if not compared.in_common:
        raise UsageError(f"no cell in common: {_describe_run(old)}, and {_describe_run(new)}")
    incomplete = print_gaps(old) + print_gaps(new)
    click.echo(format_runs(compared))
    write_runs(compared, old, new, pages)
    return 2 if incomplete else choose_runs_exit_code(compared)


def _describe_run(side: Sequence[Results]) -> str:
    records = [record for each in side for record in each.records]
    columns = [column.full for column in find_columns(records)]
    more = f" and {len(columns) - _NAMED} more" if len(columns) > _NAMED else ""
    scenarios = format_count(len({record.scenario for record in records}), "scenario")
    return f"{_list_files(side)} has {scenarios} on {', '.join(columns[:_NAMED])}{more}"


def _list_files(side: Sequence[Results]) -> str:
    return ", ".join(str(each.path) for each in side)
