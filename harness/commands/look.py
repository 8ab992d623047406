"""``list`` and ``show``: what there is to run."""

from __future__ import annotations

import click

from harness.catalogue.find import load_scenarios
from harness.clients.registry import Asked
from harness.lab.namespaces import machine
from harness.model.errors import UsageError
from harness.provision.stock import open_stock
from harness.report.describe import describe_scenario
from harness.runs.options import asking, progress
from harness.runs.recording import replay
from harness.runs.request import request
from harness.runs.selection import select


@click.command("list")
@asking
@click.option("--cells", is_flag=True, help="List the cells that a matrix would run, with the reasons of skips.")
@click.argument("words", nargs=-1)
def list_(words: tuple[str, ...], asked: Asked, *, cells: bool) -> None:
    """List scenarios, or those whose id holds every one of WORDS."""
    found = {name: each for name, each in load_scenarios().items() if all(word in name for word in words)}
    if not found:
        raise UsageError(f"no scenario holds {' and '.join(words)}; there are {len(load_scenarios())}")
    if not (cells or asked):
        for name, scenario in found.items():
            click.echo(f"{name}\n    {scenario.claim}")
        return
    with open_stock(progress) as stock:
        selected = select(found, asked, machine(), stock)
    for planned in selected:
        click.echo(planned.cell.id + (f"  skipped: {planned.skip}" if planned.skip else ""))


@click.command()
@click.argument("cell")
@asking
def show(cell: str, asked: Asked) -> None:
    """Show what a CELL claims and why, what its world holds and how it is run."""
    with open_stock(progress) as stock:
        requested = request(load_scenarios(), cell, asked, machine(), stock)
    for planned in requested:
        click.echo("\n".join(describe_scenario(planned.cell.scenario_id, planned.cell.scenario)))
        click.echo(f"client:   {planned.cell.client.id}")
        click.echo(f"skipped:  {planned.skip}" if planned.skip else f"run:      {replay(planned.cell)}")
