"""Where the stories of two clients part.

One rule: steps in, steps out. Numbers do not count: ports, lines of source and how many authorities a bundle has differ
between any two runs or releases.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest

from harness.evidence.story import StoryStep

_Told = tuple[StoryStep, ...]
_Pair = tuple[StoryStep | None, StoryStep | None]


def parting(old: Sequence[StoryStep], new: Sequence[StoryStep]) -> tuple[_Told, _Told]:
    """Of each story the first step that differs, and the first leg that ends otherwise.

    Both are empty if the stories are the same.
    """
    first = _first(zip_longest(old, new), _essence)
    # Only what decides a leg has more to tell, and how the leg ended comes last in it.
    legs = zip_longest([step for step in old if step.more], [step for step in new if step.more])
    before, after = zip(first, _first(legs, _ending), strict=True)
    return _each_once(before), _each_once(after)


def _first(pairs: Iterable[_Pair], told: Callable[[StoryStep], object]) -> _Pair:
    """The first pair of which different things are told."""
    for pair in pairs:
        one, other = (None if step is None else told(step) for step in pair)
        if one != other:
            return pair
    return None, None


def _each_once(steps: Iterable[StoryStep | None]) -> _Told:
    return tuple(dict.fromkeys(step for step in steps if step is not None))


def _essence(step: StoryStep) -> tuple[object, ...]:
    return step.mark, *map(_without_numbers, (step.text, *step.more))


def _ending(step: StoryStep) -> str:
    return _without_numbers(step.more[-1]).removesuffix(" (N handshakes)")


def _without_numbers(text: str) -> str:
    return re.sub(r"\d+", "N", text)
