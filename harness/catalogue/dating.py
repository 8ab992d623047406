"""Choose the scenarios that date the known defects in a run of the whole matrix.

A release does not change any more. That each of ten like scenarios meets the same eight old releases says little more
than that one of them does, and it is what a matrix would spend most of its time on.
"""

from __future__ import annotations

from collections.abc import Mapping

from harness.model.scenario import Scenario


def find_dating(scenarios: Mapping[str, Scenario]) -> frozenset[str]:
    """Return the ids of those that meet both sides of every boundary of the defects that they expose.

    Of the scenarios of one theme that have the same topology and expose the same defects it is the first.
    """
    first: dict[tuple[str, ...], str] = {}
    for name, scenario in scenarios.items():
        theme = name.rpartition(".")[0]
        first.setdefault((theme, scenario.topology.name, *(each.slug for each in scenario.exposes)), name)
    return frozenset(first.values())
