"""Bisect the releases of pip: run them, and print what was found."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import click

from harness.bisect import boundary
from harness.bisect.answers import Answer, read_answer
from harness.bisect.boundary import Unknown
from harness.bisect.progress import RecordKeeper
from harness.bisect.report import BisectedChange, BoundarySide, format_paragraph, format_series, format_unchanged
from harness.bisect.stretch import Stretch, choose_stretch
from harness.bisect.trials import Trials
from harness.clients.pip import make_pip_ready
from harness.model.client import Client
from harness.model.command_line import format_command
from harness.model.errors import LabBroken, UsageError
from harness.model.record import Record
from harness.provision.parallel import work_in_parallel
from harness.provision.release_dates import find_build_date
from harness.provision.releases import find_cache_folder
from harness.provision.sources import name_release
from harness.provision.stock import Stock, open_stock
from harness.report.tally import format_count
from harness.runs.options import print_progress


def bisect_releases(
    trials: Trials,
    keeper: RecordKeeper,
    old: str | None,
    new: str | None,
    python: str | None,
    workers: int | None,
    *,
    every: bool,
) -> bool:
    """Find the change, or with ``every`` all of them, and print it. Return False if both ends are alike."""
    with open_stock(print_progress) as stock:
        range_ = choose_stretch(stock.releases, stock.interpreters, old, new, python)
    search = _ReleaseSearch(trials, keeper, stock, range_, python or range_.interpreter.minor)
    number = len(range_.versions)
    answers = search.ask_all(workers) if every else boundary.search_boundaries(number, search.ask_one)
    return search.print_found(answers, every=every)


@dataclass
class _ReleaseSearch:
    """A bisect in progress: the release at each position, and the record that it left."""

    trials: Trials
    keeper: RecordKeeper
    stock: Stock
    range: Stretch
    python: str
    records: dict[int, Record] = field(default_factory=dict)

    def ask_one(self, position: int) -> Answer | Unknown:
        """Run the release at a position and return its answer."""
        return self._note_answer(position, self._run_release(position))

    def ask_all(self, workers: int | None) -> dict[int, Answer | Unknown]:
        """Run every release, as many at once as there are workers, and return the answers by position."""
        answers: dict[int, Answer | Unknown] = {}

        def done(position: int, made: Record | Unknown) -> None:
            answers[position] = self._note_answer(position, made)

        work_in_parallel(self._run_release, range(len(self.range.versions)), done, workers)
        return answers

    def print_found(self, answers: dict[int, Answer | Unknown], *, every: bool) -> bool:
        """Print every change and how it was found; return whether there is one. Raises `UsageError` without answers."""
        runs, changes = boundary.find_plateaus(answers), boundary.find_boundaries(answers)
        if not runs or runs[0].first == runs[-1].last:
            raise UsageError(f"fewer than two releases could be run: {'; '.join(self._list_unknown(answers))}")
        ran = self.keeper.ran
        if every or len(changes) > 1:
            rows = ((self._name(run.first), self._name(run.last), self.records[run.first]) for run in runs)
            click.echo(f"{self.trials.scenario_id}, {format_count(len(changes), 'change')}:\n\n{format_series(rows)}\n")
        for change in changes:
            click.echo(format_paragraph(self._make_change(change, answers)))
        if not changes:
            click.echo(format_unchanged(self._side(runs[0].first), self._side(runs[-1].last)))
        self._print_counts(answers, ran, changes=len(changes), every=every)
        return bool(changes)

    def _client(self, position: int) -> Client:
        return make_pip_ready(name_release(self.range.versions[position]), self.range.interpreter, self.stock)

    def _run_release(self, position: int) -> Record | Unknown:
        try:
            return self.trials.record_cell(self._client(position))
        except (UsageError, LabBroken) as error:
            return Unknown(str(error))

    def _note_answer(self, position: int, made: Record | Unknown) -> Answer | Unknown:
        if isinstance(made, Unknown):
            print_progress(f"[-] {self._name(position)}: no answer, {made.why}")
            return made
        self.keeper.keep_record(made)
        self.records[position] = made
        return read_answer(made)

    def _name(self, position: int) -> str:
        return f"pip {self.range.versions[position]}"

    def _side(self, position: int) -> BoundarySide:
        return BoundarySide(name=self._name(position), record=self.records[position])

    def _side_with_story(self, position: int) -> BoundarySide:
        """Return a side with the story of its witness, for which it is run once more."""
        return replace(self._side(position), story=self.trials.record_story(self._client(position)))

    def _find_date(self, position: int) -> str:
        return find_build_date(self.range.versions[position], find_cache_folder()) or "an unknown date"

    def _make_change(self, change: boundary.Boundary, answers: dict[int, Answer | Unknown]) -> BisectedChange:
        old, new = self.range.versions[change.last], self.range.versions[change.first]
        which = f"--old {old} --new {new} --python {self.python}"
        between = {place: found for place, found in answers.items() if change.last < place < change.first}
        return BisectedChange(
            scenario=self.trials.scenario,
            last=self._side_with_story(change.last),
            first=self._side_with_story(change.first),
            facts=(
                f"{self._name(change.last)} dates from {self._find_date(change.last)}, {self._name(change.first)} from "
                f"{self._find_date(change.first)}, by the newest file in each wheel.",
            ),
            between=tuple(self._list_unknown(between)),
            check=format_command("bisect", self.trials.scenario_id, which),
            onwards=(
                "To find the commit, with a clone of pip next to this one:",
                format_command("bisect", self.trials.scenario_id, "--repo ../pip", which),
            ),
        )

    def _list_unknown(self, answers: dict[int, Answer | Unknown]) -> list[str]:
        return [
            f"{self._name(place)} ({found.why})"
            for place, found in sorted(answers.items())
            if isinstance(found, Unknown)
        ]

    def _print_counts(self, answers: dict[int, Answer | Unknown], ran: int, *, changes: int, every: bool) -> None:
        versions = self.range.versions
        witness = f", and {2 * changes} once more with the witness" if changes else ""
        click.echo(f"Cells run: {ran}, of the {len(versions)} releases from {versions[0]} to {versions[-1]}{witness}.")
        if unknown := self._list_unknown(answers):
            click.echo(f"No answer from {'; '.join(unknown)}.")
        if not (changes or every):
            click.echo("A change between them that was undone again shows only with --every.")
