from __future__ import annotations

from harness.bisect.story_diff import find_parting
from harness.evidence.story import StepMark, StoryStep, build_story
from harness.evidence.testimony import read_testimony
from tests.support import said


def told(*lines: str) -> tuple[StoryStep, ...]:
    return build_story(read_testimony(said.written(*lines), proxy_url=f"http://localhost:{said.PROXY_PORT}"))


def leg(text: str, ending: str) -> StoryStep:
    return StoryStep(StepMark.NEUTRAL, text, ("B trusts 2 authorities", ending))


def test_the_first_step_that_differs_is_told_with_the_leg_that_ends_otherwise() -> None:
    before, after = find_parting(told(*said.lost()), told(*said.kept()))
    assert [step.text for step in before] == [
        "proxy_manager_for hands on no ssl_context.",
        "The origin leg is decided by B, a plain context made by urllib3.connection.connect.",
    ]
    assert [step.text for step in after] == [
        "proxy_manager_for hands on ssl_context=A.",
        "The origin leg is decided by A.",
    ]


def test_equal_stories_do_not_part() -> None:
    assert find_parting(told(*said.lost()), told(*said.lost())) == ((), ())


def test_numbers_make_no_difference() -> None:
    old = StoryStep(StepMark.NEUTRAL, "The proxy http://localhost:4001 is found.", ("A trusts 147 authorities",))
    new = StoryStep(StepMark.NEUTRAL, "The proxy http://localhost:4002 is found.", ("A trusts 118 authorities",))
    assert find_parting([old], [new]) == ((), ())


def test_a_mark_makes_a_difference() -> None:
    before, after = find_parting(
        [StoryStep(StepMark.LOST, "It goes on.")], [StoryStep(StepMark.ARRIVES, "It goes on.")]
    )
    assert (before[0].mark, after[0].mark) == (StepMark.LOST, StepMark.ARRIVES)


def test_a_step_that_is_the_first_and_the_deciding_one_is_told_once() -> None:
    old, new = leg("The origin leg.", "outcome: unknown ca"), leg("The origin leg.", "outcome: verified")
    assert find_parting([old], [new]) == ((old,), (new,))


def test_a_leg_that_ends_alike_is_not_told_for_how_often_it_was_tried() -> None:
    old = leg("The proxy leg.", "outcome: verified (2 handshakes)"), leg("The origin leg.", "outcome: unknown ca")
    new = leg("The proxy leg.", "outcome: verified"), leg("The origin leg.", "outcome: verified")
    assert find_parting(old, new) == (old, new)
    assert find_parting([StoryStep(StepMark.NEUTRAL, "no"), *old], [StoryStep(StepMark.NEUTRAL, "yes"), *new])[0][
        1:
    ] == (old[1],)


def test_a_story_that_only_goes_on_parts_at_its_end() -> None:
    first, more = StoryStep(StepMark.NEUTRAL, "It begins."), StoryStep(StepMark.NEUTRAL, "It goes on.")
    assert find_parting([first], [first, more]) == ((), (more,))
