from __future__ import annotations

from harness.catalogue.dating import find_dating
from harness.catalogue.find import load_scenarios
from scenarios import tunnelled
from scenarios.defects.contexts import TRUSTSTORE_CONTEXT_LOST
from scenarios.defects.variants import BUNDLE_LOST_ON_THE_PROXY_LEG

LOST = tunnelled.system_store_vouches_for_the_origin


def test_of_the_scenarios_of_a_theme_the_first_dates_a_defect() -> None:
    like = LOST.but(claim="Another claim holds.")
    assert find_dating({"theme.b": LOST, "theme.a": like}) == {"theme.b": LOST.exposes, "theme.a": ()}
    assert find_dating({"theme.b": LOST, "other.a": like}) == {"theme.b": LOST.exposes, "other.a": LOST.exposes}


def test_a_scenario_dates_what_no_other_has_dated() -> None:
    more = LOST.but(exposes=(TRUSTSTORE_CONTEXT_LOST, BUNDLE_LOST_ON_THE_PROXY_LEG))
    assert find_dating({"theme.a": LOST, "theme.b": more})["theme.b"] == (BUNDLE_LOST_ON_THE_PROXY_LEG,)
    assert TRUSTSTORE_CONTEXT_LOST in LOST.exposes


def test_every_defect_that_a_theme_exposes_is_dated_by_it() -> None:
    scenarios = load_scenarios()
    dating = find_dating(scenarios)
    exposed = {(name.split(".")[0], defect.slug) for name, each in scenarios.items() for defect in each.exposes}
    assert {(name.split(".")[0], defect.slug) for name, dated in dating.items() for defect in dated} == exposed
    assert dating["tunnelled.system_store_vouches_for_the_origin"] == LOST.exposes
