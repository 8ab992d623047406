from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from harness.catalogue.plan import find_obstacle, plan_cell, plan_if_possible
from harness.model.capability import Capability
from harness.model.cell import Cell, Machine
from harness.model.client import Client
from harness.model.conditions import LOCALHOST, Action, Address, Channel, ConfigPlace, Host, StorePlace, StoreState
from harness.model.defect import pips
from harness.model.expectation import Accepts
from harness.model.scenario import Scenario
from harness.model.trust import PUBLIC, Trust
from scenarios.defects.contexts import TRUSTSTORE_CONTEXT_LOST
from scenarios.topologies import INTERCEPTED, TUNNELLED
from tests.support.cells import cell, client

NOWHERE = Machine(no_namespaces="unshare failed", global_configuration="/etc/pip.conf cannot be hidden here")

WITHOUT_NAMESPACES = Machine(no_namespaces="unshare failed")


def scenario(**fields: Any) -> Scenario:
    return Scenario(claim="It holds.", topology=TUNNELLED, expect=Accepts(), because="It does.").but(**fields)


def why_not(a_scenario: Scenario, machine: Machine, on: Client | None = None) -> str:
    return plan_cell(Cell(scenario_id="theme.claim", scenario=a_scenario, client=on or client()), machine).skip


def test_a_client_that_cannot_run_is_skipped_with_its_own_words() -> None:
    unfit = client("21.0", unfit="pip 21.0 does not run on Python 3.13")
    assert why_not(scenario(), Machine(), unfit) == "pip 21.0 does not run on Python 3.13"


def test_a_client_that_lacks_what_is_needed_is_skipped_with_the_need() -> None:
    old = client("24.1", has=frozenset())
    assert why_not(scenario(trust=Trust(system={PUBLIC})), Machine(), old) == (
        "pip24.1 on Python 3.10 lacks: reading the system store without being asked"
    )
    assert why_not(scenario(trust=Trust(cert_flag={PUBLIC})), Machine(), old) == ""


def test_a_lack_is_no_reason_to_skip_a_client_that_has_the_defect_which_comes_of_it() -> None:
    blind = frozenset({Capability.OPENSSL_DEFAULTS})
    lacking = replace(TRUSTSTORE_CONTEXT_LOST, affected=(pips("<24.2"),), needs=frozenset(), lacks=blind)
    exposing = scenario(trust=Trust(ssl_cert_file={PUBLIC}), exposes=(lacking,))
    assert why_not(exposing, Machine(), client("24.1", has=frozenset())) == ""
    assert "lacks: reading OpenSSL's defaults" in why_not(exposing, Machine(), client("24.2", has=frozenset()))
    other = replace(lacking, lacks=frozenset({Capability.TLS_TO_PROXIES}))
    assert "lacks" in why_not(exposing.but(exposes=(other,)), Machine(), client("24.1", has=frozenset()))


@pytest.mark.parametrize(
    "fields", [{"trust": Trust(system={PUBLIC})}, {"host": Host.DISTRO}, {"system_state": StoreState.EMPTY}]
)
def test_a_system_store_is_skipped_where_nothing_can_be_mounted(fields: dict[str, Any]) -> None:
    reason = "a system store needs a private mount namespace: unshare failed"
    assert why_not(scenario(**fields), WITHOUT_NAMESPACES) == reason
    assert why_not(scenario(**fields), Machine()) == ""


@pytest.mark.parametrize("field", ["bundle_state", "openssl_state"])
def test_what_root_may_not_read_is_skipped_where_there_is_no_other_user(field: str) -> None:
    reason = "a file that even root may not read needs a private user namespace: unshare failed"
    assert why_not(scenario(**{field: StoreState.UNREADABLE}), WITHOUT_NAMESPACES) == reason
    assert why_not(scenario(**{field: StoreState.UNREADABLE}), Machine()) == ""
    assert why_not(scenario(**{field: StoreState.EMPTY}), WITHOUT_NAMESPACES) == ""


@pytest.mark.parametrize("place", StorePlace)
def test_a_system_store_is_skipped_in_a_folder_in_which_none_can_be_put(place: StorePlace) -> None:
    there = scenario(trust=Trust(system={PUBLIC}), store_place=place)
    without = Machine(no_store_in=(("/etc/pki", "mount: permission denied"),))
    wanted = "a system store in /etc/pki needs another /etc: mount: permission denied" if "/pki/" in place.value else ""
    assert why_not(there, without) == wanted
    assert why_not(there, Machine()) == ""
    assert why_not(scenario(trust=Trust(system={PUBLIC})), without) == ""


def test_a_global_configuration_file_needs_another_etc() -> None:
    without = Machine(no_other_etc="mount: permission denied")
    for place in ConfigPlace:
        told = why_not(scenario(trust=Trust(pip_conf={PUBLIC}), settings_in=place), without)
        lacking = "a global configuration file needs another /etc: mount: permission denied"
        assert told == (lacking if place.value.over else "")


def test_a_system_store_is_skipped_in_a_place_that_is_the_pythons_own() -> None:
    there = scenario(trust=Trust(system={PUBLIC}), store_place=StorePlace.RED_HAT)
    python = replace(client().interpreter, openssl_cafile=StorePlace.RED_HAT.value)
    reason = "/etc/pki/tls/cert.pem is OpenSSL's own default on Python 3.10"
    assert why_not(there, Machine(), replace(client(), interpreter=python)) == reason
    subject = replace(cell(there), client=replace(client(), interpreter=python))
    assert plan_if_possible(subject, Machine()).skip == reason
    assert why_not(there.but(store_place=None), Machine(), replace(client(), interpreter=python)) == ""


