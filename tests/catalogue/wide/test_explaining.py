from __future__ import annotations

from dataclasses import replace

import pytest

from harness.catalogue.find import find_scenario, load_scenarios
from harness.catalogue.wide.explaining import find_explaining
from harness.catalogue.wide.matrix import generate_wide
from harness.catalogue.wide.rows import make_wide_scenario, split_id
from harness.model.conditions import Channel, Login
from harness.model.expectation import Accepts, Breaks, Rejects
from harness.model.scenario import Scenario
from harness.model.trust import CORPORATE, PUBLIC, STRANGER, Trust
from harness.model.words import Leg
from scenarios.defects.contexts import CERTIFI_LOST_WITH_THE_CONTEXT, TRUSTSTORE_CONTEXT_LOST
from scenarios.defects.options import HTTP_INDEX_LEAVES_THE_PROXY_UNVERIFIED
from scenarios.topologies import TUNNELLED, TUNNELLED_OVER_TLS

GENERATED = generate_wide(load_scenarios())
LOST = replace(TRUSTSTORE_CONTEXT_LOST, shows=Rejects(Leg.ORIGIN))
SHOWN = Scenario(
    claim="It shows.",
    topology=TUNNELLED,
    trust=Trust(system={PUBLIC}),
    expect=Accepts(),
    because="It does.",
    exposes=(LOST,),
)


def row(words: str) -> Scenario:
    return make_wide_scenario(split_id(f"wide.{words}"))


def explains(shown: Scenario, words: str) -> bool:
    return bool(find_explaining(row(words), [shown]))


def test_what_is_generated_is_the_same_every_time() -> None:
    assert generate_wide(load_scenarios()) == GENERATED


def test_a_generated_scenario_is_found_by_its_name() -> None:
    name, scenario = next(iter(GENERATED.items()))
    assert find_scenario(load_scenarios(), name) == scenario


def test_what_may_explain_a_scenario_is_shown_where_its_leg_is_there() -> None:
    assert [
        (name, defect.slug)
        for name, scenario in GENERATED.items()
        for defect in scenario.explained_by
        if getattr(defect.shows, "leg", None) not in {None, *scenario.topology.legs}
    ] == []


def test_what_is_about_an_http_index_explains_no_other() -> None:
    explained = [each for each in GENERATED.values() if HTTP_INDEX_LEAVES_THE_PROXY_UNVERIFIED in each.explained_by]
    assert {each.topology.origin.scheme for each in explained} == {"http"}
    assert {each.topology.path[0].scheme for each in explained} == {"https"}


def test_a_store_that_is_lost_explains_no_other_store() -> None:
    explained = [each for each in GENERATED.values() if CERTIFI_LOST_WITH_THE_CONTEXT in each.explained_by]
    assert explained
    assert all(each.trust.shipped and each.topology.proxies for each in explained)


def test_what_is_unusual_where_a_defect_shows_must_be_in_the_row() -> None:
    assert explains(SHOWN, "tunnelled__system__cache_on")
    by_flag = SHOWN.but(proxy_set_by=Channel.FLAG)
    assert not explains(by_flag, "tunnelled__system__cache_on")
    assert explains(by_flag, "tunnelled__system__channel_flag")


@pytest.mark.parametrize(
    "words",
    ["tunnelled__shipped", "direct__system", "tunnelled_over_tls__system", "tunnelled__ssl_cert_file"],
)
def test_a_defect_of_trust_is_of_its_store_and_legs(words: str) -> None:
    assert explains(SHOWN, "tunnelled__system")
    assert not explains(SHOWN, words)


def test_a_login_that_breaks_a_run_explains_no_run_without_it() -> None:
    broken = SHOWN.but(login=Login.ODD, exposes=(replace(LOST, shows=Breaks("http_401")),))
    assert not explains(broken, "tunnelled__system__index_basic_auth")
    assert explains(broken, "tunnelled__system__index_basic_auth__login_odd")


def test_of_two_stores_those_that_vouch_are_the_same_and_the_other_is_of_its_sort() -> None:
    both = SHOWN.but(trust=Trust(shipped={PUBLIC}, cert_flag={STRANGER}), exposes=(replace(LOST, shows=Accepts()),))
    assert explains(both, "tunnelled__shipped__beside_cert_flag")
    assert explains(both, "tunnelled__shipped__beside_pip_conf")
    assert not explains(both, "tunnelled__shipped__beside_curl_ca_bundle")
    assert not explains(both, "tunnelled__system__beside_cert_flag")
    assert not explains(both, "tunnelled__shipped")


def test_a_store_beside_the_one_that_is_lost_changes_nothing() -> None:
    assert explains(SHOWN, "tunnelled__system__beside_ssl_cert_dir")
    assert not explains(SHOWN, "tunnelled__ssl_cert_dir__beside_system")


def test_of_two_stores_that_of_the_leg_matters() -> None:
    lost = SHOWN.but(
        topology=TUNNELLED_OVER_TLS,
        trust=Trust(system={PUBLIC, CORPORATE}),
        exposes=(replace(LOST, shows=Rejects(Leg.PROXY)),),
    )
    assert explains(lost, "tunnelled_over_tls__shipped__beside_system__divided")
    assert not explains(lost, "tunnelled_over_tls__system__beside_shipped__divided")


def test_a_usual_login_beside_what_ends_a_run_for_another_reason_is_no_condition() -> None:
    ended = SHOWN.but(login=Login.IN_URL, exposes=(replace(LOST, shows=Breaks("no_hello")),))
    assert explains(ended, "tunnelled__system")
    assert not explains(ended.but(login=Login.ODD), "tunnelled__system")
