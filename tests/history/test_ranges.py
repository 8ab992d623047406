from __future__ import annotations

from typing import Any

from harness.history.ranges import DefectHistory, Standing, describe_range, find_histories
from harness.history.run import Run
from harness.model.record import Record
from tests.history.past import ran
from tests.support.recorded import FAILED, FIXED, HELD, KNOWN, SKIPPED, make


def on(version: str, fields: dict[str, Any], scenario: str = "tunnelled.claim") -> Record:
    return make(scenario, version, **fields)


def only(*runs: Run) -> DefectHistory:
    (found,) = find_histories(runs)
    return found


def test_a_range_is_what_was_seen_in_the_scenarios_that_show_it() -> None:
    found = only(
        ran(0, on("24.1", HELD), on("24.2", KNOWN), on("25.2", SKIPPED), on("24.2", HELD, "other.claim")),
        ran(1, on("24.1", HELD), on("24.2", KNOWN), on("25.2", FIXED)),
    )
    assert (found.defect, found.issue, found.clients) == ("context-lost", "pypa/pip#13288", ("24.1", "24.2", "25.2"))
    assert [row.standings for row in found.rows] == [
        (Standing(0, 1), Standing(1, 1), Standing(0, 1)),
        (Standing(0, 1), Standing(1, 1), None),
    ]
    assert describe_range(found.clients, found.known) == "shows in 24.2; not in 24.1, 25.2"


def test_runs_with_the_same_answer_are_one_row() -> None:
    same = [ran(day, on("24.2", KNOWN)) for day in range(5)]
    found = only(*same, ran(5, on("24.2", HELD)), *[ran(day, on("24.2", KNOWN)) for day in (6, 7)])
    assert [[run.name for run in row.runs] for row in found.rows] == [
        ["day-6.jsonl", "day-7.jsonl"],
        ["day-5.jsonl"],
        [run.name for run in same],
    ]


def test_a_new_release_that_still_has_it_and_one_that_is_healed_are_news() -> None:
    found = only(
        ran(0, on("26.1", KNOWN)),
        ran(7, on("26.2", KNOWN)),
        ran(14, on("26.3", HELD)),
        ran(21, on("26.2", HELD)),
        ran(28, on("26.2", KNOWN)),
    )
    assert found.news == (
        "2026-02-02 04:17: shows in 26.2, where it did not",
        "2026-01-26 04:17: no longer shows in 26.2",
        "2026-01-19 04:17: healed in 26.3; 26.2 still showed it",
        "2026-01-12 04:17: 26.2 is new and still has it",
    )


def test_a_release_below_the_range_is_no_news_and_neither_is_the_first_run() -> None:
    assert only(ran(0, on("24.2", KNOWN), on("25.2", HELD))).news == ()
    assert only(ran(0, on("24.2", KNOWN)), ran(1, on("24.1", HELD), on("24.1.1", KNOWN))).news == ()


def test_a_client_that_fails_in_another_way_says_nothing_of_a_defect() -> None:
    found = only(ran(0, on("25.2", KNOWN)), ran(1, on("26.3", FAILED)))
    assert found.clients == ("25.2",)


def test_a_defect_that_never_showed_has_no_range() -> None:
    assert find_histories([ran(0, on("25.2", FIXED), on("25.3", HELD))]) == ()


def test_neighbours_make_a_range_over_those_that_were_run() -> None:
    clients = ("1", "2", "3", "4", "5", "6")
    standings = [Standing(0, 1), Standing(1, 1), None, Standing(1, 2), Standing(0, 1), Standing(0, 1)]
    assert describe_range(clients, standings) == "shows in 2 to 4; not in 1, 5 to 6"
