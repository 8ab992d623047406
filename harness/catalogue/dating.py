"""Choose the scenarios that date the known defects in a run of the whole matrix.

A release does not change any more. That each of ten like scenarios meets the same eight old releases says little more
than that one of them does, and it is what a matrix would spend most of its time on.
"""

from __future__ import annotations

from collections.abc import Mapping

from harness.model.defect import Defect
from harness.model.scenario import Scenario


def find_dating(scenarios: Mapping[str, Scenario]) -> dict[str, tuple[Defect, ...]]:
    """Return for each scenario, by its id, the exposed defects of whose boundaries it meets both sides.

    Of the scenarios of one theme that expose a defect it is the first.
    """
    dated: set[tuple[str, str]] = set()
    dating: dict[str, tuple[Defect, ...]] = {}
    for name, scenario in scenarios.items():
        theme = name.rpartition(".")[0]
        dating[name] = tuple(each for each in scenario.exposes if (theme, each.slug) not in dated)
        dated.update((theme, each.slug) for each in scenario.exposes)
    return dating
