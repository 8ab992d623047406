"""Every hand-written expectation against the rule, which knows stores and certificates, and what a control derives."""

from __future__ import annotations

from collections.abc import Iterable

from harness.catalogue.find import load_scenarios
from harness.catalogue.rule import expect_outcome, find_trusted
from harness.model.expectation import Accepts, Expectation
from harness.model.scenario import Scenario
from harness.model.trust import Authority

#: What the rule does not know, and the scenarios that are about it.
BEYOND_THE_RULE = {
    "the client is told to take the origin as it is": {
        "build_options.trusted_host_reaches_a_local_build",
        "injected_truststore.trusted_host_is_not_verified",
        "injected_truststore.trusted_host_is_not_verified_through_a_tunnel",
        "pip_options.trusted_host_is_not_verified",
        "requirements_files.trusted_host_is_not_verified",
        "pip_options.trusted_host_is_not_verified_through_a_tunnel",
        "config_places.host_is_trusted_by_the_machines_file",
        "several_indexes.extra_index_alone_is_trusted",
        "trusted_host.covers_no_files_on_another_host",
        "trusted_host.with_its_port_is_not_verified",
        "trusted_host.with_its_port_is_not_verified_with_the_cache_on",
        "trusted_names.address_is_trusted",
        "trusted_names.capitals_are_trusted",
        "trusted_names.capitals_of_the_url_are_trusted",
        "trusted_names.dot_at_the_end_is_trusted",
        "trusted_names.ipv6_address_in_brackets_is_trusted",
        "trusted_names.ipv6_address_is_trusted",
        "trusted_names.name_and_usual_port_are_trusted",
        "trusted_names.name_at_the_usual_port_is_trusted",
        "trusted_names.name_is_trusted",
    },
    "the client asks no plain index that somebody on the way could alter": {
        "trusted_names.plain_index_at_another_port_is_not_asked",
        "trusted_names.plain_index_by_another_name_is_not_asked",
        "trusted_names.plain_index_by_name_is_not_asked",
        "trusted_names.plain_index_by_the_end_of_its_name_is_not_asked",
    },
    "the proxy that the client is given cannot be used": {
        "proxy_channels.plain_proxy_is_named_as_an_https_one",
        "proxy_channels.socks_proxy_needs_what_pip_does_not_ship",
        "proxy_channels.upper_case_loses_to_a_dead_proxy",
        "proxy_spellings.one_slash_is_no_url",
        "proxy_spellings.quotes_are_no_part_of_a_url",
    },
    "NO_PROXY does not name the origin, and the proxy is dead": {
        "no_proxy.address_of_a_name_does_not_count",
        "no_proxy.another_host_does_not_count",
        "no_proxy.another_network_does_not_count",
        "no_proxy.dot_and_end_of_a_name_do_not_count",
        "no_proxy.end_of_a_name_does_not_count",
        "no_proxy.host_of_a_redirect_does_not_count",
        "no_proxy.ipv6_address_in_brackets_does_not_count",
        "no_proxy.ipv6_network_does_not_count",
        "no_proxy.star_before_a_domain_does_not_count",
    },
    "the index sends its clients where none may go": {},
    "git has a bundle of its own for the proxy": {
        "git_requirements.git_ssl_cainfo_does_not_vouch_for_the_proxy",
    },
    "the client leaves the variable out that names the bundle": {
        "config_places.isolated_leaves_the_variables_out",
    },
    "a configuration file names a proxy that cannot be used": {
        "config_places.isolated_keeps_the_machines_file",
        "config_places.machines_file_counts_beside_a_named_one",
    },
    "another file than the one in the home has the login": {
        "login_demands.netrc_is_where_the_variable_says",
    },
    "an index is behind a proxy that cannot be used": {
        "several_indexes.no_proxy_is_for_the_first_index_alone",
    },
    "no client has a setting for the certificate that a proxy demands": {
        "index_features.client_certificate_is_not_for_a_proxy",
    },
}


def ruled(scenario: Scenario) -> Expectation:
    return expect_outcome(scenario, find_trusted(scenario))


def claimed(scenario: Scenario) -> Expectation:
    """Return a scenario's expectation without the context that decides, for which the rule has no word."""
    return Accepts() if isinstance(scenario.expect, Accepts) else scenario.expect


def some(authorities: Iterable[Authority]) -> list[set[Authority]]:
    """Each of these alone, and all of them."""
    several = set(authorities)
    return [*({each} for each in several), *([several] if len(several) > 1 else [])]


def test_every_scenario_expects_what_the_rule_does_but_for_those_beyond_it() -> None:
    beyond = set().union(*BEYOND_THE_RULE.values())
    assert {name for name, each in load_scenarios().items() if claimed(each) != ruled(each)} == beyond


def test_no_scenario_is_beyond_the_rule_for_two_reasons() -> None:
    listed = [name for names in BEYOND_THE_RULE.values() for name in names]
    assert len(listed) == len(set(listed))


def test_a_control_expects_what_the_rule_does_whichever_authorities_are_missing() -> None:
    controls = [
        each.control(without=missing)
        for each in load_scenarios().values()
        for missing in some(each.find_signer(leg) for leg in each.topology.legs)
        if isinstance(each.expect, Accepts)
    ]
    assert len(controls) > len(load_scenarios()) / 3
    assert [each.claim for each in controls if each.expect != ruled(each)] == []