@pytest.mark.parametrize("store", ["shipped", "ssl_cert_file", "ssl_cert_dir", "cert_flag", "pip_cert", "pip_conf"])
def test_any_other_store_runs_where_nothing_can_be_mounted(store: str) -> None:
    assert why_not(scenario(trust=Trust(**{store: {PUBLIC}})), WITHOUT_NAMESPACES) == ""


@pytest.mark.parametrize("fields", [{"trust": Trust(pip_conf={PUBLIC})}, {"proxy_set_by": Channel.CONFIG}])
def test_a_configuration_is_skipped_where_the_machines_own_cannot_be_hidden(fields: dict[str, Any]) -> None:
    reason = "a configuration file of the lab's own: /etc/pip.conf cannot be hidden here"
    assert why_not(scenario(**fields), NOWHERE) == reason
    assert why_not(scenario(), NOWHERE) == ""
    assert why_not(scenario(**fields), Machine(global_configuration="/etc/pip.conf cannot be hidden here")) == ""


def test_only_the_first_of_several_reasons_is_given() -> None:
    nothing_works = scenario(trust=Trust(system={PUBLIC}, pip_conf={PUBLIC}))
    assert why_not(nothing_works, NOWHERE, client(has=frozenset(), unfit="it does not run")) == "it does not run"
    assert "lacks" in why_not(nothing_works, NOWHERE, client(has=frozenset()))
    assert "mount namespace" in why_not(nothing_works, NOWHERE)


def test_planning_a_cell_keeps_it() -> None:
    subject = cell(scenario())
    assert plan_cell(subject, Machine()).cell is subject
    assert plan_if_possible(subject, Machine()).cell is subject


def test_what_a_client_lacks_does_not_make_a_cell_impossible() -> None:
    reads_it = cell(scenario(trust=Trust(system={PUBLIC})))
    old = replace(reads_it, client=client("24.1", has=frozenset()))
    assert plan_cell(old, Machine()).skip
    assert plan_if_possible(old, Machine()).skip == ""


def test_a_client_that_cannot_run_and_a_machine_that_cannot_run_it_make_a_cell_impossible() -> None:
    reads_it = cell(scenario(trust=Trust(system={PUBLIC})))
    unfit = replace(reads_it, client=client("21.0", unfit="it does not run"))
    assert plan_if_possible(unfit, NOWHERE).skip == "it does not run"
    assert plan_if_possible(reads_it, NOWHERE).skip == find_obstacle(NOWHERE, reads_it.scenario)
    assert find_obstacle(NOWHERE, reads_it.scenario) == "a system store needs a private mount namespace: unshare failed"
    assert find_obstacle(Machine(), reads_it.scenario) == ""


@pytest.mark.parametrize(
    ("address", "machine", "why"),
    [
        (Address(name="index.test"), Machine(no_names="no table"), "names of hosts need another /etc/hosts: no table"),
        (Address(ip="127.0.0.2"), Machine(no_network="no room"), "needs a network of its own: no room"),
        (Address(port=443), Machine(no_network="no room"), "needs a network of its own: no room"),
        (Address(name="::1"), Machine(no_ipv6="version 4 alone"), "version 4 alone"),
    ],
)
@pytest.mark.parametrize("node", ["origin_at", "proxy_at"])
def test_an_address_that_this_machine_cannot_have_is_an_obstacle(
    address: Address, machine: Machine, why: str, node: str
) -> None:
    scenario = Scenario(claim="", topology=TUNNELLED, expect=Accepts(), because="").but(**{node: address})
    assert find_obstacle(machine, scenario).endswith(why)
    assert find_obstacle(Machine(), scenario) == ""
    assert find_obstacle(machine, scenario.but(**{node: LOCALHOST})) == ""


@pytest.mark.parametrize(
    ("machine", "why"),
    [
        (Machine(no_git="there is no git"), "there is no git"),
        (NOWHERE, "a git that reads nothing of this machine's needs namespaces: unshare failed"),
    ],
)
def test_a_machine_without_a_git_of_its_own_is_an_obstacle(machine: Machine, why: str) -> None:
    scenario = Scenario(claim="", topology=TUNNELLED, expect=Accepts(), because="", action=Action.GIT)
    assert find_obstacle(machine, scenario) == why
    assert find_obstacle(Machine(no_git_store="no store"), scenario) == ""
    assert find_obstacle(machine, scenario.but(action=Action.DOWNLOAD)) == ""


def test_a_git_that_looks_for_the_system_store_elsewhere_is_an_obstacle_where_there_is_one() -> None:
    scenario = Scenario(claim="", topology=TUNNELLED, expect=Accepts(), because="", trust=Trust(system={PUBLIC}))
    machine = Machine(no_git_store="no store")
    by_git = scenario.but(action=Action.GIT)
    assert find_obstacle(machine, by_git) == "git has to read the system store: no store"
    assert find_obstacle(machine, scenario) == ""


def test_what_a_client_reads_is_no_matter_where_git_connects() -> None:
    stores = Trust(system={PUBLIC}, ssl_cert_file={PUBLIC})
    scenario = Scenario(claim="", topology=TUNNELLED, expect=Accepts(), because="", trust=stores)
    assert scenario.but(action=Action.GIT).needs == Action.GIT.value.needs


def test_an_intercepting_proxy_has_no_leaf_for_a_number() -> None:
    numbered = scenario(topology=INTERCEPTED, origin_at=Address(name="127.0.1.1"))
    assert why_not(numbered, Machine()).startswith("an intercepting proxy has leaves for names")
    assert why_not(numbered.but(topology=TUNNELLED), Machine()) == ""
