"""Bisect the commits of a clone: run them as git bisect asks, and print what was found."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import click

from harness.bisect.answers import Answer, read_answer
from harness.bisect.boundary import Unknown
from harness.bisect.git_bisect import Term, find_first_new
from harness.bisect.progress import RecordKeeper
from harness.bisect.report import BisectedChange, BoundarySide, format_paragraph, format_unchanged
from harness.bisect.stretch import choose_one_python
from harness.bisect.trials import Trials
from harness.clients.pip import make_pip_ready
from harness.clients.variant_commit import prepare_commit_variants
from harness.evidence.story import StoryStep
from harness.model.client import Client, Interpreter
from harness.model.command_line import format_command
from harness.model.errors import LabBroken, UsageError
from harness.model.record import Record
from harness.provision.pip_clone import SHORT, Commit, PipClone
from harness.provision.places import prepare_cache
from harness.provision.pythons import select_interpreters
from harness.provision.stock import Stock
from harness.provision.trees import PipTrees
from harness.report.phrases import describe_recorded
from harness.runs.options import print_progress


class ClonedClients:
    """The clients that the commits of a clone are: pips, or with ``variant`` that variant on a library's commits.

    ``folder`` is a scratch folder. All run on one Python, which is chosen when both ends are known.
    """

    def __init__(self, repo: Path, folder: Path, python: str | None, variant: str | None) -> None:
        home = folder / "git"
        home.mkdir()
        self._stock = Stock(prepare_cache(), print_progress)
        self.clone = PipClone(repo, home, PipTrees(self._stock.cache))
        self._repo, self._python, self._variant = repo, python, variant
        self._make: Callable[[str], Client] | None = None

    def choose_python(self, ends: Sequence[str]) -> None:
        """Choose the Python for all commits, by the versions of pip at both ends. Raises `UsageError`."""
        interpreters = self._stock.interpreters
        if self._variant is not None:
            (chosen,) = select_interpreters([self._python] if self._python else (), interpreters)
            self._make = prepare_commit_variants(self.clone.git, self._variant, chosen, self._stock)
        else:
            versions = [self.clone.keep_source(commit).version for commit in ends]
            chosen = choose_one_python(versions, interpreters, self._python)
            self._make = partial(_make_pip, self.clone, chosen, Stock(self._stock.cache, lambda _line: None))
        self._python = self._python or chosen.minor

    def make_client(self, commit: str) -> Client:
        """Return the client that a commit is. Raises `UsageError` for a commit that is none."""
        assert self._make is not None
        return self._make(commit)

    @property
    def options(self) -> tuple[str, str]:
        """The options of the command line that choose these clients, before and after those of the revisions."""
        variant = f" --variant {self._variant}" if self._variant else ""
        return f"--repo {shlex.quote(str(self._repo))}", f"--python {self._python}{variant}"


def _make_pip(clone: PipClone, interpreter: Interpreter, quiet: Stock, commit: str) -> Client:
    return make_pip_ready(clone.keep_source(commit), interpreter, quiet)


def bisect_commits(
    trials: Trials, keeper: RecordKeeper, cloned: ClonedClients, old: str, new: str, *, first_parent: bool
) -> bool:
    """Find the first commit with another outcome and print it. Return False if both ends are alike."""
    ends = cloned.clone.find_commit(old), cloned.clone.find_commit(new)
    if ends[0] == ends[1]:
        raise UsageError(f"--old {old} and --new {new} are the same commit: there is nothing between them")
    cloned.choose_python(ends)
    search = _CommitSearch(trials, keeper, cloned)
    sides = search.ask_end(ends[0]), search.ask_end(ends[1])
    if sides[0] == sides[1]:
        click.echo(
            f"{format_unchanged(search.make_side(ends[0]), search.make_side(ends[1]))}\nCells run: {keeper.ran}."
        )
        return False
    terms: dict[Answer, Term] = {sides[0]: "old", sides[1]: "new"}
    found = find_first_new(
        cloned.clone.git, *ends, lambda commit: search.choose_term(commit, terms), first_parent=first_parent
    )
    ran = keeper.ran
    click.echo(format_paragraph(search.make_change(found[0])) if len(found) == 1 else search.list_found(found, *ends))
    click.echo(f"Cells run: {ran}, from {old} to {new}, and 2 once more with the witness.")
    return True


class _CommitSearch:
    """A bisect in progress: the record of each commit, and why some could not be tested."""

    def __init__(self, trials: Trials, keeper: RecordKeeper, cloned: ClonedClients) -> None:
        self._trials, self._keeper, self._cloned, self._clone = trials, keeper, cloned, cloned.clone
        self._records: dict[str, Record] = {}
        self._skipped: dict[str, str] = {}

    def ask_end(self, commit: str) -> Answer:
        """Return the answer of one of the two ends. Raises `UsageError` if there is none."""
        found = self._ask(commit)
        if isinstance(found, Unknown):
            raise UsageError(f"{commit[:SHORT]} is one end of the range and cannot be tested: {found.why}")
        return found

    def choose_term(self, commit: str, terms: dict[Answer, Term]) -> Term:
        """Return git's word for a commit: ``skip`` if it cannot be run, or does a third thing."""
        found = self._ask(commit)
        if isinstance(found, Unknown):
            self._skipped[commit] = found.why
            return "skip"
        if found not in terms:
            self._skipped[commit] = (
                f"{describe_recorded(self._records[commit].observed)}, which is neither the old outcome nor the new"
            )
        return terms.get(found, "skip")

    def make_side(self, commit: str, story: tuple[StoryStep, ...] = ()) -> BoundarySide:
        """Return a commit as a side of a change."""
        return BoundarySide(name=commit[:SHORT], record=self._records[commit], story=story)

    def make_change(self, first: str) -> BisectedChange:
        """Return the change that a commit made, both sides run once more with the witness."""
        last = self._clone.find_parent(first)
        if last not in self._records:
            self.ask_end(last)  # the first parent of a merge whose branches were gone into
        before, after = self._cloned.options
        which = f"{before} --old {last[:SHORT]} --new {first[:SHORT]} {after}"
        return BisectedChange(
            scenario=self._trials.scenario,
            last=self.make_side(last, self._trials.record_story(self._cloned.make_client(last))),
            first=self.make_side(first, self._trials.record_story(self._cloned.make_client(first))),
            facts=tuple(describe_commit(self._clone.read_commit(commit)) for commit in (first, last)),
            check=format_command("bisect", self._trials.scenario_id, which),
        )

    def list_found(self, found: Sequence[str], old: str, new: str) -> str:
        """Return the text for a first new commit that may be any of several, newest first."""
        one_of = [
            f"    {describe_commit(self._clone.read_commit(commit))}"
            + (f"\n      skipped: {self._skipped[commit]}" if commit in self._skipped else "")
            for commit in found
        ]
        ends = [f"{commit[:SHORT]}: {describe_recorded(self._records[commit].observed)}." for commit in (old, new)]
        return "\n".join(("The first new commit is one of these, newest first:", "", *one_of, "", *ends))

    def _ask(self, commit: str) -> Answer | Unknown:
        try:
            record = self._trials.record_cell(self._cloned.make_client(commit))
        except (UsageError, LabBroken) as error:
            print_progress(f"[-] {commit[:SHORT]}: no answer, {error}")
            return Unknown(str(error))
        self._keeper.keep_record(record)
        self._records[commit] = record
        return read_answer(record)


def describe_commit(commit: Commit) -> str:
    """Return ``30807c4d9 of 2025-05-20, pull request #13343: Inject SSL context …``."""
    pull = f", pull request #{commit.pull}" if commit.pull else ""
    return f"{commit.id[:SHORT]} of {commit.date}{pull}: {commit.subject}"
