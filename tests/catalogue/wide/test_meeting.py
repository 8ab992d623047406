from __future__ import annotations

from itertools import combinations, product

import pytest

from harness.catalogue.wide.axes import AXES
from harness.catalogue.wide.flaws import FLAWED, FLAWS
from harness.catalogue.wide.meeting import KINDS, can_be, can_meet, list_factors
from harness.catalogue.wide.rows import name_kind, read_rows

ROWS = read_rows()


def whole_rows(kind: str) -> list[dict[str, str]]:
    """Every row of a kind with the usual words too."""
    factors = list_factors(kind)
    rows = [words for words in ROWS.values() if name_kind(words) == kind]
    return [{axis: words.get(axis, usual[0]) for axis, usual in factors.items()} for words in rows]


@pytest.mark.parametrize("kind", KINDS)
def test_every_two_conditions_that_can_meet_do(kind: str) -> None:
    factors = list_factors(kind)
    met = {pair for row in whole_rows(kind) for pair in combinations(row.items(), 2)}
    possible = [
        pair
        for one, other in combinations(factors, 2)
        for pair in product(((one, word) for word in factors[one]), ((other, word) for word in factors[other]))
        if can_be(dict(pair), factors)
    ]
    assert len(possible) > 700
    assert [pair for pair in possible if pair not in met] == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_row_is_one_that_cannot_be(kind: str) -> None:
    assert [row for row in whole_rows(kind) if not can_meet(row)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_row_varies_what_its_kind_does_not(kind: str) -> None:
    rows = [words for words in ROWS.values() if name_kind(words) == kind]
    assert set().union(*rows) <= set(KINDS[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_of_usual_words_alone_can_be(kind: str) -> None:
    factors = list_factors(kind)
    usual = {axis: words[0] for axis, words in factors.items()}
    enabled = {"beside": "beside_shipped", "side": "origin", "flaw": {"ended": "login_missing"}.get(kind, "expired")}
    assert can_meet(usual | {axis: word for axis, word in enabled.items() if axis in usual})


def test_no_word_of_an_id_stands_for_two_things() -> None:
    words = [word for axis in AXES.values() for word in axis if word]
    tokens = [token for flaw in FLAWS.values() for token in flaw.words.values()]
    assert len({*words, *tokens}) == len(words) + len(tokens) == len(words) + len(FLAWED)


def test_only_a_proxy_can_be_named_and_only_a_leg_verified() -> None:
    assert not can_meet({"topology": "direct", "channel": "channel_flag"})
    assert can_meet({"topology": "tunnelled", "channel": "channel_flag"})
    assert not can_meet({"topology": "tunnelled", "side": "proxy", "flaw": "expired"})
    assert can_meet({"topology": "tunnelled_over_tls", "side": "proxy", "flaw": "expired"})
