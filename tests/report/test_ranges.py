from __future__ import annotations

from typing import Any

from harness.report.ranges import BarPart, find_ranges
from tests.support.recorded import FAILED, HELD, KNOWN, SKIPPED, make


def drawn(**how: dict[str, Any]) -> tuple[BarPart, ...]:
    (found,) = find_ranges([make("a.one", version[1:].replace("_", "."), **each) for version, each in how.items()])
    return found.bars


def test_releases_with_the_defect_are_joined_and_those_without_stand_apart() -> None:
    made = {"v24_1": HELD, "v24_2": KNOWN, "v25_1_1": KNOWN, "v25_2": HELD}
    assert drawn(**made) == (
        BarPart(1, 2, "shows", thin=True),
        BarPart(0, 1, "held"),
        BarPart(1, 1, "shows"),
        BarPart(2, 1, "shows"),
        BarPart(3, 1, "held"),
    )


def test_releases_stand_in_the_order_of_versions_and_one_that_failed_is_told() -> None:
    assert drawn(v9_0_3=KNOWN, v10_0=FAILED) == (BarPart(0, 1, "shows"), BarPart(1, 1, "fails"))


def test_a_stretch_between_is_said_in_words() -> None:
    versions = {"24.2": KNOWN, "25.0": KNOWN, "25.1": HELD, "26.0": KNOWN, "26.1": SKIPPED}
    (found,) = find_ranges([make("a.one", version, **how) for version, how in versions.items()])
    assert found.words == "24.2 to 25.0, 26.0"
    assert (found.oldest, found.newest, found.cells) == ("24.2", "26.0", 3)


def test_a_release_has_a_defect_that_shows_in_any_of_its_scenarios() -> None:
    records = [make("a.one", "25.0", **KNOWN), make("a.two", "25.0", **KNOWN), make("a.two", "26.0", **HELD)]
    (found,) = find_ranges([*records, make("a.one", "26.0", **KNOWN)])
    assert found.words == "25.0 to 26.0"


def test_what_is_no_release_of_pip_is_on_no_line() -> None:
    assert find_ranges([make("a.one", "2.32", name="both_legs", **KNOWN), make("a.two", "none", **KNOWN)]) == ()
