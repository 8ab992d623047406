"""Find where the answers along an ordered sequence change, with as few questions as possible.

One rule: pure. A position without an answer is stepped around and never counts for one side or the other, so that a
boundary is an interval in which nothing is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Generic, TypeVar

_Side = TypeVar("_Side")


@dataclass(frozen=True)
class Unknown:
    """The lack of an answer, and why."""

    why: str


@dataclass(frozen=True)
class Boundary:
    """The last position known to answer as before, and the first known to answer otherwise; none known between."""

    last: int
    first: int


@dataclass(frozen=True)
class Plateau(Generic[_Side]):
    """Known positions next to each other with one answer; ``first`` and ``last`` belong to them."""

    first: int
    last: int
    side: _Side


#: By position, in the order in which they were asked.
Answers = dict[int, _Side | Unknown]


def search_boundaries(count: int, ask: Callable[[int], _Side | Unknown]) -> Answers[_Side]:
    """Return the answers that it takes to find where those of ``count`` positions change between both ends.

    Both ends are asked first, then no more than ceil(log2 count) others if there is one change and nothing is unknown.
    An answer that is neither end's makes two changes of one, and both are found.
    """
    answers: Answers[_Side] = {}
    for positions in (range(count), reversed(range(count))):
        _ask_until_known(positions, ask, answers)
    while (position := _choose_next(answers)) is not None:
        answers[position] = ask(position)
    return answers


def find_boundaries(answers: Mapping[int, _Side | Unknown]) -> tuple[Boundary, ...]:
    """Return every change between neighbours among the known answers, ascending."""
    return tuple(Boundary(last, first) for (last, old), (first, new) in pairwise(_list_known(answers)) if old != new)


def find_plateaus(answers: Mapping[int, _Side | Unknown]) -> tuple[Plateau[_Side], ...]:
    """Return the known answers, ascending, equal neighbours put together."""
    grouped = [list(group) for _, group in groupby(_list_known(answers), key=lambda known: known[1])]
    return tuple(Plateau(group[0][0], group[-1][0], group[0][1]) for group in grouped)


def _list_known(answers: Mapping[int, _Side | Unknown]) -> list[tuple[int, _Side]]:
    return [(position, side) for position, side in sorted(answers.items()) if not isinstance(side, Unknown)]


def _ask_until_known(positions: Iterable[int], ask: Callable[[int], _Side | Unknown], answers: Answers[_Side]) -> None:
    for position in positions:
        if position not in answers:
            answers[position] = ask(position)
        if not isinstance(answers[position], Unknown):
            return


def _choose_next(answers: Mapping[int, _Side | Unknown]) -> int | None:
    """Return the position without an answer nearest the middle of a boundary; None if none is left."""
    for change in find_boundaries(answers):
        between = set(range(change.last + 1, change.first)).difference(answers)
        if between:
            return min(between, key=lambda position: (abs(2 * position - change.last - change.first), position))
    return None
