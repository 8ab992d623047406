from __future__ import annotations

from typing import Any

import pytest

from harness.catalogue.rule import expect_outcome, find_trusted
from harness.model.conditions import (
    Action,
    Host,
    StorePlace,
    StoreState,
)
from harness.model.conditions.settings import LEGACY_CERTS, LEGACY_CERTS_VARIABLE
from harness.model.expectation import Accepts, Breaks, Rejects
from harness.model.scenario import Scenario
from harness.model.trust import CORPORATE, PUBLIC, STRANGER, Authority, Trust
from harness.model.words import Leg
from scenarios.topologies import TUNNELLED_OVER_TLS

SCENARIO = Scenario(claim="It holds.", topology=TUNNELLED_OVER_TLS, expect=Accepts(), because="It does.")


BOTH = {CORPORATE, PUBLIC}


@pytest.mark.parametrize("named", ["requests_ca_bundle", "curl_ca_bundle", "cert_flag", "pip_cert", "pip_conf"])
def test_a_bundle_that_is_named_counts_alone(named: str) -> None:
    trust = Trust(system={PUBLIC}, shipped={PUBLIC}, ssl_cert_file={PUBLIC}, **{named: {STRANGER}})
    assert find_trusted(SCENARIO.but(trust=trust)) == {STRANGER}
    assert find_trusted(SCENARIO.but(trust=trust.without({STRANGER}))) == {PUBLIC}
    assert find_trusted(SCENARIO.but(trust=Trust(system={PUBLIC}, **{named: set()}))) == set()


@pytest.mark.parametrize(
    ("winner", "loser"),
    [
        ("requests_ca_bundle", "curl_ca_bundle"),
        ("curl_ca_bundle", "cert_flag"),
        ("cert_flag", "pip_cert"),
        ("pip_cert", "pip_conf"),
    ],
)
def test_of_two_named_bundles_one_counts(winner: str, loser: str) -> None:
    assert find_trusted(SCENARIO.but(trust=Trust(**{winner: {PUBLIC}, loser: {STRANGER}}))) == {PUBLIC}


def test_without_a_named_bundle_all_stores_count_together() -> None:
    trust = Trust(system={PUBLIC}, shipped={CORPORATE}, ssl_cert_dir={STRANGER})
    assert find_trusted(SCENARIO.but(trust=trust, host=Host.DISTRO)) == {PUBLIC, CORPORATE, STRANGER}
    assert find_trusted(SCENARIO.but(trust=Trust(system={PUBLIC}, shipped={CORPORATE}))) == {PUBLIC, CORPORATE}
    assert find_trusted(SCENARIO.but(trust=Trust(ssl_cert_file={PUBLIC}))) == {PUBLIC}


def test_a_system_store_where_nobody_looks_does_not_count() -> None:
    trust = Trust(system={PUBLIC}, shipped={CORPORATE})
    assert find_trusted(SCENARIO.but(trust=trust, store_place=StorePlace.UNKNOWN)) == {CORPORATE}
    assert find_trusted(SCENARIO.but(trust=trust, store_place=StorePlace.FEDORA)) == BOTH


@pytest.mark.parametrize(
    "changes",
    [{"options": frozenset({LEGACY_CERTS})}, {"variables": frozenset({LEGACY_CERTS_VARIABLE})}],
)
def test_with_legacy_certs_only_the_shipped_store_or_a_named_bundle_counts(changes: dict[str, Any]) -> None:
    trust = Trust(system={PUBLIC}, shipped={CORPORATE}, ssl_cert_file={PUBLIC})
    assert find_trusted(SCENARIO.but(trust=trust, **changes)) == {CORPORATE}
    assert find_trusted(SCENARIO.but(trust=Trust(shipped={CORPORATE}, pip_cert={PUBLIC}), **changes)) == {PUBLIC}


@pytest.mark.parametrize("host", Host)
@pytest.mark.parametrize("state", StoreState)
@pytest.mark.parametrize("store", ["ssl_cert_file", "ssl_cert_dir"])
def test_a_store_of_openssls_hides_the_systems_if_it_is_there(store: str, state: StoreState, host: Host) -> None:
    found = find_trusted(
        SCENARIO.but(trust=Trust(system={PUBLIC}, **{store: {STRANGER}}), openssl_state=state, host=host)
    )
    form = state.value
    there = form.is_there and not form.told_by_home
    file = there and not form.folder
    folder = there and form.hashed and form.has_certificates and host is Host.STANDALONE
    assert (PUBLIC not in found) is (file if store == "ssl_cert_file" else folder)


@pytest.mark.parametrize("state", StoreState)
def test_a_bundle_that_cannot_be_read_ends_a_client_or_vouches_for_nobody(state: StoreState) -> None:
    scenario = SCENARIO.but(trust=Trust(system=BOTH, cert_flag=BOTH), bundle_state=state)
    trusted = find_trusted(scenario)
    assert trusted == (BOTH if state.value.is_readable else set())
    otherwise = Accepts() if trusted else Rejects(Leg.PROXY)
    assert expect_outcome(scenario, trusted) == (Breaks(state.value.ends) if state.value.ends else otherwise)


@pytest.mark.parametrize(
    ("bundle", "expanded"),
    [("cert_flag", True), ("pip_cert", True), ("pip_conf", True), ("requests_ca_bundle", False)],
)
def test_a_home_is_found_where_the_client_expands_it(bundle: str, expanded: bool) -> None:
    scenario = SCENARIO.but(trust=Trust(**{bundle: BOTH}), bundle_state=StoreState.BY_HOME)
    outcome = expect_outcome(scenario, find_trusted(scenario))
    assert outcome == (Accepts() if expanded else Breaks("nothing_asked"))


@pytest.mark.parametrize(
    ("trust", "trusted"),
    [
        (Trust(git_ssl_cainfo={PUBLIC}), {PUBLIC}),
        # Debian's curl has a default folder beside the default file, and a variable is in place of the file alone.
        (Trust(git_ssl_cainfo={PUBLIC}, system={CORPORATE}), BOTH),
        (Trust(cert_flag={PUBLIC}, requests_ca_bundle={PUBLIC}, ssl_cert_file={PUBLIC}, shipped={PUBLIC}), set()),
    ],
)
def test_git_reads_its_own_stores_and_none_of_its_clients(trust: Trust, trusted: set[Authority]) -> None:
    assert find_trusted(SCENARIO.but(trust=trust, action=Action.GIT)) == trusted


def test_gits_bundle_is_for_no_other_client() -> None:
    assert find_trusted(SCENARIO.but(trust=Trust(git_ssl_cainfo={PUBLIC}))) == frozenset()
