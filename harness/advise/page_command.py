"""The command ``answers``: run every topology, place of a CA and release, and print the page of answers."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import click

from harness.advise.cell_pool import open_cell_pool
from harness.advise.page import LIBRARIES, OF_ADAPTERS, RELEASES, format_page, list_answers, list_asked
from harness.catalogue.find import load_scenarios
from harness.catalogue.plan import Planned, plan_if_possible
from harness.clients.registry import AskedClients
from harness.lab.host import inspect_machine
from harness.model import record as results
from harness.model.cell import Cell
from harness.model.errors import UsageError
from harness.model.record import Record, encode_record
from harness.model.words import Variant
from harness.provision.stock import Stock, open_stock
from harness.provision.whole_files import check_outputs, write_whole
from harness.report.html import format_html
from harness.runs.options import print_progress
from harness.runs.selection import find_clients

#: A line of progress is printed after so many cells.
_STEP = 50


@click.command("answers")
@click.option(
    "--results", "files", multiple=True, type=Path, metavar="FILE", help="Print from these records; run nothing."
)
@click.option("--save", type=Path, metavar="FILE", help="Write the records of the run into a new file.")
@click.option(
    "--html", "page", type=Path, metavar="FILE", help="Write the HTML report of the cells too, with the answers first."
)
def print_answers(files: tuple[Path, ...], save: Path | None, page: Path | None) -> None:
    """Print a page in Markdown: behind which proxy which release of pip works, and with which line.

    Some 750 cells are run now, which takes ten minutes or more, unless --results has their records. The
    records may be of any run: what was not run is left out.
    """
    named = {option: path for option, path in (("--save", save), ("--html", page)) if path is not None}
    check_outputs(named, files)
    if save is not None and (files or save.exists()):
        raise UsageError(f"--save {save}: {'nothing is run with --results' if files else 'it is there already'}")
    if files:
        records = tuple(each for file in files for each in results.read_records(file))
        day = max(file.stat().st_mtime for file in files)
        made = datetime.datetime.fromtimestamp(day, datetime.timezone.utc)
    else:
        made = datetime.datetime.now(datetime.timezone.utc)
        records = tuple(_run_all(save))
    if page is not None:
        lists = list_answers(load_scenarios(), records)
        write_whole(page, format_html(records, title="What works behind which proxy?", lists=lists))
    click.echo(format_page(load_scenarios(), records, f"{made:%Y-%m-%d}"), nl=False)


def _run_all(save: Path | None) -> Iterator[Record]:
    """Yield the record of each cell as it ends, and keep it."""
    with ExitStack() as stack:
        stock = stack.enter_context(open_stock(print_progress))
        cells = _plan_all(stock)
        pool = stack.enter_context(open_cell_pool())
        kept = stack.enter_context(save.open("ab")) if save else None
        records = stack.enter_context(closing(pool.run_cells(cells)))
        for number, record in enumerate(records, start=1):
            if kept:
                kept.write(encode_record(record))
                kept.flush()
            if number % _STEP == 0:
                print_progress(f"{number} of {len(cells)} cells")
            yield record


def _plan_all(stock: Stock) -> list[Planned]:
    asked = list_asked(load_scenarios())
    pips = find_clients(AskedClients(specs=tuple(("pip", each) for each in RELEASES)), stock)
    specs = tuple(("variant", f"{each.value}={LIBRARIES}") for each in Variant)
    adapters = find_clients(AskedClients(specs=specs), stock)
    cells = [
        Cell(scenario_id=name, scenario=scenario, client=client)
        for (_, store), (name, scenario) in asked.items()
        for client in (*pips, *(adapters if store in OF_ADAPTERS else ()))
    ]
    planned = [plan_if_possible(each, inspect_machine()) for each in cells]
    stock.fetch_beside(each.cell.scenario.beside for each in planned if not each.skip)
    return planned
