"""The command ``site``: a folder of results as a small static site."""

from __future__ import annotations

from pathlib import Path

import click

from harness.history.folder import read_history
from harness.history.pages import make_pages
from harness.history.publishing import check_place, write_site
from harness.report.tally import format_count


@click.command("site")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--into",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="The site's own folder: a new or empty one, or one with an earlier site, which is replaced.",
)
def make_site(folder: Path, into: Path) -> None:
    """Make a static site of all results in FOLDER.

    Results are the files of --results in it and in its folders, *.jsonl and *.jsonl.gz.

    The index of the site has the newest run's answer and matrix, what changed since the run before, each known
    defect's range of releases over time, and the flaky cells: those whose outcome differs though nothing else does.
    Each run has a page of its own.

    Runs stand in the order in which they were started: as their first record says, else by a date in the file's or
    a folder's name (2026-01-05, 2026-01-05T0417), else by when the file was last changed. A run is compared with the
    last one before it whose name differs in dates and numbers alone, else with the last that has cells in common.

    A file that cannot be read is named and left out. The same folder always makes the same site, and nothing in it
    needs a network.

    Exit code: 0 the site is made, whatever the verdicts; 2 no file can be read, or the site cannot be written there.
    """
    check_place(into)
    history = read_history(folder)
    for line in history.left_out:
        click.echo(f"Left out: {line}", err=True)
    write_site(make_pages(history), into)
    click.echo(f"{into}: {format_count(len(history.runs), 'run')}, the newest {history.runs[-1].name}")
