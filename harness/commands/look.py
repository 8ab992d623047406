"""``list`` and ``show``: print the scenarios and cells that can be run."""

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
@click.option("--cells", is_flag=True, help="List the cells that a matrix would run, with the reason of each skip.")
@click.argument("words", nargs=-1)
def list_scenarios(words: tuple[str, ...], asked: AskedClients, *, cells: bool) -> None:
    """List the scenarios, or those whose id holds each of WORDS.

    With --cells or an option that names clients, their cells are listed.
    """
    found = {name: each for name, each in load_scenarios().items() if all(word in name for word in words)}
    if not found:
        raise UsageError(f"none of {len(load_scenarios())} scenarios has {' and '.join(words)} in its id")
    if not (cells or asked):
        for name, scenario in found.items():
            click.echo(f"{name}\n    {scenario.claim}")
        return
    with open_stock(print_progress) as stock:
        selected = select_cells(found, asked, inspect_machine(), stock, (lambda _cell: True) if words else None)
    for planned in selected:
        click.echo(planned.cell.id + (f"  skipped: {planned.skip}" if planned.skip else ""))


@click.command("show")
@click.argument("cell")
@add_client_options
def show_cell(cell: str, asked: AskedClients) -> None:
    """Show the claim of a CELL, its world, and how to run it.

    The world is what the client meets: the proxies and the index, who signed which certificate, and what each trust
    store holds.
    A scenario without a client runs on the newest pip, or on the clients that the options name.
    """
    with open_stock(print_progress) as stock:
        requested = plan_request(load_scenarios(), cell, asked, inspect_machine(), stock)
    for planned in requested:
        click.echo("\n".join(describe_scenario(planned.cell.scenario_id, planned.cell.scenario)))
        click.echo(f"client:   {planned.cell.client.id}")
        click.echo(f"skipped:  {planned.skip}" if planned.skip else f"run:      {make_replay_command(planned.cell)}")
