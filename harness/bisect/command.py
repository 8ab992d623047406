"""The command ``bisect``: since which pip, or which commit of pip, a scenario has another outcome."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click

from harness.bisect.commits import ClonedClients, bisect_commits
from harness.bisect.progress import RecordKeeper
from harness.bisect.releases import bisect_releases
from harness.bisect.stretch import check_ends
from harness.bisect.trials import Trials
from harness.catalogue.find import find_scenario, load_scenarios
from harness.catalogue.plan import find_obstacle
from harness.lab.host import inspect_machine
from harness.model.errors import UsageError
from harness.model.scenario import Scenario
from harness.provision.specs import check_pythons
from harness.provision.stock import open_stock
from harness.runs.options import print_progress
from harness.runs.scratch import open_scratch_folder


@click.command("bisect")
@click.argument("scenario")
@click.option(
    "--old", metavar="V", help="The release to begin with, or with --repo the revision (default: the oldest that runs)."
)
@click.option(
    "--new", metavar="V", help="The release to end with, or with --repo the revision (default: the newest that runs)."
)
@click.option("--python", metavar="X", help="The Python: 3.10, 3.10.13 or a path (default: the newest that runs most).")
@click.option("--every", is_flag=True, help="Run every release, several at once, and list every change.")
@click.option(
    "-n",
    "workers",
    type=click.IntRange(min=1),
    metavar="N",
    help="Run N at once with --every (default: one for each core).",
)
@click.option("--repo", type=Path, metavar="PATH", help="Bisect the commits of this clone of pip from --old to --new.")
@click.option(
    "--variant",
    metavar="V",
    help="With --repo: the clone is of requests, urllib3 or truststore, run under this adapter variant.",
)
@click.option("--all-parents", is_flag=True, help="With --repo, go into the branches that were merged.")
@click.option("--results", type=Path, metavar="FILE", help="Write a record per cell, as JSON lines, each as it ends.")
@click.option("--resume", is_flag=True, help="Go on with the file of --results: what has a record there is not run.")
@click.option("--replace", is_flag=True, help="Replace the file of --results when the bisect has come to its end.")
def run_bisect(
    scenario: str,
    old: str | None,
    new: str | None,
    python: str | None,
    workers: int | None,
    repo: Path | None,
    results: Path | None,
    variant: str | None,
    *,
    every: bool,
    all_parents: bool,
    resume: bool,
    replace: bool,
) -> None:
    """Find the release or commit that changed a SCENARIO's outcome.

    The outcome is the leg that is refused and why, or that none is. Both ends are run first, then as few releases as
    halving needs. All run on one Python, and only what is seen counts, not what is known of it; a release that cannot
    be run is stepped around. With --repo it is commits, which git bisect chooses in a private copy.

    Exit code: 0 if a change was found, 1 if both ends are alike, 2 for bad use, a broken lab or an interruption.
    """
    subject = _find_subject(scenario)
    _check_options(old, new, repo, variant, every=every, all_parents=all_parents)
    check_pythons([python] if python else [])
    with open_stock(print_progress) as stock:
        stock.fetch_beside([subject.beside])
    with (
        _keeping_records(results, resume=resume, replace=replace) as keeper,
        open_scratch_folder() as folder,
        closing(Trials(scenario, subject, inspect_machine(), folder, keeper.find_record)) as trials,
    ):
        if repo is not None and old and new:
            pip = ClonedClients(repo, folder, python, variant)
            found = bisect_commits(trials, keeper, pip, old, new, first_parent=not all_parents)
        else:
            found = bisect_releases(trials, keeper, old, new, python, workers, every=every)
    sys.exit(0 if found else 1)


def _find_subject(scenario: str) -> Scenario:
    """Return the scenario of this id. Raises ``UsageError`` for one that is unknown or cannot be run here."""
    subject = find_scenario(load_scenarios(), scenario)
    if why := find_obstacle(inspect_machine(), subject):
        raise UsageError(f"{scenario} cannot be run here: {why}")
    return subject


def _check_options(
    old: str | None, new: str | None, repo: Path | None, variant: str | None, *, every: bool, all_parents: bool
) -> None:
    if repo is None and all_parents:
        raise UsageError("--all-parents needs --repo")
    if repo is None and variant:
        raise UsageError("--variant needs --repo: a clone of requests, urllib3 or truststore")
    if repo is not None and every:
        raise UsageError("--every is for releases, and --repo for commits: expected one of them")
    if repo is not None and not (old and new):
        raise UsageError("--repo needs --old and --new: the revisions to look between, such as 25.1.1 and 25.2")
    if repo is None:
        check_ends(old, new)


@contextmanager
def _keeping_records(results: Path | None, *, resume: bool, replace: bool) -> Iterator[RecordKeeper]:
    """Yield the keeper of a bisect's records, and finish its file, also when the bisect is interrupted."""
    keeper, whole = RecordKeeper(results, resume=resume, replace=replace), False
    try:
        yield keeper
        whole = True
    except KeyboardInterrupt:
        keeper.finish_file(whole=False)
        click.echo(keeper.explain_going_on(), err=True)
        sys.exit(2)
    finally:
        keeper.finish_file(whole=whole)
