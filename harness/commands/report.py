"""``report``: records as a table, a page or Markdown."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from harness import results
from harness.errors import UsageError
from harness.report import html, markdown
from harness.report.failures import text
from harness.report.table import Matrix


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--html", "page", type=click.Path(path_type=Path), metavar="F", help="Write one self-contained page.")
@click.option("--markdown", "summary", type=click.Path(path_type=Path), metavar="F", help="Write Markdown.")
def report(files: tuple[Path, ...], page: Path | None, summary: Path | None) -> None:
    """Show the records in FILES (JSON lines of ``--results``) as a table, and write them as a page or Markdown."""
    from rich.console import Console  # noqa: PLC0415 - a quarter of a second that no other command needs

    records = [record for file in files for record in results.read(file)]
    if not records:
        raise UsageError(f"no records in {', '.join(map(str, files))}")
    for path, made in ((page, html.page), (summary, markdown.page)):
        if path is not None:
            try:
                path.write_text(made(records), encoding="utf-8")
            except OSError as error:
                raise UsageError(f"{path}: {error.strerror}") from None
    click.echo(text(records), nl=False)
    Console(highlight=False, width=None if sys.stdout.isatty() else 100).print(Matrix(records))
