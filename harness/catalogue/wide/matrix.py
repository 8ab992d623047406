"""The scenarios of the wide matrix, each with the defects that may show in it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from harness.catalogue.wide.axes import AXES
from harness.catalogue.wide.explaining import choose_explaining, find_explaining, list_shown
from harness.catalogue.wide.meeting import can_meet
from harness.catalogue.wide.rows import join_id, make_wide_scenario, read_rows, split_id
from harness.model.scenario import Scenario


def generate_wide(curated: Mapping[str, Scenario]) -> dict[str, Scenario]:
    """Return the generated scenarios by their ids; the curated ones say what may explain them.

    Their expectations are what :mod:`harness.catalogue.rule` says; whatever a release does otherwise is a catalogued
    defect or a finding.
    """
    generated = {row_id: make_wide_scenario(words) for row_id, words in read_rows().items()}
    shown = list_shown(curated.values())
    return {row_id: each.but(explained_by=choose_explaining(each, shown)) for row_id, each in generated.items()}


def generate_one(row_id: str, curated: Mapping[str, Scenario]) -> Scenario | None:
    """Return the scenario that the words of an id make, a row or not, with the defects that may show in it.

    None as of :func:`make_from_id`.
    """
    made = make_from_id(row_id)
    return None if made is None else made.but(explained_by=find_explaining(made, curated.values()))


@cache
def make_from_id(row_id: str) -> Scenario | None:
    """Return the scenario that the words of an id make; None if they are no id or cannot meet.

    Asked for by name, an option may meet a store that it leaves out: that it does is then what is asked.
    """
    try:
        words = split_id(row_id)
    except KeyError:
        return None
    if not {"topology", "store"} <= words.keys() or join_id(words) != row_id:
        return None
    if not can_meet(dict.fromkeys(AXES, "") | words | {"told": ""}):
        return None
    return make_wide_scenario(words)
