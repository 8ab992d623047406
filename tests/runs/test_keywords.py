from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.keywords import make_filter, may_select
from harness.clients.registry import AskedClients
from harness.model.cell import Cell
from scenarios import direct
from tests.support.cells import client

IDS = ("direct.shipped_store_vouches", "socks.login_opens_the_proxy")
USUAL = AskedClients()


@pytest.mark.parametrize(
    "words",
    ["nonsuch", "direct and socks and login", "not (direct or socks)", "pip25.2 and nonsuch", "direct and not shipped"],
)
def test_words_that_no_release_can_make_true_select_nothing(words: str) -> None:
    assert not may_select(words, IDS, USUAL)
    assert not may_select(words, IDS, AskedClients(specs=(("pip", ">=24.2,<26"),)))


@pytest.mark.parametrize(
    "words", ["login", "not nonsuch", "pip25.2", "socks and 3.13", "LOGIN or nonsuch", "direct-pip"]
)
def test_words_that_some_release_can_make_true_may_select_something(words: str) -> None:
    assert may_select(words, IDS, USUAL)


def test_a_tree_may_be_called_whatever_it_likes() -> None:
    assert may_select("nonsuch", IDS, AskedClients(specs=(("pip", "./nonsuch"),)))
    assert may_select("nonsuch", IDS, AskedClients(specs=(("variant", "pool_only"),)))


WORDS = st.sampled_from(["direct", "socks", "login", "nonsuch", "pip", "25.2", "pip25.2-py3.13", "py3.1", "SHIPPED"])
EXPRESSIONS = st.recursive(
    WORDS,
    lambda inner: st.one_of(
        inner.map(lambda one: f"not {one}"),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda three: "({} {} {})".format(*three)),
    ),
    max_leaves=6,
)


@given(words=EXPRESSIONS, version=st.sampled_from(["25.2", "24.0", "26.3"]))
def test_an_expression_that_selects_a_cell_is_never_said_to_select_none(words: str, version: str) -> None:
    vouched = direct.shipped_store_vouches_for_the_origin
    cells = [Cell(scenario_id=each, scenario=vouched, client=client(version)) for each in IDS]
    assert may_select(words, IDS, USUAL) or not any(map(make_filter(words), cells))
