from __future__ import annotations

from dataclasses import fields

import pytest

from harness.model.trust import CORPORATE, INSPECTION, PUBLIC, STRANGER, Authority, Trust

STORES = [field.name for field in fields(Trust)]


def test_the_short_names_are_the_authorities() -> None:
    assert tuple(Authority) == (PUBLIC, CORPORATE, INSPECTION, STRANGER)
    assert [authority.name for authority in (PUBLIC, CORPORATE, INSPECTION, STRANGER)] == [
        "PUBLIC",
        "CORPORATE",
        "INSPECTION",
        "STRANGER",
    ]


@pytest.mark.parametrize("store", STORES)
def test_a_set_becomes_a_frozen_one_so_that_trust_can_be_a_key(store: str) -> None:
    held = {PUBLIC, CORPORATE}
    trust = Trust(**{store: held})
    held.clear()
    assert getattr(trust, store) == frozenset({PUBLIC, CORPORATE})
    assert {trust: 1}[Trust(**{store: {CORPORATE, PUBLIC}})] == 1


@pytest.mark.parametrize("store", STORES)
def test_every_store_counts_among_those_that_vouch(store: str) -> None:
    assert Trust(**{store: {PUBLIC}}).vouched == {PUBLIC}


def test_what_stores_vouch_for_is_put_together() -> None:
    assert Trust(system={PUBLIC}, cert_flag={PUBLIC, STRANGER}, pip_conf=set()).vouched == {PUBLIC, STRANGER}
    assert Trust().vouched == set()


@pytest.mark.parametrize("channel", [store for store in STORES if store not in {"system", "shipped"}])
def test_a_channel_that_is_not_used_is_told_from_one_that_names_an_empty_file(channel: str) -> None:
    assert getattr(Trust(), channel) is None
    assert getattr(Trust(**{channel: set()}), channel) == frozenset()
    assert Trust(**{channel: set()}) != Trust()


def test_two_channels_with_the_same_authorities_are_not_the_same_trust() -> None:
    assert len({Trust(**{store: {PUBLIC}}) for store in STORES}) == len(STORES)


def test_an_authority_is_taken_out_of_every_store_that_holds_it() -> None:
    trust = Trust(system={PUBLIC, CORPORATE}, cert_flag={PUBLIC, STRANGER}, pip_cert={CORPORATE})
    assert trust.without({PUBLIC}) == Trust(system={CORPORATE}, cert_flag={STRANGER}, pip_cert={CORPORATE})


@pytest.mark.parametrize("store", STORES)
def test_a_store_in_which_nobody_is_left_is_as_if_nothing_had_been_said_of_it(store: str) -> None:
    assert Trust(**{store: {PUBLIC, CORPORATE}}).without({PUBLIC, CORPORATE}) == Trust()


@pytest.mark.parametrize("store", STORES)
def test_another_authority_lies_where_the_one_that_is_taken_out_lay(store: str) -> None:
    other = "pip_conf" if store == "system" else "system"
    trust = Trust(**{store: {PUBLIC}, other: {CORPORATE}})
    assert trust.without({PUBLIC}, instead=STRANGER) == Trust(**{store: {STRANGER}, other: {CORPORATE}})


def test_a_store_that_is_empty_on_purpose_stays_so() -> None:
    assert Trust(system={PUBLIC}, pip_conf=set()).without({PUBLIC}) == Trust(pip_conf=set())


def test_an_authority_that_lies_in_no_store_is_named() -> None:
    with pytest.raises(ValueError, match="no store holds CORPORATE or INSPECTION"):
        Trust(system={PUBLIC}).without({PUBLIC, INSPECTION, CORPORATE})


def test_each_authority_signs_for_somebody() -> None:
    assert [authority.signs for authority in Authority] == ["the origin", "the proxy", "the inspection", "a stranger"]
