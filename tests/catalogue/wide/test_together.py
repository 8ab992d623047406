from __future__ import annotations

from dataclasses import replace

import pytest

from harness.catalogue.find import load_scenarios
from harness.catalogue.wide.explaining import find_explaining
from harness.catalogue.wide.rows import make_wide_scenario, split_id
from harness.catalogue.wide.together import combine_defects
from harness.model.capability import Capability
from harness.model.defect import Defect, pips, variants
from harness.model.expectation import Breaks, Credential, Crosses, Expectation, Leaks, Rejects, Unverified
from harness.model.scenario import Scenario
from harness.model.words import Leg, Phase, Reason, Variant

CURATED = load_scenarios()
WRONG_NAME = Reason.WRONG_NAME
REDIRECTED = "system__proxyfault_redirected"
COOKIE = "index_redirected_to_another_host__origin_at_name"


def row(words: str) -> Scenario:
    return make_wide_scenario(split_id(f"wide.{words}"))


def find_shown(words: str, slug: str, *, version: str = "") -> set[Expectation]:
    """Return how a defect may show in a row, to a release if one is given."""
    return {
        each.shows
        for each in find_explaining(row(words), CURATED.values())
        if each.slug == slug and (not version or each.affects_version("pip", version))
    }


def make_defect(shows: Expectation, versions: str) -> Defect:
    return Defect(slug="known", issue="pypa/pip#1", shows=shows, because="It is so.", affected=(pips(versions),))


TAKES = make_defect(Unverified(Leg.PROXY), ">=20.3,<26.1")


def test_two_defects_show_together_in_the_releases_that_have_both() -> None:
    ends = replace(make_defect(Rejects(Leg.ORIGIN, WRONG_NAME), "<25"), needs=frozenset({Capability.NETRC}))
    (both,) = combine_defects([TAKES, ends])
    assert both.shows == Crosses(Leg.PROXY, WRONG_NAME)
    assert both.needs == {Capability.NETRC}
    affected = {version: both.affects_version("pip", version) for version in ("20.2", "20.3", "24.3", "25.0")}
    assert affected == {"20.2": False, "20.3": True, "24.3": True, "25.0": False}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Unverified(Leg.ORIGIN), Rejects(Leg.ORIGIN)),
        (Unverified(Leg.ORIGIN), Rejects(Leg.PROXY)),
        (Unverified(Leg.PROXY), Breaks("http_401")),
        (Unverified(Leg.ORIGIN), Breaks("no_hello")),
        (Unverified(Leg.ORIGIN), Breaks("socks_login_refused")),
        (Rejects(Leg.PROXY), Rejects(Leg.ORIGIN)),
        (Unverified(Leg.ORIGIN), Leaks("origin", Credential.COOKIE)),
    ],
)
def test_what_does_not_come_after_the_leg_that_is_taken_is_not_put_together(
    first: Expectation, second: Expectation
) -> None:
    assert list(combine_defects([make_defect(first, "<25"), make_defect(second, "<25")])) == []


def test_a_client_of_another_kind_does_not_have_both() -> None:
    other = replace(make_defect(Rejects(Leg.ORIGIN), ""), affected=(variants(*Variant),))
    assert list(combine_defects([TAKES, other])) == []


def test_a_star_that_a_proxy_may_have_and_a_dot_that_the_origin_may_not_are_one_run() -> None:
    words = "tunnelled_over_tls__ssl_cert_dir__proxy_partial_wildcard"
    slug = "star-within-a-label-of-a-proxy-counts"
    assert Crosses(Leg.PROXY, WRONG_NAME) in find_shown(f"{words}__origin_at_dot", slug, version="25.2")
    assert Crosses(Leg.PROXY, WRONG_NAME) not in find_shown(f"{words}__origin_at_dot", slug, version="26.1")
    assert find_shown(words, slug) == {Unverified(Leg.PROXY)}


def test_a_proxy_that_redirects_to_https_is_refused_after_use_where_its_context_is_lost() -> None:
    slug, later = "proxy-leg-context-lost", Breaks("refused_after_use")
    assert later in find_shown(f"forwarded_over_tls__{REDIRECTED}", slug, version="26.1")
    assert later not in find_shown(f"forwarded_over_tls__{REDIRECTED}", slug, version="26.2")
    assert later not in find_shown("forwarded_over_tls__cert_flag__proxyfault_redirected", slug)
    assert later not in find_shown("forwarded_over_tls__system__proxyfault_forbidden", slug)
    assert later not in find_shown(f"tunnelled_over_tls__{REDIRECTED}", slug)
    assert later not in find_shown(f"forwarded__{REDIRECTED}", slug)


def test_a_cookie_follows_to_a_host_below_however_that_is_written_and_to_no_other() -> None:
    slug, leak = "cookie-sent-to-a-host-below", Leaks("elsewhere", Credential.COOKIE)
    assert find_shown(f"direct__cert_flag__{COOKIE}__elsewhere_at_capitals", slug) == {leak}
    assert find_shown(f"direct__cert_flag__{COOKIE}__elsewhere_at_name", slug) == {leak}
    for other in ("elsewhere_at_other", "elsewhere_at_number", "elsewhere_at_dot", "elsewhere_at_ipv6"):
        assert find_shown(f"direct__cert_flag__{COOKIE}__{other}", slug) == set()
    assert find_shown("direct__cert_flag__index_redirected_to_another_host__elsewhere_at_name", slug) == set()


def test_a_build_whose_pip_no_witness_watches_says_nothing_of_a_name() -> None:
    named = row("tunnelled__system__origin_wrong_name__action_build_local")
    assert named.expect == Rejects(Leg.ORIGIN, WRONG_NAME, Phase.BUILD)
    assert Capability.WITNESSED_BUILDS in named.needs
    assert Capability.WITNESSED_BUILDS not in row("tunnelled__system__without_origin__action_build_local").needs
    assert Capability.WITNESSED_BUILDS not in row("tunnelled__system__origin_wrong_name__action_build").needs


def test_what_a_proxy_is_told_goes_to_the_host_to_which_a_redirect_leads() -> None:
    slug, words = "proxy-password-sent-to-the-origin", "tunnelled__cert_flag__proxylogin_in_url"
    told = Credential.PROXY_AUTHORIZATION
    led = words.replace("__proxylogin", "__index_redirected_in_disguise__proxylogin")
    assert find_shown(led, slug, version="23.1") == {Leaks("elsewhere", told)}
    assert find_shown(led, slug, version="23.2") == set()
    assert find_shown(words.replace("__proxylogin", "__index_redirected__proxylogin"), slug) == {Leaks("origin", told)}
    assert find_shown(led.replace("__proxylogin_in_url", ""), slug) == set()
