"""The search for what violates a property.

One rule: the same search finds the same, whenever and wherever it is run; nothing is kept from one to the next.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, given, settings

from properties.claims import Property
from properties.violations import is_asked

if TYPE_CHECKING:
    from harness.sessions.run import Runner


class ViolationError(AssertionError):
    """A property does not hold of what was drawn."""


@dataclass(frozen=True, kw_only=True)
class Search:
    """How hard to look: how many ``examples`` to try, and whether to shrink the first that violates.

    What is known to be there is looked for ten times as long, which it takes only if it is gone.
    """

    examples: int
    shrinks: bool = True

    @property
    def patient(self) -> Search:
        """For what is known to be there."""
        return replace(self, examples=10 * self.examples)

    def counterexample(
        self, asked: Property, runner: Runner, among: Callable[[Any], bool] = lambda _drawn: True
    ) -> tuple[Any, str] | None:
        """What violates a property, the smallest that was found, and how; None if nothing did.

        ``among`` narrows what it is tried on.
        """
        found: list[tuple[Any, str]] = []

        @self._settings()
        @given(asked.tried_on.filter(lambda drawn: is_asked(runner.client, drawn) and among(drawn)))
        def hold(drawn: Any) -> None:
            if why := "; ".join(asked.violated(runner, drawn)):
                found.append((drawn, why))
                raise ViolationError(why)

        try:
            hold()
        except ViolationError:
            # The last to be tried is the smallest.
            return found[-1]
        return None

    def _settings(self) -> settings:
        return settings(
            max_examples=self.examples,
            deadline=None,
            derandomize=True,
            database=None,
            phases=(Phase.generate, *([Phase.shrink] if self.shrinks else [])),
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        )
