"""Choose the scenarios that date the known defects in a run of the whole matrix.

A release does not change any more. That each of ten like scenarios meets the same eight old releases says little more
than that one of them does, and it is what a matrix would spend most of its time on.
"""

from __future__ import annotations

from collections.abc import Mapping

from harness.catalogue.wide.likeness import find_unusual
from harness.model.defect import Defect
from harness.model.scenario import Scenario


def find_dating(scenarios: Mapping[str, Scenario]) -> dict[str, tuple[Defect, ...]]:
    """Return for each scenario, by its id, the exposed defects of whose boundaries it meets both sides.

    Of the scenarios that expose a defect it is the plainest: the one with the fewest unusual conditions, and of those
    the first.
    """
    plainest: dict[str, str] = {}
    for name in sorted(scenarios, key=lambda each: len(find_unusual(scenarios[each]))):
        for defect in scenarios[name].exposes:
            plainest.setdefault(defect.slug, name)
    return {
        name: tuple(each for each in scenario.exposes if plainest[each.slug] == name)
        for name, scenario in scenarios.items()
    }
