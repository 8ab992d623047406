"""A change between two clients, as a paragraph to paste into an issue.

One rule: records and stories in, text out. Commands and stories are indented, so that a forge shows them as they are.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from harness.bisect.answers import answer, beginning, ending
from harness.bisect.boundary import Unknown
from harness.bisect.story_diff import parting
from harness.evidence.story import WIDTH, StoryStep, format_step
from harness.model.defect import Defect
from harness.model.record import Record
from harness.model.scenario import Scenario
from harness.report.phrases import describe_recorded

_INDENT = "    "


@dataclass(frozen=True, kw_only=True)
class Side:
    """One side of a change: ``name`` in a sentence (``pip 25.2``), and what the wire and the witness showed."""

    name: str
    record: Record
    story: tuple[StoryStep, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Change:
    """A change to be told, with sentences about its sides.

    ``between`` are those on the way of which nothing is known, each with the reason. ``check`` is the command that
    shows both sides again, ``onwards`` what to go on with: a heading and a command.
    """

    scenario: Scenario
    last: Side
    first: Side
    facts: tuple[str, ...]
    check: str
    between: tuple[str, ...] = ()
    onwards: tuple[str, str] | None = None


def paragraph(change: Change) -> str:
    """The whole of it."""
    return "\n".join(_lines(change)).rstrip() + "\n"


def _lines(change: Change) -> Iterator[str]:
    last, first = change.last, change.first
    client = first.record.client
    yield from _wrapped(f"Since {first.name}: {describe_recorded(first.record.observed)}.")
    yield from _wrapped(f"Up to {last.name}: {describe_recorded(last.record.observed)}.")
    if change.between:
        yield from _wrapped(f"Unknown between them: {'; '.join(change.between)}.")
    yield ""
    yield from _wrapped(f"Scenario {first.record.scenario}: {first.record.claim}")
    yield from _wrapped(f"Run on CPython {client.python} with {client.openssl}.")
    for fact in change.facts:
        yield from _wrapped(fact)
    yield from _known(change)
    yield ""
    yield from _witness(last, first)
    yield from _command("To check it:", change.check)
    if change.onwards:
        yield from _command(*change.onwards)


def _known(change: Change) -> Iterator[str]:
    sides = (change.last.record, change.first.record)
    for how, defects in (("begins", beginning(change.scenario, *sides)), ("ends", ending(change.scenario, *sides))):
        for defect in defects:
            yield from _wrapped(f"A known defect {how} here: {_named(defect)}")


def _named(defect: Defect) -> str:
    return f"{defect.slug} ({defect.issue}), pip {defect.affects}: {defect.because}"


def _witness(last: Side, first: Side) -> Iterator[str]:
    before, after = parting(last.story, first.story)
    if not (last.story and first.story):
        yield from _wrapped("The witness inside the client has nothing to tell of it.")
    elif not (before or after):
        yield from _wrapped("The witness inside the client saw the same on both sides.")
    else:
        yield "The witness inside the client saw it part here:"
        yield ""
        yield from _told(last.name, before)
        yield from _told(first.name, after)
    yield ""


def _told(name: str, steps: Sequence[StoryStep]) -> Iterator[str]:
    yield f"{_INDENT}{name}"
    for line in (line for step in steps for line in format_step(step)):
        yield f"{_INDENT}  {line}"
    if not steps:
        yield f"{_INDENT}  (nothing more)"


def _command(heading: str, command: str) -> Iterator[str]:
    yield from (heading, "", f"{_INDENT}{command}", "")


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, break_on_hyphens=False, break_long_words=False)


def unchanged(last: Side, first: Side) -> str:
    """What to say where both ends are alike."""
    text = (
        f"Nothing changes between {last.name} and {first.name}. Either end: {describe_recorded(first.record.observed)}."
    )
    return "\n".join(_wrapped(text))


def told(record: Record) -> str:
    """A cell that ended, for whoever waits: its client and its outcome, or why there is none."""
    client, known = record.cell.removeprefix(f"{record.scenario}-"), answer(record)
    return (
        f"{client}: unknown, {known.why}"
        if isinstance(known, Unknown)
        else f"{client}: {describe_recorded(record.observed)}"
    )


def series(runs: Iterable[tuple[str, str, Record]]) -> str:
    """Runs of equal outcomes: the names of the first and the last of each, and a record of it."""
    rows = [
        (first if first == last else f"{first} to {last}", describe_recorded(one.observed)) for first, last, one in runs
    ]
    width = max((len(names) for names, _ in rows), default=0)
    return "\n".join(f"{_INDENT}{names:<{width}}  {what}" for names, what in rows)
