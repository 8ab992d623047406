"""The commits of a bisect: run, and what came of it said."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from harness.bisect.answers import Answer, answer
from harness.bisect.boundary import Unknown
from harness.bisect.commit_bisect import Term, first_new
from harness.bisect.progress import Kept
from harness.bisect.release_bisect import one_python
from harness.bisect.report import Change, Side, paragraph, unchanged
from harness.bisect.trials import Trials
from harness.clients.pip import clients
from harness.clients.variant_commit import variant_upon
from harness.evidence.story import StoryStep
from harness.model.cell import Client
from harness.model.errors import LabBroken, UsageError
from harness.model.record import Record
from harness.provision.pip_clone import SHORT, Commit, PipClone
from harness.provision.places import ready_cache
from harness.provision.pythons import discover, named
from harness.provision.releases import Releases
from harness.provision.trees import PipTrees
from harness.report.phrases import describe_recorded
from harness.runs.options import progress


def commits(
    trials: Trials,
    kept: Kept,
    repo: Path,
    old: str,
    new: str,
    python: str | None,
    folder: Path,
    *,
    first_parent: bool,
    variant: str | None = None,
) -> bool:
    """Find the first commit with another outcome and print it. False if both ends are alike."""
    home = folder / "git"
    home.mkdir()
    clone = PipClone(repo, home, PipTrees(ready_cache()))
    ends = clone.commit(old), clone.commit(new)
    if ends[0] == ends[1]:
        raise UsageError(f"--old {old} and --new {new} are the same commit: there is nothing between them")
    client, named = _clients_of(clone, ends, python, variant)
    search = _Search(trials, kept, clone, client)
    sides = search.end(ends[0]), search.end(ends[1])
    if sides[0] == sides[1]:
        click.echo(f"{unchanged(search.side(ends[0]), search.side(ends[1]))}\nCells run: {kept.ran}.")
        return False
    terms: dict[Answer, Term] = {sides[0]: "old", sides[1]: "new"}
    found = first_new(clone.git, *ends, lambda commit: search.term(commit, terms), first_parent=first_parent)
    ran = kept.ran
    if len(found) == 1:
        click.echo(
            paragraph(
                search.change(
                    found[0],
                    f"--repo {shlex.quote(str(repo))}",
                    f"--python {named}" + (f" --variant {variant}" if variant else ""),
                )
            )
        )
    else:
        click.echo(search.open(found, *ends))
    click.echo(f"Cells run: {ran}, from {old} to {new}, and 2 once more with the witness.")
    return True


def _clients_of(
    clone: PipClone, ends: Sequence[str], python: str | None, variant: str | None
) -> tuple[Callable[[str], Client], str]:
    """What turns a commit into a client, all on one Python, and that Python's name."""
    cache = ready_cache()
    there, interpreters = Releases(cache), discover(cache)
    if variant is not None:
        (chosen,) = named([python] if python else (), interpreters)
        return variant_upon(clone.git, variant, chosen, cache, progress), python or chosen.minor
    interpreter = one_python([clone.source(commit).version for commit in ends], interpreters, python)

    def client(commit: str) -> Client:
        return clients([clone.source(commit)], [interpreter.executable], [interpreter], there, lambda _: None)[0]

    return client, python or interpreter.minor


class _Search:
    """A bisect under way: what each commit left behind, and why some could not be told."""

    def __init__(self, trials: Trials, kept: Kept, clone: PipClone, client: Callable[[str], Client]) -> None:
        self._trials, self._kept, self._clone, self._client = trials, kept, clone, client
        self._records: dict[str, Record] = {}
        self._skipped: dict[str, str] = {}

    def end(self, commit: str) -> Answer:
        """What one of the two ends answers. Raises `UsageError` if it does not."""
        found = self._ask(commit)
        if isinstance(found, Unknown):
            raise UsageError(f"{commit[:SHORT]} is an end, and it cannot be tested: {found.why}")
        return found

    def term(self, commit: str, terms: dict[Answer, Term]) -> Term:
        """The word for a commit: skipped if it cannot be run, or does a third thing."""
        found = self._ask(commit)
        if isinstance(found, Unknown):
            self._skipped[commit] = found.why
            return "skip"
        if found not in terms:
            self._skipped[commit] = f"{describe_recorded(self._records[commit].observed)}, which is neither"
        return terms.get(found, "skip")

    def side(self, commit: str, story: tuple[StoryStep, ...] = ()) -> Side:
        """A commit as a side of a change."""
        return Side(name=commit[:SHORT], record=self._records[commit], story=story)

    def change(self, first: str, where: str, how: str) -> Change:
        """The change that a commit made, both sides run once more with the witness."""
        last = self._clone.parent(first)
        if last not in self._records:
            self.end(last)  # the first parent of a merge whose branches were gone into
        which = f"{where} --old {last[:SHORT]} --new {first[:SHORT]} {how}"
        return Change(
            scenario=self._trials.scenario,
            last=self.side(last, self._trials.story(self._client(last))),
            first=self.side(first, self._trials.story(self._client(first))),
            facts=tuple(in_words(self._clone.described(commit)) for commit in (first, last)),
            check=f"nox -s bisect -- {self._trials.scenario_id} {which}",
        )

    def open(self, found: Sequence[str], old: str, new: str) -> str:
        """What is known where the first new commit is one of several."""
        one_of = [
            f"    {in_words(self._clone.described(commit))}"
            + (f"\n      skipped: {self._skipped[commit]}" if commit in self._skipped else "")
            for commit in found
        ]
        ends = [f"{commit[:SHORT]}: {describe_recorded(self._records[commit].observed)}." for commit in (old, new)]
        return "\n".join(("The first new commit is one of these, newest first:", "", *one_of, "", *ends))

    def _ask(self, commit: str) -> Answer | Unknown:
        try:
            record = self._trials.record(self._client(commit))
        except (UsageError, LabBroken) as error:
            progress(f"[-] {commit[:SHORT]}: unknown, {error}")
            return Unknown(str(error))
        self._kept(record)
        self._records[commit] = record
        return answer(record)


def in_words(commit: Commit) -> str:
    """``30807c4d9 of 2025-05-20, pull request #13343: Inject SSL context …``."""
    pull = f", pull request #{commit.pull}" if commit.pull else ""
    return f"{commit.id[:SHORT]} of {commit.date}{pull}: {commit.subject}"
