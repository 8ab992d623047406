"""``advise``: what works behind this proxy, with this pip, and which line to paste."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from harness.advise import advice
from harness.advise import report as advised
from harness.catalogue.find import all_scenarios
from harness.clients.registry import Asked
from harness.lab.namespaces import machine
from harness.model import record as results
from harness.model.defect import Defect
from harness.model.errors import UsageError
from harness.model.record import Record
from harness.model.scenario import Scenario
from harness.model.versions import read_version
from harness.provision.specs import check_pips, check_pythons
from harness.provision.stock import open_stock
from harness.runs.confined_pipeline import fresh_pipeline
from harness.runs.options import progress
from harness.runs.recording import record, skipped
from harness.runs.selection import select

#: The word of ``--pip`` for the newest release.
LATEST = "latest"


@click.command()
@click.option("--topology", type=click.Choice(list(advice.TOPOLOGIES)), help="How your machine reaches the index.")
@click.option("--store", type=click.Choice(list(advice.STORES)), help="Where your CA is; else the system's store.")
@click.option("--pip", metavar="V", help="Your pip: a release, wheel, tree or git URL; else the newest.")
@click.option("--python", metavar="X", help="Your Python: 3.10, 3.10.13 or a path; else the newest that runs it.")
@click.option("--error", metavar="TEXT", help="Find the known defects that show as this message.")
@click.option(
    "--results", "files", multiple=True, type=Path, metavar="FILE", help="Answer from these records; run nothing."
)
def advise(
    topology: str | None,
    store: str | None,
    pip: str | None,
    python: str | None,
    error: str | None,
    files: tuple[Path, ...],
) -> None:
    """Say whether pip works behind your proxy, and if not, since when and what works instead.

    The answer is from cells that are run for it now, a handful, or from the records in --results. It is for a Python
    whose OpenSSL has no store of its own, as conda's and most standalone ones. Without options it lists the choices.
    """
    check_pips([pip] if pip else [])
    check_pythons([python] if python else [])
    if error is not None:
        click.echo("\n".join(advised.known(_finding(error, topology, pip), error)))
    if topology is not None:
        answers = _Kept(files, pip, python) if files else _Now(pip, python)
        _answer(topology, store or "system", answers)
    elif error is None:
        _nothing_else(store, pip, python, files)
        click.echo("\n".join(advised.choices()))


def _nothing_else(*given: object) -> None:
    if any(given):
        raise UsageError(f"--topology is missing: give one of {', '.join(advice.TOPOLOGIES)}")


def _finding(error: str, topology: str | None, pip: str | None) -> tuple[Defect, ...]:
    """The defects by their message; with a topology or a release those that it can have."""
    of = [each for each in all_scenarios().values() if topology is None or advice.is_of(each, topology)]
    found = advice.by_message((defect for each in of for defect in each.exposes), error)
    return tuple(defect for defect in found if pip is None or advice.on(defect, pip))


class _Now:
    """Answers by running cells."""

    def __init__(self, pip: str | None, python: str | None) -> None:
        self._pip, self._pythons = pip or LATEST, (python,) if python else ()
        # Before any release is fetched and run.
        with open_stock(progress) as stock:
            if len(stock.releases.resolve(self._pip)) != 1:
                raise UsageError(f"{self._pip} names several pips: advice is for one")

    def records(self, scenarios: Mapping[str, Scenario], version: str | None = None) -> dict[str, Record]:
        """A record a scenario on the pip asked for, or on another release."""
        with open_stock(progress) as stock:
            asked = Asked(specs=(("pip", version or self._pip),), pythons=self._pythons)
            cells = select(scenarios, asked, machine(), stock)
        with fresh_pipeline() as pipeline:
            return {
                each.cell.scenario_id: skipped(each) if each.skip else record(pipeline.run(each.cell)) for each in cells
            }


class _Kept:
    """Answers from records of earlier runs."""

    def __init__(self, files: Iterable[Path], pip: str | None, python: str | None) -> None:
        read = (each for file in files for each in results.read(file) if each.client.name == "pip")
        records = [each for each in read if read_version(each.client.version) is not None]
        self._records = [each for each in records if python is None or advice.same_python(each.client.python, python)]
        versions = sorted(filter(None, {read_version(each.client.version) for each in self._records}))
        if not versions:
            raise UsageError("the results have no record of a pip on this Python")
        self._newest = str(versions[-1])
        self._pip = pip or self._newest

    def records(self, scenarios: Mapping[str, Scenario], version: str | None = None) -> dict[str, Record]:
        """The last record of each scenario on a release; those that there are."""
        wanted = self._newest if version == LATEST else version or self._pip
        return {
            each.scenario: each
            for each in self._records
            if each.scenario in scenarios and each.client.version == wanted and not each.client.label
        }


def _answer(topology: str, store: str, answers: _Now | _Kept) -> None:
    fitting = {name: advice.fitting(all_scenarios(), topology, name) for name in advice.STORES}
    there = {name: each for name, each in fitting.items() if each is not None}
    if store not in there:
        raise UsageError(f"no scenario has {store} alone behind {topology}; there are {', '.join(there)}")
    found = answers.records(dict(there.values()))
    theirs, scenario = there[store]
    if theirs not in found:
        raise UsageError(f"the results have no record of {theirs} on that pip and Python")
    mine = found[theirs]
    click.echo(f"{topology}: {advice.TOPOLOGIES[topology]}")
    click.echo(f"Your CA is in {advice.STORES[store].words}.\n")
    click.echo("\n".join(advised.standing(mine, scenario)))
    if advised.works(mine):
        return
    others = {name: found[each[0]] for name, each in there.items() if name != store and each[0] in found}
    newer = answers.records({theirs: scenario}, advice.upgrade(scenario, mine.client.version) or LATEST)
    upgrades = [each for each in newer.values() if each.client.version != mine.client.version]
    click.echo("\n" + "\n".join(advised.ways(others, upgrades)))
    click.echo("\n/path/to/ca.pem must hold every authority on the way: the proxy's own, and what inspects TLS.")
    click.echo(f"To check it: {mine.replay}")
