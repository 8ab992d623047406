from __future__ import annotations

import pytest

from harness.compare.annotations import LIMIT, commands
from harness.compare.comparison import compare
from tests.support.recorded import BROKEN, FAILED, HELD, KNOWN, SKIPPED, pair


def test_a_newly_failing_cell_is_an_error_with_the_line_that_replays_it() -> None:
    assert commands(compare(pair(HELD, FAILED))) == (
        "::error title=newly failing%3A tunnelled.claim py3.10::accepts → rejects the origin leg (unknown_ca)%0A"
        "The system store alone verifies the origin.%0Anox -s lab -- run tunnelled.claim-pip26.4-py3.10",
    )


@pytest.mark.parametrize(
    ("sides", "starts"),
    [
        (pair(HELD, HELD), []),
        (
            pair(HELD, BROKEN),
            ["::error title=pip trust lab::nothing was compared", "::error title=broken%3A tunnelled."],
        ),
        (
            pair(KNOWN, HELD),
            ["::notice title=pip trust lab%3A improved::context-lost (pypa/pip#13288): no longer shows"],
        ),
        (pair(SKIPPED, SKIPPED), ["::error title=pip trust lab::nothing was compared"]),
    ],
)
def test_only_what_a_reader_should_hear_of_has_an_annotation(sides: list[object], starts: list[str]) -> None:
    lines = commands(compare(sides))  # type: ignore[arg-type]
    assert len(lines) == len(starts)
    assert all(line.startswith(start) for line, start in zip(lines, starts, strict=True))


@pytest.mark.parametrize("number", [LIMIT, LIMIT + 1, 40])
def test_there_are_ten_at_most_and_the_last_says_how_many_more(number: int) -> None:
    cells = [record for each in range(number) for record in pair(HELD, FAILED, f"b.s{each:02}")]
    lines = commands(compare(cells))
    assert len(lines) == LIMIT
    more = f"::warning title=pip trust lab::{number - LIMIT + 1} more annotations: see the summary"
    assert (lines[-1] == more) == (number > LIMIT)


def test_nothing_in_a_cell_can_end_a_command_or_begin_another() -> None:
    sides = pair({**HELD, "claim": "100% ::error::\r\nmine"}, {**FAILED, "claim": "100% ::error::\r\nmine"}, "a.b,c::d")
    (line,) = commands(compare(sides))
    assert line.startswith("::error title=newly failing%3A a.b%2Cc%3A%3Ad py3.10::accepts")
    assert "100%25 ::error::%0D%0Amine" in line
    assert len(line.splitlines()) == 1
