"""The command ``advise``: what works behind this proxy, with this pip, and which line to paste."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from harness.advise import advice
from harness.advise import report as advised
from harness.catalogue.find import load_scenarios
from harness.clients.registry import AskedClients
from harness.lab.host import inspect_machine
from harness.model import record as results
from harness.model.defect import Defect
from harness.model.errors import UsageError
from harness.model.record import Record
from harness.model.scenario import Scenario
from harness.model.versions import read_version
from harness.provision.specs import check_pips, check_pythons
from harness.provision.stock import open_stock
from harness.runs.confined_pipeline import open_pipeline
from harness.runs.options import print_progress
from harness.runs.recording import record_run, record_skip
from harness.runs.selection import select_cells

#: The word of ``--pip`` for the newest release.
LATEST = "latest"


@click.command("advise")
@click.option("--topology", type=click.Choice(list(advice.TOPOLOGIES)), help="How your machine reaches the index.")
@click.option("--store", type=click.Choice(list(advice.STORES)), help="Where your CA is; else the system's store.")
@click.option("--pip", metavar="V", help="Your pip: a release, wheel, tree or git URL; else the newest.")
@click.option("--python", metavar="X", help="Your Python: 3.10, 3.10.13 or a path; else the newest that runs it.")
@click.option("--error", metavar="TEXT", help="Find the known defects that show as this message.")
@click.option(
    "--results", "files", multiple=True, type=Path, metavar="FILE", help="Answer from these records; run nothing."
)
def run_advise(
    topology: str | None,
    store: str | None,
    pip: str | None,
    python: str | None,
    error: str | None,
    files: tuple[Path, ...],
) -> None:
    """Say whether pip works behind your proxy, and if not, since when and what works instead.

    For the answer a handful of cells are run now, or the records in --results are read. It is for a Python whose
    OpenSSL has no store of its own, as conda's and most standalone ones. Without options the choices are listed.
    """
    check_pips([pip] if pip else [])
    check_pythons([python] if python else [])
    if error is not None:
        click.echo("\n".join(advised.format_known(_find_defects(error, topology, pip), error)))
    if topology is not None:
        answers = _RecordedAnswers(files, pip, python) if files else _LiveAnswers(pip, python)
        _print_advice(topology, store or "system", answers)
    elif error is None:
        _refuse_without_topology(store, pip, python, files)
        click.echo("\n".join(advised.format_choices()))


def _refuse_without_topology(*given: object) -> None:
    if any(given):
        raise UsageError(f"--topology is missing: give one of {', '.join(advice.TOPOLOGIES)}")


def _find_defects(error: str, topology: str | None, pip: str | None) -> tuple[Defect, ...]:
    """Return the defects with this message; with a topology or a release those that it can have."""
    of = [each for each in load_scenarios().values() if topology is None or advice.has_topology(each, topology)]
    found = advice.find_by_message((defect for each in of for defect in each.exposes), error)
    return tuple(defect for defect in found if pip is None or advice.may_affect(defect, pip))


class _LiveAnswers:
    """Answers from cells that are run now."""

    def __init__(self, pip: str | None, python: str | None) -> None:
        self._pip, self._pythons = pip or LATEST, (python,) if python else ()
        several = UsageError(f"{self._pip} names several pips: expected one")
        if self._pip == "all":
            raise several
        # Before any release is fetched and run.
        with open_stock(print_progress) as stock:
            if len(stock.releases.resolve_spec(self._pip)) != 1:
                raise several

    def find_records(self, scenarios: Mapping[str, Scenario], version: str | None = None) -> dict[str, Record]:
        """Return a record per scenario on the pip asked for, or on another release."""
        with open_stock(print_progress) as stock:
            asked = AskedClients(specs=(("pip", version or self._pip),), pythons=self._pythons)
            cells = select_cells(scenarios, asked, inspect_machine(), stock)
        with open_pipeline() as pipeline:
            return {
                each.cell.scenario_id: record_skip(each) if each.skip else record_run(pipeline.run_cell(each.cell))
                for each in cells
            }


class _RecordedAnswers:
    """Answers from records of earlier runs."""

    def __init__(self, files: Iterable[Path], pip: str | None, python: str | None) -> None:
        read = (each for file in files for each in results.read_records(file) if each.client.name == "pip")
        records = [each for each in read if read_version(each.client.version) is not None]
        self._records = [
            each for each in records if python is None or advice.is_same_python(each.client.python, python)
        ]
        versions = sorted(filter(None, {read_version(each.client.version) for each in self._records}))
        if not versions:
            raise UsageError("the results have no record of a pip on this Python")
        self._newest = str(versions[-1])
        self._pip = pip or self._newest

    def find_records(self, scenarios: Mapping[str, Scenario], version: str | None = None) -> dict[str, Record]:
        """Return the last record of each scenario on a release, where there is one."""
        wanted = self._newest if version == LATEST else version or self._pip
        return {
            each.scenario: each
            for each in self._records
            if each.scenario in scenarios and each.client.version == wanted and not each.client.label
        }


def _print_advice(topology: str, store: str, answers: _LiveAnswers | _RecordedAnswers) -> None:
    fitting = {name: advice.find_fitting(load_scenarios(), topology, name) for name in advice.STORES}
    there = {name: each for name, each in fitting.items() if each is not None}
    if store not in there:
        raise UsageError(f"no scenario has {store} alone behind {topology}; there are {', '.join(there)}")
    found = answers.find_records(dict(there.values()))
    theirs, scenario = there[store]
    if theirs not in found:
        raise UsageError(f"the results have no record of {theirs} on that pip and Python")
    mine = found[theirs]
    click.echo(f"{topology}: {advice.TOPOLOGIES[topology]}")
    click.echo(f"Your CA is in {advice.STORES[store].words}.\n")
    click.echo("\n".join(advised.explain_standing(mine, scenario)))
    if advised.has_worked(mine):
        return
    others = {name: found[each[0]] for name, each in there.items() if name != store and each[0] in found}
    newer = answers.find_records({theirs: scenario}, advice.choose_upgrade(scenario, mine.client.version) or LATEST)
    upgrades = [each for each in newer.values() if each.client.version != mine.client.version]
    click.echo("\n" + "\n".join(advised.format_ways(others, upgrades)))
    click.echo("\n/path/to/ca.pem must hold every authority on the way: the proxy's own, and what inspects TLS.")
    click.echo(f"To check it: {mine.replay}")
