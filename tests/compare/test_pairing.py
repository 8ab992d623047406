from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.compare.pairing import pair_clients
from harness.report.grid import Column


def column(text: str) -> Column:
    """``pip 25.2+label 3.13``."""
    name, version, minor = text.split()
    return Column(name, *version.partition("+")[::2], minor)


def columns(text: str) -> list[Column]:
    return [column(each) for each in text.split(", ") if each]


@pytest.mark.parametrize(
    ("old", "new", "crossed", "alone"),
    [
        ("pip 25.2 3.13", "pip 25.2 3.13", "", ""),
        ("pip 25.2 3.13", "pip 26.3 3.13", "pip 25.2 3.13 > pip 26.3 3.13", ""),
        ("pip 25.2 3.12", "pip 26.3 3.13", "pip 25.2 3.12 > pip 26.3 3.13", ""),
        ("pip 26.3 3.13", "pip 26.3+tree 3.13", "pip 26.3 3.13 > pip 26.3+tree 3.13", ""),
        ("pip 25.2 3.12, pip 26.3 3.12", "pip 25.2 3.13, pip 26.3 3.13",
         "pip 25.2 3.12 > pip 25.2 3.13; pip 26.3 3.12 > pip 26.3 3.13", ""),
        ("pip 25.2 3.12, pip 25.2 3.13", "pip 26.3 3.12, pip 26.3 3.13",
         "pip 25.2 3.12 > pip 26.3 3.12; pip 25.2 3.13 > pip 26.3 3.13", ""),
        ("pip 25.2 3.13, pip 26.3 3.13", "pip 26.3 3.13, pip 26.3+tree 3.13", "",
         "pip 25.2 3.13 < > pip 26.3+tree 3.13"),
        ("pip 25.2 3.12, pip 25.2 3.13", "pip 25.2 3.11", "",
         "pip 25.2 3.12, pip 25.2 3.13 < > pip 25.2 3.11"),
        ("both_legs 2.32 3.13, no_context 2.32 3.13", "both_legs 2.33 3.13, no_context 2.33 3.13",
         "both_legs 2.32 3.13 > both_legs 2.33 3.13; no_context 2.32 3.13 > no_context 2.33 3.13", ""),
        ("pip 26.3 3.13", "uv 0.9 3.13", "pip 26.3 3.13 > uv 0.9 3.13", ""),
    ],
)  # fmt: skip
def test_a_client_stands_against_itself_and_else_where_there_is_one_choice(
    old: str, new: str, crossed: str, alone: str
) -> None:
    pairing = pair_clients(columns(old), columns(new))
    before, _, after = alone.partition(" < > ")
    assert pairing.crossed == tuple(
        (column(one), column(other)) for one, other in (each.split(" > ") for each in crossed.split("; ") if each)
    )
    assert (list(pairing.old), list(pairing.new)) == (columns(before), columns(after))


COLUMNS = st.lists(
    st.builds(Column, st.sampled_from(["pip", "uv"]), st.sampled_from("12"), st.just(""), st.sampled_from("34"))
)


@given(COLUMNS, COLUMNS)
def test_every_client_is_paired_once_or_stands_alone(old: list[Column], new: list[Column]) -> None:
    pairing = pair_clients(old, new)
    assert {*pairing.pairs, *pairing.old} == {*old}
    assert {*pairing.pairs.values(), *pairing.new} == {*new}
    assert len(pairing.pairs) + len(pairing.old) == len({*old})
    assert len(pairing.pairs) + len(pairing.new) == len({*new})
    assert all(pairing.pairs[each] == each for each in {*old} & {*new})
