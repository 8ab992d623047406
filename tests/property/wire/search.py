"""The search for what violates a property.

One rule: the same search finds the same, whenever and wherever it is run; nothing is kept from one to the next.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings

from harness.sessions.run import Runner
from tests.property.wire.claims import Property


class ViolationError(AssertionError):
    """A property does not hold of what was drawn."""


def counterexample(
    asked: Property, runner: Runner, examples: int, *, shrinks: bool = True, among: Callable[[Any], bool] | None = None
) -> tuple[Any, str] | None:
    """What violates a property, the smallest that was found, and how; None if nothing did.

    ``among`` narrows what it is tried on.
    """
    found: list[tuple[Any, str]] = []
    phases = (Phase.generate, *([Phase.shrink] if shrinks else []))

    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=phases,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(asked.tried_on if among is None else asked.tried_on.filter(among))
    def hold(drawn: Any) -> None:
        if why := "; ".join(asked.violated(runner, drawn)):
            found.append((drawn, why))
            raise ViolationError(why)

    try:
        hold()
    except ViolationError:
        return found[-1]
    return None
