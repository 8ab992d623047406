"""Run the scenarios of the remedies, with the pip and Python of the command that was diagnosed."""

from __future__ import annotations

from collections.abc import Sequence

import click

from harness.catalogue.find import load_scenarios
from harness.clients.registry import read_asked_clients
from harness.diagnose.alone.case import Case, Cause
from harness.lab.host import inspect_machine
from harness.model.errors import LabBroken, UsageError
from harness.provision.stock import open_stock
from harness.runs.confined_pipeline import open_pipeline
from harness.runs.options import print_progress
from harness.runs.selection import select_cells


def prove_ways(case: Case, causes: Sequence[Cause]) -> None:
    """Run the scenario of each remedy for the first cause, and print to standard error whether it works."""
    names = list(dict.fromkeys(way.shown_by for cause in causes[:1] for way in cause.ways if way.shown_by))
    if not (names and case.pip_version):
        click.echo("\nThere is nothing to prove: no remedy has a scenario, or the command was no pip.", err=True)
        return
    minor = ".".join(str(case.asked.python.get("version", "")).split(".")[:2])
    click.echo(f"\nIn the lab, with pip {case.pip_version} on Python {minor}, now:", err=True)
    try:
        # The person's own, wherever it is.
        _run_scenarios(names, case.pip_version, str(case.asked.python.get("executable") or minor))
    except (UsageError, LabBroken) as error:
        click.echo(f"  it cannot be run here: {error}", err=True)


def _run_scenarios(names: Sequence[str], version: str, python: str) -> None:
    scenarios = {name: load_scenarios()[name] for name in names}
    asked = read_asked_clients({"pip": [version], "python": [python]})
    with open_stock(print_progress) as stock:
        planned = select_cells(scenarios, asked, inspect_machine(), stock)
    with open_pipeline() as pipeline:
        for each in planned:
            if each.skip:
                click.echo(f"  {each.cell.scenario_id}: not run: {each.skip}", err=True)
                continue
            judged = pipeline.run_cell(each.cell).judged
            works = judged.outcome is not None and judged.outcome.kind == "accepts"
            click.echo(f"  {each.cell.scenario_id}: {'works' if works else f'does not work: {judged.why}'}", err=True)
