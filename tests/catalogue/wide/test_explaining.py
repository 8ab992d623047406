from __future__ import annotations

from dataclasses import replace

import pytest

from harness.catalogue.find import find_scenario, load_scenarios
from harness.catalogue.wide.explaining import find_explaining
from harness.catalogue.wide.matrix import generate_wide
from harness.catalogue.wide.rows import make_wide_scenario, split_id
from harness.model.conditions import Action, Certificate, Channel, Login
from harness.model.conditions.settings import KEYRING, SAY_LITTLE
from harness.model.expectation import Accepts, Breaks, Credential, Leaks, Rejects, Unverified
from harness.model.scenario import Scenario
from harness.model.trust import CORPORATE, PUBLIC, STRANGER, Trust
from harness.model.words import Leg, Phase, Reason
from scenarios.addresses import INDEX_WITH_A_DOT
from scenarios.defects.contexts import CERTIFI_LOST_WITH_THE_CONTEXT, TRUSTSTORE_CONTEXT_LOST
from scenarios.defects.options import HTTP_INDEX_LEAVES_THE_PROXY_UNVERIFIED
from scenarios.topologies import TUNNELLED, TUNNELLED_OVER_TLS

GENERATED = generate_wide(load_scenarios())
WRONG_NAME = Reason.WRONG_NAME
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


def test_a_client_that_is_told_to_say_little_is_no_condition() -> None:
    quiet = SHOWN.but(options=(SAY_LITTLE, KEYRING), exposes=(replace(LOST, shows=Breaks("http_401")),))
    assert explains(quiet, "tunnelled__system__index_basic_auth__login_in_keyring")
    assert not explains(quiet, "tunnelled__system__index_basic_auth")


def test_a_backend_is_fetched_alike_whence_the_source_comes() -> None:
    lost = replace(LOST, shows=Rejects(Leg.ORIGIN, phase=Phase.BUILD))
    built = SHOWN.but(action=Action.BUILD, exposes=(lost,))
    assert explains(built, "tunnelled__system__action_build_local")
    assert not explains(built, "tunnelled__system__action_build_local__inprocess_builds")
    assert not explains(built.but(exposes=(LOST,)), "tunnelled__system__action_build_local")


def test_what_is_refused_for_its_name_is_so_whoever_vouches_behind_any_proxy() -> None:
    named = SHOWN.but(origin_at=INDEX_WITH_A_DOT, exposes=(replace(LOST, shows=Rejects(Leg.ORIGIN, WRONG_NAME)),))
    assert explains(named, "tunnelled_over_tls__cert_flag__origin_at_dot")
    assert explains(named, "tunnelled__shipped__index_files_on_second_host__elsewhere_at_dot")
    assert not explains(named, "direct__system__origin_at_dot")
    assert not explains(named, "tunnelled__system__origin_at_name")


def test_a_name_of_a_second_host_may_be_refused_after_the_first_was_used() -> None:
    named = SHOWN.but(origin_at=INDEX_WITH_A_DOT, exposes=(replace(LOST, shows=Rejects(Leg.ORIGIN, WRONG_NAME)),))
    words = "tunnelled__system__index_redirected_with_a_login__elsewhere_at_dot"
    assert {each.shows for each in find_explaining(row(words), [named])} == {
        Rejects(Leg.ORIGIN, WRONG_NAME),
        Breaks("refused_after_use"),
    }


def test_whoever_answers_unverified_is_told_the_login_of_the_index() -> None:
    odd = SHOWN.but(
        origin_certificate=Certificate.COMMON_NAME_ONLY, exposes=(replace(LOST, shows=Unverified(Leg.ORIGIN)),)
    )
    shown = [each.shows for each in find_explaining(row("direct__system__origin_common_name_only"), [odd])]
    assert shown == [Unverified(Leg.ORIGIN)]
    asking = row("direct__system__origin_common_name_only__index_basic_auth")
    assert Leaks("origin", Credential.AUTHORIZATION) in [each.shows for each in find_explaining(asking, [odd])]


def test_a_bundle_by_its_other_names_is_one_but_for_what_a_build_loses() -> None:
    flag = SHOWN.but(trust=Trust(cert_flag={PUBLIC}))
    assert explains(flag, "tunnelled__pip_conf")
    assert not explains(flag, "tunnelled__curl_ca_bundle")
    built = flag.but(action=Action.BUILD, exposes=(replace(LOST, shows=Rejects(Leg.ORIGIN, phase=Phase.BUILD)),))
    assert explains(built, "tunnelled__cert_flag__action_build")
    assert not explains(built, "tunnelled__pip_conf__action_build")


def test_a_bundle_that_is_lost_leaves_it_to_the_store_beside_it() -> None:
    flag = SHOWN.but(trust=Trust(requests_ca_bundle={PUBLIC}), proxy_set_by=Channel.FLAG)
    found = find_explaining(row("tunnelled__shipped__channel_flag__beside_curl_ca_bundle"), [flag])
    assert [each.shows for each in found] == [Accepts()]
    assert not explains(flag, "tunnelled__shipped__beside_curl_ca_bundle")


def test_what_pip_does_since_24_2_an_older_one_does_if_it_is_asked() -> None:
    asked = find_explaining(row("tunnelled__system__use_truststore"), [SHOWN])
    assert [each.versions_of("pip") for each in asked] == [">=23.3,<25.2"]
    assert [each.versions_of("pip") for each in find_explaining(row("tunnelled__system"), [SHOWN])] == [">=24.2,<25.2"]


def test_a_login_is_within_another_that_fills_the_same_places_and_no_earlier_one() -> None:
    netrc = SHOWN.but(login=Login.IN_NETRC, exposes=(replace(LOST, shows=Breaks("http_401")),))
    asking = "tunnelled__system__index_basic_auth"
    assert explains(netrc, f"{asking}__login_user_in_url")
    assert explains(netrc, f"{asking}__login_netrc_and_keyring")
    assert not explains(netrc, f"{asking}__login_in_url_and_netrc")
    assert not explains(netrc.but(login=Login.USER_IN_URL), f"{asking}__login_in_netrc")
    assert explains(netrc.but(login=Login.USER_IN_URL), f"{asking}__origin_at_ipv6__login_in_netrc")


def test_the_leg_that_is_to_be_refused_decides_where_the_bundle_vouches_for_the_other() -> None:
    adds = SHOWN.but(
        trust=Trust(shipped={PUBLIC}, cert_flag={STRANGER}),
        expect=Rejects(Leg.ORIGIN),
        exposes=(replace(LOST, shows=Accepts()),),
    )
    assert explains(adds, "intercepted_over_tls__shipped__beside_cert_flag__divided")
    assert not explains(adds, "intercepted_over_tls__shipped__beside_cert_flag")
    assert not explains(adds, "intercepted_over_tls__system__beside_cert_flag__divided")
