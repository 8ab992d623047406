"""Where the answers along an ordered sequence change, found with as few questions as there can be.

One rule: pure. What cannot be answered is stepped around and is never taken for one side or the other, so that a change
is an interval where nobody knows what lies between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Generic, TypeVar

_Side = TypeVar("_Side")


@dataclass(frozen=True)
class Unknown:
    """No answer, and why."""

    why: str


@dataclass(frozen=True)
class Change:
    """The last position known to answer as before, and the first known to answer otherwise; none known between."""

    last: int
    first: int


@dataclass(frozen=True)
class Run(Generic[_Side]):
    """Known positions next to each other with one answer; ``first`` and ``last`` belong to them."""

    first: int
    last: int
    side: _Side


#: By position, in the order in which they were asked.
Answers = dict[int, _Side | Unknown]


def search(count: int, ask: Callable[[int], _Side | Unknown]) -> Answers[_Side]:
    """The answers that it takes to find where those of ``count`` positions change between both ends.

    Both ends are asked first, then no more than ceil(log2 count) others if there is one change and nothing is unknown.
    An answer that is neither end's makes two changes of one, and both are found.
    """
    answers: Answers[_Side] = {}
    for positions in (range(count), reversed(range(count))):
        _first_known(positions, ask, answers)
    while (position := _next(answers)) is not None:
        answers[position] = ask(position)
    return answers


def changes(answers: Mapping[int, _Side | Unknown]) -> tuple[Change, ...]:
    """Every change between neighbours among the known answers, ascending."""
    return tuple(Change(last, first) for (last, old), (first, new) in pairwise(_known(answers)) if old != new)


def runs(answers: Mapping[int, _Side | Unknown]) -> tuple[Run[_Side], ...]:
    """The known answers, ascending, neighbours that are equal put together."""
    grouped = [list(group) for _, group in groupby(_known(answers), key=lambda known: known[1])]
    return tuple(Run(group[0][0], group[-1][0], group[0][1]) for group in grouped)


def _known(answers: Mapping[int, _Side | Unknown]) -> list[tuple[int, _Side]]:
    return [(position, side) for position, side in sorted(answers.items()) if not isinstance(side, Unknown)]


def _first_known(positions: Iterable[int], ask: Callable[[int], _Side | Unknown], answers: Answers[_Side]) -> None:
    for position in positions:
        if position not in answers:
            answers[position] = ask(position)
        if not isinstance(answers[position], Unknown):
            return


def _next(answers: Mapping[int, _Side | Unknown]) -> int | None:
    """Of the positions between the sides of a change that nobody was asked about, the one nearest their middle."""
    for change in changes(answers):
        between = set(range(change.last + 1, change.first)).difference(answers)
        if between:
            return min(between, key=lambda position: (abs(2 * position - change.last - change.first), position))
    return None
