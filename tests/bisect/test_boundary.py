from __future__ import annotations

import pytest

from harness.bisect.boundary import Boundary, Plateau, Unknown, find_boundaries, find_plateaus, search_boundaries

UNKNOWN = Unknown("yanked")


def answers(sequence: str) -> dict[int, str | Unknown]:
    """The items that a search asks about, in a sequence of letters where a dot is unknown."""
    return search_boundaries(
        len(sequence), lambda position: UNKNOWN if sequence[position] == "." else sequence[position]
    )


def test_both_ends_are_asked_first_and_then_the_middle() -> None:
    assert list(answers("ooooonnnn")) == [0, 8, 4, 6, 5]


@pytest.mark.parametrize(
    ("sequence", "found"),
    [
        ("on", [(0, 1)]),
        ("oooooonn", [(5, 6)]),
        ("oo...nnn", [(1, 5)]),
        ("..oonn..", [(3, 4)]),
        ("o......n", [(0, 7)]),
        ("oooxxxnn", [(2, 3), (5, 6)]),
    ],
)
def test_changes_are_between_what_is_known(sequence: str, found: list[tuple[int, int]]) -> None:
    assert find_boundaries(answers(sequence)) == tuple(Boundary(*pair) for pair in found)


@pytest.mark.parametrize("sequence", ["", "o", "....", ".o.", "oooo", "o..o"])
def test_without_two_different_ends_there_is_no_change(sequence: str) -> None:
    assert find_boundaries(answers(sequence)) == ()


def test_equal_ends_are_all_that_is_asked() -> None:
    assert list(answers("oooooooo")) == [0, 7]


def test_a_lone_position_is_asked_once() -> None:
    assert answers("o") == {0: "o"}


def test_an_answer_of_neither_side_makes_two_changes_of_one_at_a_logarithms_cost() -> None:
    found = answers("o" * 30 + "x" * 30 + "n" * 30)
    assert find_boundaries(found) == (Boundary(29, 30), Boundary(59, 60))
    assert len(found) <= 2 + 2 * 7


def test_unknowns_keep_their_reason() -> None:
    assert answers("o.n")[1] == Unknown("yanked")


def test_of_all_answers_every_change_is_found_and_unknowns_part_no_run() -> None:
    everything = {position: UNKNOWN if side == "." else side for position, side in enumerate("aa.abb.a")}
    assert find_boundaries(everything) == (Boundary(3, 4), Boundary(5, 7))
    assert find_plateaus(everything) == (Plateau(0, 3, "a"), Plateau(4, 5, "b"), Plateau(7, 7, "a"))
