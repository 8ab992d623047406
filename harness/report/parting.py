"""Where the stories of two clients part.

One rule: steps in, steps out. Numbers do not count: ports, lines of source and how many authorities a bundle has differ
between any two runs or releases.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from harness.report.story import Step

_Told = tuple[Step, ...]


def parting(old: Sequence[Step], new: Sequence[Step]) -> tuple[_Told, _Told]:
    """Of each story the first step that differs, and the first that does among those that decide a leg.

    Both are empty if the stories are the same.
    """
    first = _first_pair(old, new)
    deciding = _first_pair([step for step in old if step.more], [step for step in new if step.more])
    before, after = zip(first, deciding, strict=True)
    return _each_once(before), _each_once(after)


def _first_pair(old: Sequence[Step], new: Sequence[Step]) -> tuple[Step | None, Step | None]:
    pairs = zip_longest(old, new)
    return next((pair for pair in pairs if _essence(pair[0]) != _essence(pair[1])), (None, None))


def _each_once(steps: Iterable[Step | None]) -> _Told:
    return tuple(dict.fromkeys(step for step in steps if step is not None))


def _essence(step: Step | None) -> tuple[object, ...]:
    if step is None:
        return ()
    return step.mark, *(re.sub(r"\d+", "N", text) for text in (step.text, *step.more))
