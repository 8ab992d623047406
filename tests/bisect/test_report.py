from __future__ import annotations

from dataclasses import replace

from harness.bisect.report import (
    BisectedChange,
    BoundarySide,
    format_paragraph,
    format_progress,
    format_series,
    format_unchanged,
)
from harness.evidence.story import StepMark, StoryStep
from harness.model.words import Verdict
from scenarios.tunnelled import system_store_vouches_for_the_origin as founding
from tests.support.recorded import make

LAST = BoundarySide(
    name="pip 25.1.1",
    record=make(version="25.1.1", verdict=Verdict.FAIL),
    story=(StoryStep(StepMark.LOST, "proxy_manager_for hands on no ssl_context."),),
)
FIRST = BoundarySide(
    name="pip 25.2",
    record=make(version="25.2"),
    story=(StoryStep(StepMark.ARRIVES, "proxy_manager_for hands on ssl_context=A."),),
)
CHANGE = BisectedChange(
    scenario=founding,
    last=LAST,
    first=FIRST,
    facts=("pip 25.1.1 is of 2025-05-02, pip 25.2 is of 2025-07-30.",),
    check="nox -s bisect -- tunnelled.claim --old 25.1.1 --new 25.2",
    onwards=("To go on:", "nox -s bisect -- tunnelled.claim --repo ../pip --old 25.1.1 --new 25.2"),
)


def test_a_change_is_told_so_that_it_can_be_pasted() -> None:
    assert format_paragraph(CHANGE).splitlines() == [
        "Since pip 25.2: accepts.",
        "Up to pip 25.1.1: rejects the origin leg (unknown_ca).",
        "",
        "Scenario tunnelled.claim: The system store alone verifies the origin.",
        "Run on CPython 3.10.13 with OpenSSL 3.0.19.",
        "pip 25.1.1 is of 2025-05-02, pip 25.2 is of 2025-07-30.",
        "A known defect ends here: truststore-context-lost (pypa/pip#13288), pip >=24.2,<25.2:",
        "init_poolmanager gets the ssl_context, proxy_manager_for does not: only OpenSSL's defaults count",
        "there.",
        "",
        "The witness inside the client saw them differ here:",
        "",
        "    pip 25.1.1",
        "      LOST  proxy_manager_for hands on no ssl_context.",
        "    pip 25.2",
        "      ok    proxy_manager_for hands on ssl_context=A.",
        "",
        "To check it:",
        "",
        "    nox -s bisect -- tunnelled.claim --old 25.1.1 --new 25.2",
        "",
        "To go on:",
        "",
        "    nox -s bisect -- tunnelled.claim --repo ../pip --old 25.1.1 --new 25.2",
    ]


def test_what_is_unknown_between_the_sides_is_named_with_its_reason() -> None:
    lines = format_paragraph(
        replace(CHANGE, between=("pip 25.1.2 (it broke)", "pip 25.1.3 (so did this)"))
    ).splitlines()
    assert lines[2] == "Between them there is no answer from pip 25.1.2 (it broke); pip 25.1.3 (so did this)."


def test_a_defect_that_begins_is_told_to_begin() -> None:
    before = replace(LAST, record=make(version="24.1.2"))
    after = replace(FIRST, record=make(version="24.2", verdict=Verdict.FAIL))
    assert "A known defect begins here: truststore-context-lost" in format_paragraph(
        replace(CHANGE, last=before, first=after)
    )


def test_a_witness_that_saw_no_difference_is_told_to() -> None:
    same = replace(CHANGE, first=replace(FIRST, story=LAST.story))
    assert "The witness inside the client saw the same on both sides." in format_paragraph(same)
    silent = replace(CHANGE, first=replace(FIRST, story=()))
    assert "The witness inside the client says nothing about it." in format_paragraph(silent)


def test_a_story_that_ends_sooner_is_told_to() -> None:
    longer = replace(CHANGE, first=replace(FIRST, story=(*LAST.story, *FIRST.story)))
    assert "    pip 25.1.1\n      (nothing more)\n    pip 25.2\n      ok " in format_paragraph(longer)


def test_ends_that_are_alike_are_told_in_a_sentence() -> None:
    assert format_unchanged(LAST, LAST) == (
        "Nothing changes between pip 25.1.1 and pip 25.1.1. Either end: rejects the origin leg (unknown_ca)."
    )


def test_a_cell_that_ended_is_told_in_a_line() -> None:
    assert format_progress(LAST.record) == "pip25.1.1-py3.10: rejects the origin leg (unknown_ca)"
    unfit = make(version="20.3", verdict=Verdict.SKIP, why="it does not run")
    assert format_progress(unfit) == "pip20.3-py3.10: no answer, it does not run"


def test_runs_of_equal_outcomes_are_told_in_a_table() -> None:
    rows = [("pip 25.1", "pip 25.1.1", LAST.record), ("pip 25.2", "pip 25.2", FIRST.record)]
    assert format_series(rows).splitlines() == [
        "    pip 25.1 to pip 25.1.1  rejects the origin leg (unknown_ca)",
        "    pip 25.2                accepts",
    ]
