from __future__ import annotations

import msgspec
import pytest

from harness.compare.changes import (
    describe_improvements,
    describe_trouble,
    describe_turn,
    format_change_counts,
    format_changes,
    format_title,
)
from harness.compare.comparison import compare_records
from harness.model.words import Whose
from tests.support.recorded import BROKEN, FAILED, FIXED, HELD, KNOWN, SKIPPED, pair

BEFORE = {"transcript": ("origin: hello localhost", "origin: handshake done")}
AFTER = {"transcript": ("origin: hello localhost", "origin: refused unknown_ca")}


def test_a_newly_failing_cell_is_told_in_full() -> None:
    told = format_changes(
        compare_records(pair({**HELD, **BEFORE}, {**FAILED, **AFTER, "said": ("ERROR: no such thing",)}))
    )
    for words in (
        "newly failing: tunnelled, accepts → rejects the origin leg (unknown_ca)\n  1 cell\n",
        "  tunnelled.claim py3.10\n",
        "    claim:     The system store alone verifies the origin.\n",
        "    expected:  accepts\n",
        "    baseline:  26.3: accepts; exit 0; through connect-proxy\n",
        "    candidate: 26.4: rejects the origin leg (unknown_ca); exit 1; through connect-proxy\n",
        "    client said:\n      ERROR: no such thing\n",
        "      -origin: handshake done\n      +origin: refused unknown_ca\n",
        "    replay:    nox -s lab -- run tunnelled.claim-pip26.4-py3.10\n",
    ):
        assert words in told
    assert told.endswith(
        "1 cell compared: 0 broken, 1 newly failing, 0 newly passing, 0 reason changed, "
        "0 context changed, 0 new, 0 gone, 0 unchanged"
    )


def test_cells_with_the_same_transcripts_are_told_once_and_all_named() -> None:
    records = [
        record for name in "abc" for record in pair({**HELD, **BEFORE}, {**FAILED, **AFTER}, f"tunnelled.{name}")
    ]
    told = format_changes(compare_records(records))
    assert told.count("+origin: refused unknown_ca") == 1
    assert "  3 cells\n" in told
    assert "  and 2 cells with the same transcripts:\n    tunnelled.b py3.10\n" in told
    assert "run tunnelled.c-pip26.4-py3.10" in told


def test_what_did_not_change_is_only_counted() -> None:
    told = format_changes(compare_records(pair(HELD, HELD)))
    assert "tunnelled.claim" not in told
    assert told.startswith("1 cell compared: ")


def test_a_skip_on_both_sides_is_said_to_be_one() -> None:
    changes = compare_records([*pair(SKIPPED, SKIPPED), *pair(HELD, HELD, "a.b")])
    assert format_change_counts(changes).endswith("2 unchanged (1 of them skipped on both sides)")


@pytest.mark.parametrize(
    ("baseline", "candidate", "words"),
    [
        (SKIPPED, HELD, "skip: it lacks a store → accepts"),
        (HELD, SKIPPED, "accepts → skip: it lacks a store"),
        (HELD, BROKEN, "accepts → invalid: a node broke: no port"),
        (
            {**FAILED, "observed": msgspec.structs.replace(FAILED["observed"], exit=2)},
            FAILED,
            "rejects the origin leg (unknown_ca), exit 2 → rejects the origin leg (unknown_ca), exit 1",
        ),
        (
            {**HELD, "observed": msgspec.structs.replace(HELD["observed"], context=Whose.SESSIONS)},
            {**HELD, "observed": msgspec.structs.replace(HELD["observed"], context=Whose.LOST)},
            "accepts by the session's context → accepts by another context than the session's",
        ),
        (
            {**HELD, "observed": msgspec.structs.replace(HELD["observed"], secrets={"origin": ("a login",)})},
            {**HELD, "observed": msgspec.structs.replace(HELD["observed"], secrets={})},
            "accepts, exit 0, origin is shown a login → accepts, exit 0, nobody is shown a credential",
        ),
        (
            {**HELD, "observed": msgspec.structs.replace(HELD["observed"], called_home=("home.example:443",))},
            HELD,
            "accepts, exit 0, home.example:443 is called home for → accepts, exit 0, nobody is called home for",
        ),
    ],
)  # fmt: skip
def test_a_turn_says_what_each_side_came_to(
    baseline: dict[str, object], candidate: dict[str, object], words: str
) -> None:
    (change,) = compare_records(pair(baseline, candidate))
    assert describe_turn(change) == words
    assert format_title(change) == "tunnelled.claim py3.10"
    assert words in format_changes((change,))


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ([(KNOWN, HELD)], "no longer shows in 1 cell: closed, as scenarios/defects/ says"),
        (
            [(KNOWN, FIXED)],
            "no longer shows in 1 cell: close its entry in scenarios/defects/ with the release that brings this",
        ),
        ([(KNOWN, HELD), (KNOWN, KNOWN)], "no longer shows in 1 cell, but still in 1"),
    ],
)
def test_an_improvement_says_what_it_means_for_the_catalogue(
    cells: list[tuple[dict[str, object], dict[str, object]]], words: str
) -> None:
    changes = compare_records([record for number, sides in enumerate(cells) for record in pair(*sides, f"a.s{number}")])
    assert describe_improvements(changes) == (f"context-lost (pypa/pip#13288): {words}",)
    assert f"known defects that are gone\n  {describe_improvements(changes)[0]}\n" in format_changes(changes)


def test_a_regression_to_a_known_defect_names_it() -> None:
    assert "as known: context-lost (pypa/pip#13288)" in format_changes(compare_records(pair(HELD, KNOWN)))


def test_what_keeps_from_a_conclusion_is_said() -> None:
    assert describe_trouble(compare_records(pair(HELD, HELD))) == ()
    assert describe_trouble(compare_records(pair(SKIPPED, SKIPPED))) == (
        "nothing was compared: no cell was run on both sides",
    )
    missing = describe_trouble(compare_records([*pair(HELD, HELD), pair(HELD, HELD, "a.b")[0]]))
    assert missing == ("1 cell ran on one side alone: the run ended early, or -k chose one side",)
