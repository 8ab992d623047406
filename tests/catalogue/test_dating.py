from __future__ import annotations

from collections import Counter

from harness.catalogue.dating import find_dating
from harness.catalogue.find import load_scenarios
from harness.model.conditions import Action
from scenarios import tunnelled
from scenarios.defects.contexts import TRUSTSTORE_CONTEXT_LOST
from scenarios.defects.variants import BUNDLE_LOST_ON_THE_PROXY_LEG

LOST = tunnelled.system_store_vouches_for_the_origin


def test_of_equally_plain_scenarios_the_first_dates_a_defect() -> None:
    like = LOST.but(claim="Another claim holds.")
    assert find_dating({"theme.b": LOST, "theme.a": like}) == {"theme.b": LOST.exposes, "theme.a": ()}


def test_a_plainer_scenario_dates_a_defect_for_one_that_comes_before_it() -> None:
    odd = LOST.but(action=Action.INSTALL)
    assert find_dating({"theme.a": odd, "theme.b": LOST}) == {"theme.a": (), "theme.b": LOST.exposes}


def test_a_scenario_dates_what_no_other_has_dated() -> None:
    more = LOST.but(exposes=(TRUSTSTORE_CONTEXT_LOST, BUNDLE_LOST_ON_THE_PROXY_LEG))
    assert find_dating({"theme.a": LOST, "theme.b": more})["theme.b"] == (BUNDLE_LOST_ON_THE_PROXY_LEG,)
    assert TRUSTSTORE_CONTEXT_LOST in LOST.exposes


def test_every_defect_that_is_exposed_is_dated_once() -> None:
    scenarios = load_scenarios()
    dated = Counter(defect.slug for each in find_dating(scenarios).values() for defect in each)
    assert dated == Counter({defect.slug for each in scenarios.values() for defect in each.exposes})
