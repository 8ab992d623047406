from __future__ import annotations

from typing import Any

from harness.catalogue.find import load_scenarios
from harness.model.conditions import Cache, Channel, File, Host
from harness.model.expectation import Accepts, Rejects
from harness.model.scenario import Scenario
from harness.model.trust import CORPORATE, PUBLIC, Trust
from harness.model.words import Leg
from harness.report.describe import describe_scenario
from scenarios.defects.contexts import PROXY_LEG_CONTEXT_LOST
from scenarios.defects.variants import PRELOADED_CONTEXT_WINS
from scenarios.topologies import DIRECT, INTERCEPTED_OVER_TLS


def described(**fields: Any) -> list[str]:
    scenario = Scenario(claim="It holds.", topology=DIRECT, expect=Accepts(), because="It does.")
    return list(describe_scenario("theme.claim", scenario.but(**fields)))


def test_the_shortest_scenario_reads_like_this() -> None:
    assert described() == [
        "theme.claim",
        "claim:    It holds.",
        "because:  It does.",
        "expect:   accepts",
        "topology: direct (client → origin)",
        "trust:    nobody who signs anything here",
    ]


def test_the_proxies_stand_between_the_client_and_the_origin() -> None:
    assert "topology: intercepted over TLS (client → connect-proxy → intercepting-proxy → origin)" in described(
        topology=INTERCEPTED_OVER_TLS
    )


def test_a_rejection_is_told_with_its_leg_and_reason() -> None:
    assert "expect:   rejects the origin leg (nobody vouches for it)" in described(expect=Rejects(Leg.ORIGIN))


def test_every_store_that_holds_something_is_told_in_a_fixed_order() -> None:
    lines = described(trust=Trust(cert_flag={PUBLIC}, system={PUBLIC, CORPORATE}))
    assert [line for line in lines if line.startswith("trust:")] == [
        "trust:    system holds corporate, public",
        "trust:    cert_flag holds public",
    ]


def test_a_channel_that_names_an_empty_file_is_told() -> None:
    assert "trust:    pip_cert holds nobody" in described(trust=Trust(pip_cert=set()))


def test_only_what_differs_from_the_defaults_is_told() -> None:
    assert described(host=Host.DISTRO, cache=Cache.ON, proxy_set_by=Channel.FLAG)[len(described()) :] == [
        "host: distro",
        "proxy set by: flag",
        "cache: on",
    ]


def test_a_defect_is_told_with_its_issue_its_range_and_how_it_shows() -> None:
    assert described(exposes=(PROXY_LEG_CONTEXT_LOST,))[-1] == (
        "exposes:  proxy-leg-context-lost (pypa/pip#13465) on pip >=24.2,<26.2; origin_leg, pool_kwargs_merged, "
        "pool_only: rejects the proxy leg (nobody vouches for it)"
    )


def test_a_defect_of_variants_alone_is_told_with_the_libraries_that_it_depends_on() -> None:
    assert described(exposes=(PRELOADED_CONTEXT_WINS,))[-1] == (
        "exposes:  preloaded-context-wins (psf/requests#6716) on both_legs, origin_leg, pool_kwargs_merged, pool_only "
        "on requests >=2.32,<2.32.3: rejects the origin leg (nobody vouches for it)"
    )


def test_no_two_scenarios_read_alike() -> None:
    told = ["\n".join(list(describe_scenario(name, each))[1:]) for name, each in load_scenarios().items()]
    assert len(set(told)) == len(told)


def test_what_is_meant_is_told_with_its_issue() -> None:
    assert "by design: pypa/pip#1" in described(by_design="pypa/pip#1")


def test_every_scenario_can_be_described() -> None:
    assert all(len(list(describe_scenario(name, each))) > 5 for name, each in load_scenarios().items())


def test_a_file_is_said_by_its_name_and_its_lines() -> None:
    files = (File("requirements.txt", "demo\n--trusted-host {origin}\n"), File("c.txt", ""))
    assert "files: requirements.txt (demo; --trusted-host {origin}), c.txt (empty)" in described(files=files)
