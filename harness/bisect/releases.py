"""The releases of a bisect: run, and what came of it said."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import click

from harness.bisect import boundary
from harness.bisect.answers import Answer, answer
from harness.bisect.boundary import Unknown
from harness.bisect.progress import Kept
from harness.bisect.release_bisect import Stretch, stretch
from harness.bisect.report import Change, Side, paragraph, series, unchanged
from harness.bisect.trials import Trials
from harness.clients.pip import clients
from harness.model.cell import Client
from harness.model.errors import LabBroken, UsageError
from harness.model.record import Record
from harness.provision.parallel import a_few_at_once
from harness.provision.places import ready_cache
from harness.provision.pythons import discover
from harness.provision.release_dates import built
from harness.provision.releases import Releases, default_cache
from harness.provision.sources import release
from harness.report.tally import format_count
from harness.runs.options import progress


def releases(
    trials: Trials,
    kept: Kept,
    old: str | None,
    new: str | None,
    python: str | None,
    workers: int | None,
    *,
    every: bool,
) -> bool:
    """Find the change, or with ``every`` all of them, and print it. False if both ends are alike."""
    cache = ready_cache()
    there = Releases(cache)
    range_ = stretch(there, discover(cache), old, new, python)
    for warning in there.warnings:
        progress(f"warning: {warning}")
    search = _Search(trials, kept, there, range_, python or range_.interpreter.minor)
    answers = search.all(workers) if every else boundary.search(len(range_.versions), search.ask)
    return search.tell(answers, every=every)


@dataclass
class _Search:
    """A bisect under way: which release was at which position, and what it left behind."""

    trials: Trials
    kept: Kept
    there: Releases
    range: Stretch
    python: str
    records: dict[int, Record] = field(default_factory=dict)

    def ask(self, position: int) -> Answer | Unknown:
        """Run the release at a position."""
        return self._noted(position, self._run(position))

    def all(self, workers: int | None) -> dict[int, Answer | Unknown]:
        """Run every release, as many at once as there are workers."""
        answers: dict[int, Answer | Unknown] = {}

        def done(position: int, made: Record | Unknown) -> None:
            answers[position] = self._noted(position, made)

        a_few_at_once(self._run, range(len(self.range.versions)), done, workers)
        return answers

    def tell(self, answers: dict[int, Answer | Unknown], *, every: bool) -> bool:
        """Print what was found, and how."""
        runs, changes = boundary.runs(answers), boundary.changes(answers)
        if not runs or runs[0].first == runs[-1].last:
            raise UsageError(f"fewer than two releases could be run: {'; '.join(self._unknown(answers))}")
        ran = self.kept.ran
        if every or len(changes) > 1:
            rows = ((self._name(run.first), self._name(run.last), self.records[run.first]) for run in runs)
            click.echo(f"{self.trials.scenario_id}, {format_count(len(changes), 'change')}:\n\n{series(rows)}\n")
        for change in changes:
            click.echo(paragraph(self._change(change, answers)))
        if not changes:
            click.echo(unchanged(self._side(runs[0].first), self._side(runs[-1].last)))
        self._count(answers, ran, changes=len(changes), every=every)
        return bool(changes)

    def _client(self, position: int) -> Client:
        source, interpreter = release(self.range.versions[position]), self.range.interpreter
        return clients([source], [interpreter.executable], [interpreter], self.there, progress)[0]

    def _run(self, position: int) -> Record | Unknown:
        try:
            return self.trials.record(self._client(position))
        except (UsageError, LabBroken) as error:
            return Unknown(str(error))

    def _noted(self, position: int, made: Record | Unknown) -> Answer | Unknown:
        if isinstance(made, Unknown):
            progress(f"[-] {self._name(position)}: unknown, {made.why}")
            return made
        self.kept(made)
        self.records[position] = made
        return answer(made)

    def _name(self, position: int) -> str:
        return f"pip {self.range.versions[position]}"

    def _side(self, position: int) -> Side:
        return Side(name=self._name(position), record=self.records[position])

    def _told(self, position: int) -> Side:
        """A side with what the witness tells of it, for which it is run once more."""
        return replace(self._side(position), story=self.trials.story(self._client(position)))

    def _dated(self, position: int) -> str:
        date = built(self.range.versions[position], default_cache())
        return f"{self._name(position)} is of {date or 'an unknown date'}"

    def _change(self, change: boundary.Change, answers: dict[int, Answer | Unknown]) -> Change:
        old, new = self.range.versions[change.last], self.range.versions[change.first]
        which = f"--old {old} --new {new} --python {self.python}"
        between = {place: found for place, found in answers.items() if change.last < place < change.first}
        return Change(
            scenario=self.trials.scenario,
            last=self._told(change.last),
            first=self._told(change.first),
            facts=(f"{self._dated(change.last)}, {self._dated(change.first)}: the newest file in each wheel.",),
            between=tuple(self._unknown(between)),
            check=f"nox -s bisect -- {self.trials.scenario_id} {which}",
            onwards=(
                "To find the commit, with a clone of pip next to this one:",
                f"nox -s bisect -- {self.trials.scenario_id} --repo ../pip {which}",
            ),
        )

    def _unknown(self, answers: dict[int, Answer | Unknown]) -> list[str]:
        return [
            f"{self._name(place)} ({found.why})"
            for place, found in sorted(answers.items())
            if isinstance(found, Unknown)
        ]

    def _count(self, answers: dict[int, Answer | Unknown], ran: int, *, changes: int, every: bool) -> None:
        versions = self.range.versions
        witness = f", and {2 * changes} once more with the witness" if changes else ""
        click.echo(f"Cells run: {ran}, of the {len(versions)} releases from {versions[0]} to {versions[-1]}{witness}.")
        if unknown := self._unknown(answers):
            click.echo(f"Stepped around: {'; '.join(unknown)}.")
        if not (changes or every):
            click.echo("What changed between them and changed back again is for --every to find.")
