"""Search for violations of a property.

One rule: the same search finds the same violation everywhere and always; nothing is kept from one to the next.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, given, settings

from properties.claims import Property
from properties.violations import is_asked

if TYPE_CHECKING:
    from harness.sessions.run import SessionRunner


class ViolationError(AssertionError):
    """A property does not hold for a drawn example."""


@dataclass(frozen=True, kw_only=True)
class Search:
    """A search: the number of ``examples`` to try, and whether to shrink the first violation.

    A known violation is searched for ten times as long, which takes that long only if it is gone.
    """

    examples: int
    shrinks: bool = True

    @property
    def patient(self) -> Search:
        """The search for a known violation."""
        return replace(self, examples=10 * self.examples)

    def find_counterexample(
        self, asked: Property, runner: SessionRunner, among: Callable[[Any], bool] = lambda _drawn: True
    ) -> tuple[Any, str] | None:
        """Return the smallest example found that violates a property, and how; None if none does.

        ``among`` says which examples count.
        """
        found: list[tuple[Any, str]] = []

        @self._make_settings()
        @given(asked.tried_on.filter(lambda drawn: is_asked(runner.client, drawn) and among(drawn)))
        def hold(drawn: Any) -> None:
            if why := "; ".join(asked.find_violations(runner, drawn)):
                found.append((drawn, why))
                raise ViolationError(why)

        try:
            hold()
        except ViolationError:
            # The last to be tried is the smallest.
            return found[-1]
        return None

    def _make_settings(self) -> settings:
        return settings(
            max_examples=self.examples,
            deadline=None,
            derandomize=True,
            database=None,
            phases=(Phase.generate, *([Phase.shrink] if self.shrinks else [])),
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        )
