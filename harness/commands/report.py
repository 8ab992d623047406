"""The command ``report``: show records on the terminal, as a page or as Markdown."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from harness.model import record as results
from harness.model.errors import UsageError
from harness.provision.whole_files import check_outputs, write_whole
from harness.report import html, markdown
from harness.report.terminal import Report, choose_log_width, print_report
from harness.runs.completeness import has_lab_broken
from harness.runs.options import print_gaps


@click.command("report")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--all", "everything", is_flag=True, help="List every scenario, known defect and skip one by one.")
@click.option(
    "--html", "page", type=click.Path(path_type=Path), metavar="F", help="Write to F one page that needs no network."
)
@click.option(
    "--markdown", "summary", type=click.Path(path_type=Path), metavar="F", help="Write to F a summary in Markdown."
)
def show_report(files: tuple[Path, ...], page: Path | None, summary: Path | None, *, everything: bool) -> None:
    """Show the records in FILES, or write them as a page.

    FILES are those of --results, as they are or packed (.gz): JSON lines, a record per cell. What is wrong comes first,
    by its causes; what went as expected is summed up.

    Exit code: 0, whatever the verdicts; 2 if the lab broke in a cell, a file is cut or planned cells have no record.
    """
    from rich.console import Console  # noqa: PLC0415 - a quarter of a second that no other command needs

    wanted = {"--html": page, "--markdown": summary}
    check_outputs({name: path for name, path in wanted.items() if path is not None}, files)
    readings = [results.read_results(file) for file in files]
    records = [record for each in readings for record in each.records]
    gaps = print_gaps(readings)
    if not records:
        raise UsageError(f"no records in {', '.join(map(str, files))}")
    if page is not None:
        runs = tuple(dict.fromkeys(run for each in readings for run in each.runs))
        write_whole(page, html.format_html(records, runs=runs, gaps=gaps))
    if summary is not None:
        write_whole(summary, markdown.format_markdown(records, gaps=gaps))
    console = Console(highlight=False, width=None if sys.stdout.isatty() else choose_log_width())
    print_report(console, Report(records, everything=everything, complete=not gaps))
    sys.exit(2 if gaps or has_lab_broken(records) else 0)
