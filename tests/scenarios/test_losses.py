"""The known losses of a context are those of the catalogue, and its ranges are theirs."""

from __future__ import annotations

import pytest

from harness.catalogue.find import load_scenarios
from harness.model.losses import KNOWN_LOSSES, LOST_BEHIND_A_PROXY, LOST_ON_THE_WAY_TO_A_PROXY
from harness.provision.releases import Releases, find_cache_folder

DEFECTS = {defect.slug: defect for scenario in load_scenarios().values() for defect in scenario.exposes}
SLUGS = {LOST_BEHIND_A_PROXY: "truststore-context-lost", LOST_ON_THE_WAY_TO_A_PROXY: "proxy-leg-context-lost"}


@pytest.mark.client
@pytest.mark.parametrize("place", KNOWN_LOSSES)
def test_a_known_loss_has_the_issue_and_the_range_of_its_defect(place: str) -> None:
    defect = DEFECTS[SLUGS[place]]
    usual = Releases(find_cache_folder()).list_usual()
    having = [str(version) for version in usual if defect.affects_version("pip", str(version))]
    assert str(KNOWN_LOSSES[place]) == f"{defect.issue} in {having[0]} to {having[-1]}"
