from __future__ import annotations

import hashlib

import pytest

from harness.catalogue.rule import expect_outcome, find_trusted
from harness.catalogue.wide.meeting import KINDS
from harness.catalogue.wide.rows import WIDE, join_id, make_wide_scenario, name_kind, read_rows, split_id
from harness.model.conditions import Certificate, Host, StoreState
from harness.model.expectation import Accepts, Breaks, Leaks, Rejects
from harness.model.trust import Authority, Trust
from harness.model.words import Leg

ROWS = read_rows()
SCENARIOS = {row_id: make_wide_scenario(words) for row_id, words in ROWS.items()}


def digest(ids: list[str]) -> str:
    return hashlib.sha256("\n".join(ids).encode()).hexdigest()[:16]


def test_ids_are_promises() -> None:
    """The first 183 are those before there were more axes; a row that is added comes last."""
    ids = list(ROWS)
    assert digest(ids[:183]) == "fb97296bde993d9d"
    assert digest(ids[:1026]) == "1d5516b7ec1e6c7e"
    assert digest(ids[:1144]) == "b38621c28512b5de"


def test_few_rows_do_it() -> None:
    assert len(ROWS) < 1200


def test_an_id_says_all_that_is_in_its_row() -> None:
    assert [row_id for row_id, words in ROWS.items() if join_id(words) != row_id] == []
    assert [row_id for row_id in ROWS if not row_id.startswith(WIDE)] == []


def test_no_two_rows_are_one_scenario() -> None:
    assert len(set(SCENARIOS.values())) == len(SCENARIOS)


def test_every_kind_of_row_is_there() -> None:
    assert {name_kind(words) for words in ROWS.values()} == set(KINDS)


def test_a_word_that_no_axis_has_is_an_error() -> None:
    with pytest.raises(KeyError):
        split_id("wide.direct__system__tuesday")


def test_a_row_is_what_its_id_says() -> None:
    scenario = make_wide_scenario(split_id("wide.tunnelled_over_tls__ssl_cert_dir__origin_expired__host_distro"))
    assert scenario.topology.name == "tunnelled over TLS"
    assert scenario.trust == Trust(ssl_cert_dir={Authority.CORPORATE, Authority.PUBLIC})
    assert scenario.origin_certificate is Certificate.EXPIRED
    assert scenario.proxy_certificate is Certificate.GOOD
    assert scenario.host is Host.DISTRO
    assert isinstance(scenario.expect, Rejects)


@pytest.mark.parametrize(
    ("store", "field"),
    [("system", "system_state"), ("ssl_cert_file", "openssl_state"), ("cert_flag", "bundle_state")],
)
def test_a_state_is_that_of_the_store_that_vouches(store: str, field: str) -> None:
    scenario = make_wide_scenario(split_id(f"wide.direct__{store}__storestate_crlf"))
    assert getattr(scenario, field) is StoreState.CRLF
    assert sum(getattr(scenario, each) is StoreState.CRLF for each in ("system_state", "openssl_state")) < 2


def test_a_store_beside_another_holds_a_stranger_or_the_proxys_authority() -> None:
    beside = make_wide_scenario(split_id("wide.tunnelled_over_tls__system__beside_ssl_cert_file"))
    assert beside.trust.ssl_cert_file == {Authority.STRANGER}
    divided = make_wide_scenario(split_id("wide.tunnelled_over_tls__system__beside_ssl_cert_file__divided"))
    assert divided.trust.ssl_cert_file == {Authority.CORPORATE}
    assert divided.trust.system == {Authority.PUBLIC}
    assert divided.expect == Rejects(Leg.ORIGIN)


def test_a_row_expects_what_the_rule_does() -> None:
    assert [
        row_id for row_id, each in SCENARIOS.items() if each.expect != expect_outcome(each, find_trusted(each))
    ] == []


def test_without_a_flaw_a_file_is_got_or_its_password_read_by_a_proxy() -> None:
    for row_id, scenario in SCENARIOS.items():
        if name_kind(ROWS[row_id]) == "plain":
            assert isinstance(scenario.expect, Accepts | Leaks), row_id
            assert scenario.topology.origin.scheme == "http" or scenario.expect == Accepts(), row_id


def test_with_a_flaw_of_trust_its_leg_is_refused_unless_a_client_may_accept_it() -> None:
    seen = set()
    for row_id, scenario in SCENARIOS.items():
        if name_kind(ROWS[row_id]) == "flawed":
            seen.add(type(scenario.expect))
            if isinstance(scenario.expect, Rejects):
                assert scenario.expect.leg in scenario.topology.legs, row_id
    assert seen == {Rejects, Accepts, Breaks}
