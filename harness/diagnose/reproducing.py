"""The command ``reproduce``: set up in the lab what a report of ``diagnose`` says, and compare what happens."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from harness.catalogue.find import load_scenarios
from harness.catalogue.plan import Planned
from harness.clients.registry import AskedClients, read_asked_clients
from harness.diagnose.nearest import build_scenario, is_same_world
from harness.diagnose.reported import DiagnosisReport, read_report
from harness.diagnose.written import write_scenario
from harness.lab.host import inspect_machine
from harness.model.errors import UsageError
from harness.model.scenario import Scenario
from harness.model.topology import Topology
from harness.model.words import Variant, Verdict
from harness.provision.stock import open_stock
from harness.report.failures import format_cell
from harness.runs.confined_pipeline import open_pipeline
from harness.runs.options import print_progress
from harness.runs.recording import record_run
from harness.runs.selection import select_cells

#: The name of the scenario that a report becomes.
NAME = "told_by_a_report"
_UNTESTABLE = 125


@click.command("reproduce")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--pip", metavar="V", default="", help="Run this pip instead of the one in the report.")
@click.option("--python", metavar="X", default="", help="Run it on this Python instead of the one in the report.")
@click.option("--print", "only_print", is_flag=True, help="Print the scenario and run nothing.")
def run_reproduce(file: Path, pip: str, python: str, *, only_print: bool) -> None:
    """Turn a report of diagnose in FILE into the nearest scenario, print it, run it, and say if the lab shows the same.

    Exit code: 0 the lab shows the same, 1 it does not, 125 it cannot be run here, 2 FILE is no such report or the lab
    cannot set up what it says.
    """
    report = read_report(file)
    topologies = _list_topologies()
    scenario = build_scenario(report, topologies)
    _print_scenario(scenario, topologies)
    if not only_print:
        sys.exit(_run_and_compare(report, scenario, _ask_for_client(report, pip, python)))


def _list_topologies() -> dict[str, Topology]:
    """Return the topologies of the catalogue by the names that its modules have for them."""
    used = {each.topology for each in load_scenarios().values()}
    return {each.name.replace(" ", "_").upper(): each for each in used}


def _print_scenario(scenario: Scenario, topologies: Mapping[str, Topology]) -> None:
    same = [name for name, each in load_scenarios().items() if is_same_world(each, scenario)]
    click.echo("The nearest scenario, which expects what was seen:\n")
    click.echo("\n".join(write_scenario(NAME, scenario, topologies)) + "\n")
    if same:
        click.echo(f"The catalogue has this world: {same[0]}\n")


def _ask_for_client(report: DiagnosisReport, pip: str, python: str) -> AskedClients:
    chosen = python or ".".join(report.python.get("version", "").split(".")[:2])
    pythons = [chosen] if chosen else []
    if report.tool != "pip" and not pip:
        return read_asked_clients({"variant": [_name_variant(report)], "python": pythons})
    version = pip or report.versions.get("pip", "")
    if not version:
        raise UsageError("the report does not say which pip it was: give one with --pip")
    return read_asked_clients({"pip": [version], "python": pythons})


def _name_variant(report: DiagnosisReport) -> str:
    """Return the adapter variant that stands for a program that uses requests."""
    versions = {name: report.versions[name] for name in ("requests", "urllib3") if report.versions.get(name)}
    if "requests" not in versions:
        raise UsageError(
            f"{report.tool!r} is neither pip nor uses requests: --pip V runs the scenario on a pip instead"
        )
    given = any(each.whose in ("lost", "sessions") for each in report.legs)
    variant = Variant.POOL_ONLY if any(each.whose == "lost" for each in report.legs) else Variant.BOTH_LEGS
    name = (variant if given else Variant.NO_CONTEXT).value
    libraries = "".join(f"+{each}={version}" for each, version in versions.items() if each != "requests")
    return f"{name}={versions['requests']}{libraries}"


def _run_and_compare(report: DiagnosisReport, scenario: Scenario, asked: AskedClients) -> int:
    with open_stock(print_progress) as stock:
        planned = select_cells({NAME: scenario}, asked, inspect_machine(), stock)
    return max(_run_cell(report, each) for each in planned)


def _run_cell(report: DiagnosisReport, planned: Planned) -> int:
    client = planned.cell.client
    name = f"{client.name} {client.version} on Python {client.interpreter.minor}"
    if planned.skip:
        click.echo(f"It cannot be run with {name}: {planned.skip}")
        return _UNTESTABLE
    with open_pipeline() as pipeline:
        done = pipeline.run_cell(planned.cell)
    if done.judged.verdict is Verdict.INVALID:
        click.echo(f"The lab broke: {done.judged.why}")
        return _UNTESTABLE
    same = done.judged.verdict is Verdict.PASS
    click.echo(f"{'The lab shows the same' if same else 'The lab does NOT show the same'} with {name}.")
    # Nobody else has this scenario yet, so that no line could run it again.
    lines = (line for line in format_cell(record_run(done)) if "replay:" not in line)
    click.echo("\n".join(f"  {line}" for line in lines))
    if same and report.causes[0].defect:
        click.echo(f"It is the known defect {report.causes[0].defect}.")
    return 0 if same else 1
