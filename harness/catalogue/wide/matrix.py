"""The scenarios of the wide matrix, each with the defects that may show in it."""

from __future__ import annotations

from collections.abc import Mapping

from harness.catalogue.wide.explaining import find_explaining
from harness.catalogue.wide.rows import make_wide_scenario, read_rows
from harness.model.scenario import Scenario


def generate_wide(curated: Mapping[str, Scenario]) -> dict[str, Scenario]:
    """Return the generated scenarios by their ids; the curated ones say what may explain them.

    Their expectations are what :mod:`harness.catalogue.rule` says; whatever a release does otherwise is a catalogued
    defect or a finding.
    """
    generated = {row_id: make_wide_scenario(words) for row_id, words in read_rows().items()}
    return {
        row_id: each.but(explained_by=find_explaining(each, curated.values())) for row_id, each in generated.items()
    }
