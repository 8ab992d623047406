"""A change between two clients, as a paragraph to paste into an issue.

Commands and stories are indented by four spaces, so that a forge shows them as they are.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from harness.bisect.answers import find_beginning_defects, find_ending_defects, read_answer
from harness.bisect.boundary import Unknown
from harness.bisect.story_diff import find_parting
from harness.evidence.story import WIDTH, StoryStep, format_step
from harness.model.defect import Defect
from harness.model.record import Record
from harness.model.scenario import Scenario
from harness.report.describe import describe_affected
from harness.report.phrases import describe_recorded

_INDENT = "    "


@dataclass(frozen=True, kw_only=True)
class BoundarySide:
    """One side of a change: ``name`` in a sentence (``pip 25.2``), and what the wire and the witness showed."""

    name: str
    record: Record
    story: tuple[StoryStep, ...] = ()


@dataclass(frozen=True, kw_only=True)
class BisectedChange:
    """A change to report, with sentences about its sides.

    ``between`` are the clients without an answer between the two, each with the reason. ``check`` is the command that
    shows both sides again, ``onwards`` the next step: a heading and a command.
    """

    scenario: Scenario
    last: BoundarySide
    first: BoundarySide
    facts: tuple[str, ...]
    check: str
    between: tuple[str, ...] = ()
    onwards: tuple[str, str] | None = None


def format_paragraph(change: BisectedChange) -> str:
    """Return the whole text about a change."""
    return "\n".join(_format_lines(change)).rstrip() + "\n"


def _format_lines(change: BisectedChange) -> Iterator[str]:
    last, first = change.last, change.first
    client = first.record.client
    yield from _wrap_text(f"Since {first.name}: {describe_recorded(first.record.observed)}.")
    yield from _wrap_text(f"Up to {last.name}: {describe_recorded(last.record.observed)}.")
    if change.between:
        yield from _wrap_text(f"Between them there is no answer from {'; '.join(change.between)}.")
    yield ""
    yield from _wrap_text(f"Scenario {first.record.scenario}: {first.record.claim}")
    yield from _wrap_text(f"Run on CPython {client.python} with {client.openssl}.")
    for fact in change.facts:
        yield from _wrap_text(fact)
    yield from _format_known_defects(change)
    yield ""
    yield from _format_parting(last, first)
    yield from _format_command("To check it:", change.check)
    if change.onwards:
        yield from _format_command(*change.onwards)


def _format_known_defects(change: BisectedChange) -> Iterator[str]:
    sides = (change.last.record, change.first.record)
    for how, defects in (
        ("begins", find_beginning_defects(change.scenario, *sides)),
        ("ends", find_ending_defects(change.scenario, *sides)),
    ):
        for defect in defects:
            yield from _wrap_text(f"A known defect {how} here: {_describe_defect(defect, sides[0].client.kind)}")


def _describe_defect(defect: Defect, kind: str) -> str:
    return f"{defect.slug} ({defect.issue}), {describe_affected(defect, kind)}: {defect.because}"


def _format_parting(last: BoundarySide, first: BoundarySide) -> Iterator[str]:
    before, after = find_parting(last.story, first.story)
    if not (last.story and first.story):
        yield from _wrap_text("The witness inside the client says nothing about it.")
    elif not (before or after):
        yield from _wrap_text("The witness inside the client saw the same on both sides.")
    else:
        yield "The witness inside the client saw them differ here:"
        yield ""
        yield from _format_steps(last.name, before)
        yield from _format_steps(first.name, after)
    yield ""


def _format_steps(name: str, steps: Sequence[StoryStep]) -> Iterator[str]:
    yield f"{_INDENT}{name}"
    for line in (line for step in steps for line in format_step(step)):
        yield f"{_INDENT}  {line}"
    if not steps:
        yield f"{_INDENT}  (nothing more)"


def _format_command(heading: str, command: str) -> Iterator[str]:
    yield from (heading, "", f"{_INDENT}{command}", "")


def _wrap_text(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, break_on_hyphens=False, break_long_words=False)


def format_unchanged(last: BoundarySide, first: BoundarySide) -> str:
    """Return the text for two ends that are alike."""
    text = (
        f"Nothing changes between {last.name} and {first.name}. Either end: {describe_recorded(first.record.observed)}."
    )
    return "\n".join(_wrap_text(text))


def format_progress(record: Record) -> str:
    """Return a line about a cell that has ended: its client and its outcome, or why there is none."""
    client, known = record.cell.removeprefix(f"{record.scenario}-"), read_answer(record)
    return (
        f"{client}: no answer, {known.why}"
        if isinstance(known, Unknown)
        else f"{client}: {describe_recorded(record.observed)}"
    )


def format_series(runs: Iterable[tuple[str, str, Record]]) -> str:
    """Return a line per stretch of equal outcomes: the names of its first and last client, and the outcome."""
    rows = [
        (first if first == last else f"{first} to {last}", describe_recorded(one.observed)) for first, last, one in runs
    ]
    width = max((len(names) for names, _ in rows), default=0)
    return "\n".join(f"{_INDENT}{names:<{width}}  {what}" for names, what in rows)
