from __future__ import annotations

from harness.catalogue.dating import find_dating
from harness.catalogue.find import load_scenarios
from scenarios import tunnelled
from scenarios.defects.contexts import TRUSTSTORE_CONTEXT_LOST
from scenarios.topologies import INTERCEPTED

LOST = tunnelled.system_store_vouches_for_the_origin


def test_of_like_scenarios_of_a_theme_the_first_dates_their_defects() -> None:
    like = LOST.but(claim="Another claim holds.")
    assert find_dating({"theme.b": LOST, "theme.a": like}) == {"theme.b"}
    assert find_dating({"theme.b": LOST, "other.a": like}) == {"theme.b", "other.a"}


def test_scenarios_with_another_topology_or_other_defects_date_theirs() -> None:
    unlike = {"theme.a": LOST, "theme.b": LOST.but(topology=INTERCEPTED), "theme.c": LOST.but(exposes=())}
    assert find_dating(unlike) == set(unlike)
    assert TRUSTSTORE_CONTEXT_LOST in LOST.exposes


def test_every_defect_that_a_theme_exposes_is_dated_by_it() -> None:
    scenarios = load_scenarios()
    dating = find_dating(scenarios)
    exposed = {(name.split(".")[0], defect.slug) for name, each in scenarios.items() for defect in each.exposes}
    dated = {(name.split(".")[0], defect.slug) for name in dating for defect in scenarios[name].exposes}
    assert dated == exposed
    assert "tunnelled.system_store_vouches_for_the_origin" in dating
