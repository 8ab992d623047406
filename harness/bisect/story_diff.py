"""Find where the stories of two clients differ.

Numbers do not count: ports, lines of source and how many authorities a bundle has differ between any two runs or
releases.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest

from harness.evidence.story import StoryStep

_Steps = tuple[StoryStep, ...]
_Pair = tuple[StoryStep | None, StoryStep | None]


def find_parting(old: Sequence[StoryStep], new: Sequence[StoryStep]) -> tuple[_Steps, _Steps]:
    """Return of each story the first step that differs, and the first leg that ends otherwise.

    Both are empty if the stories are the same.
    """
    first = _find_first_pair(zip_longest(old, new), _essence)
    # Only what decides a leg has more to tell, and how the leg ended comes last in it.
    legs = zip_longest([step for step in old if step.more], [step for step in new if step.more])
    before, after = zip(first, _find_first_pair(legs, _read_leg_ending), strict=True)
    return _each_once(before), _each_once(after)


def _find_first_pair(pairs: Iterable[_Pair], read: Callable[[StoryStep], object]) -> _Pair:
    """Return the first pair whose steps differ by ``read``; None and None if there is none."""
    for pair in pairs:
        one, other = (None if step is None else read(step) for step in pair)
        if one != other:
            return pair
    return None, None


def _each_once(steps: Iterable[StoryStep | None]) -> _Steps:
    return tuple(dict.fromkeys(step for step in steps if step is not None))


def _essence(step: StoryStep) -> tuple[object, ...]:
    return step.mark, *map(_without_numbers, (step.text, *step.more))


def _read_leg_ending(step: StoryStep) -> str:
    return _without_numbers(step.more[-1]).removesuffix(" (N handshakes)")


def _without_numbers(text: str) -> str:
    return re.sub(r"\d+", "N", text)
