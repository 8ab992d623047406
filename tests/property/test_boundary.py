from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import ceil, log2

from hypothesis import given
from hypothesis import strategies as st

from harness.bisect.boundary import Answers, Unknown, find_boundaries, find_plateaus, search_boundaries

NOBODY_KNOWS = Unknown("it is not to be had")
#: Answers along a sequence with one change in it.
ONE_CHANGE = st.tuples(st.integers(1, 50), st.integers(1, 50)).map(
    lambda sizes: ["old"] * sizes[0] + ["new"] * sizes[1]
)
#: The positions of those that are unknown.
HOLES = st.sets(st.integers(0, 100))
ANY = st.lists(st.one_of(st.sampled_from(["old", "new", "other"]), st.just(NOBODY_KNOWS)), max_size=40)


def with_holes(truth: Sequence[str], holes: set[int]) -> list[str | Unknown]:
    return [NOBODY_KNOWS if position in holes else side for position, side in enumerate(truth)]


def asked(sequence: Sequence[str | Unknown]) -> Answers[str]:
    """The answers of a search, in which no position was asked twice."""
    questions: list[int] = []

    def ask(position: int) -> str | Unknown:
        questions.append(position)
        return sequence[position]

    answers = search_boundaries(len(sequence), ask)
    assert questions == list(answers)
    assert len(set(questions)) == len(questions)
    return answers


@given(ONE_CHANGE)
def test_a_single_change_is_found_between_neighbours_with_as_few_questions_as_the_logarithm_allows(
    truth: list[str],
) -> None:
    answers = asked(truth)
    (change,) = find_boundaries(answers)
    assert (change.last, change.first) == (truth.index("new") - 1, truth.index("new"))
    assert len(answers) <= 2 + ceil(log2(len(truth)))


@given(ONE_CHANGE, HOLES)
def test_what_is_unknown_never_makes_a_change_lie(truth: list[str], holes: set[int]) -> None:
    sequence = with_holes(truth, holes)
    known = {side for side in sequence if not isinstance(side, Unknown)}
    found = find_boundaries(asked(sequence))
    assert len(found) == len(known) - 1 if known else found == ()
    for change in found:
        assert change.last < truth.index("new") <= change.first
        assert (sequence[change.last], sequence[change.first]) == ("old", "new")
        assert set(sequence[change.last + 1 : change.first]) <= {NOBODY_KNOWS}


@given(ONE_CHANGE, HOLES)
def test_each_unknown_costs_two_further_questions_at_most(truth: list[str], holes: set[int]) -> None:
    answers = asked(with_holes(truth, holes))
    unknown = sum(isinstance(answer, Unknown) for answer in answers.values())
    assert len(answers) <= 2 + ceil(log2(len(truth))) + 2 * unknown


@given(ANY)
def test_every_change_that_is_found_is_one_and_nothing_is_left_to_ask(sequence: list[str | Unknown]) -> None:
    answers = asked(sequence)
    assert all(answers[position] == sequence[position] for position in answers)
    for change in find_boundaries(answers):
        assert sequence[change.last] != sequence[change.first]
        assert set(sequence[change.last + 1 : change.first]) <= {NOBODY_KNOWS}


@given(ANY)
def test_ends_that_differ_have_a_change_between_them(sequence: list[str | Unknown]) -> None:
    known = [side for side in sequence if not isinstance(side, Unknown)]
    assert bool(find_boundaries(asked(sequence))) == (bool(known) and known[0] != known[-1])


@given(ANY)
def test_the_ends_are_asked_first(sequence: list[str | Unknown]) -> None:
    known = [position for position, side in enumerate(sequence) if not isinstance(side, Unknown)]
    order = [position for position in asked(sequence) if position in known]
    assert order[:2] == list(dict.fromkeys([known[0], known[-1]])) if known else order == []


@given(ANY)
def test_runs_are_all_that_is_known_and_their_seams_are_the_changes(sequence: list[str | Unknown]) -> None:
    answers = dict(enumerate(sequence))
    found = find_plateaus(answers)
    covered = [position for run in found for position in range(run.first, run.last + 1)]
    assert [each for each in covered if each in answers and answers[each] != NOBODY_KNOWS] == [
        position for position, side in answers.items() if not isinstance(side, Unknown)
    ]
    assert all({answers[run.first], answers[run.last]} == {run.side} for run in found)
    assert [(before.last, after.first) for before, after in pairwise(found)] == [
        (change.last, change.first) for change in find_boundaries(answers)
    ]
    assert all(before.side != after.side for before, after in pairwise(found))
