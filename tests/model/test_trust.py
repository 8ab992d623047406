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
