"""``list`` and ``show``: what there is to run."""

from __future__ import annotations

import click

from harness.catalogue.find import load_scenarios
from harness.clients.registry import AskedClients
from harness.lab.host import inspect_machine
from harness.model.errors import UsageError
from harness.provision.stock import open_stock
from harness.report.describe import describe_scenario
from harness.runs.options import add_client_options, print_progress
from harness.runs.recording import make_replay_command
from harness.runs.request import plan_request
from harness.runs.selection import select_cells


@click.command("list")
@add_client_options
@click.option("--cells", is_flag=True, help="List the cells that a matrix would run, with the reasons of skips.")
@click.argument("words", nargs=-1)
def list_(words: tuple[str, ...], asked: AskedClients, *, cells: bool) -> None:
    """List scenarios, or those whose id holds every one of WORDS."""
    found = {name: each for name, each in load_scenarios().items() if all(word in name for word in words)}
    if not found:
        raise UsageError(f"no scenario holds {' and '.join(words)}; there are {len(load_scenarios())}")
    if not (cells or asked):
        for name, scenario in found.items():
            click.echo(f"{name}\n    {scenario.claim}")
        return
    with open_stock(print_progress) as stock:
        selected = select_cells(found, asked, inspect_machine(), stock)
    for planned in selected:
        click.echo(planned.cell.id + (f"  skipped: {planned.skip}" if planned.skip else ""))


@click.command()
@click.argument("cell")
@add_client_options
def show(cell: str, asked: AskedClients) -> None:
    """Show what a CELL claims and why, what its world holds and how it is run."""
    with open_stock(print_progress) as stock:
        requested = plan_request(load_scenarios(), cell, asked, inspect_machine(), stock)
    for planned in requested:
        click.echo("\n".join(describe_scenario(planned.cell.scenario_id, planned.cell.scenario)))
        click.echo(f"client:   {planned.cell.client.id}")
        click.echo(f"skipped:  {planned.skip}" if planned.skip else f"run:      {make_replay_command(planned.cell)}")
