from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from harness.catalogue.find import load_scenarios
from harness.evidence.judge import Judged
from harness.lab.host import inspect_machine
from harness.lab.workshop import Workshop
from harness.model.cell import Cell, Exit
from harness.model.client import Client
from harness.model.words import Verdict
from harness.runs import pipeline as pipeline_module
from harness.runs.pipeline import Pipeline

Pip = Callable[[str], Client]
FOUNDING = "tunnelled.system_store_vouches_for_the_origin"
BOTH_LEGS = "tunnelled_over_tls.system_store_vouches_for_both_legs"
BUNDLE = "tunnelled.cert_flag_vouches_for_the_origin"


def cell(scenario_id: str, client: Client) -> Cell:
    return Cell(scenario_id=scenario_id, scenario=load_scenarios()[scenario_id], client=client)


def told(judged: Judged) -> tuple[object, ...]:
    """A verdict and what it stands on, without its words."""
    return judged.verdict, judged.defect, judged.outcome


@pytest.mark.parametrize(
    ("breaks", "error", "words"),
    [
        (
            "harness.runs.pipeline.equip_client",
            OSError(28, "No space left on device", "/tmp/x"),
            "No space left on device: /tmp/x",
        ),
        (
            "harness.runs.pipeline.raise_lab",
            RuntimeError("can't start new thread"),
            "RuntimeError: can't start new thread",
        ),
        ("harness.runs.pipeline.make_invocation", ValueError("embedded null byte"), "ValueError: embedded null byte"),
        ("harness.runs.pipeline.read_testimony", KeyError("A"), "KeyError: 'A'"),
        ("harness.runs.cell_runner.judge_cell", AssertionError(), "AssertionError"),
        ("harness.lab.sanity.try_topology", MemoryError(), "MemoryError"),
    ],
)
def test_whatever_breaks_a_cell_is_said_of_it_and_no_verdict(
    monkeypatch: pytest.MonkeyPatch, pip: Pip, workshop: Workshop, breaks: str, error: Exception, words: str
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(breaks, broken)
    run = Pipeline(workshop, inspect_machine()).run_cell(cell(BUNDLE, pip("26.3")))
    assert run.judged.verdict is Verdict.INVALID
    assert re.fullmatch(rf"{re.escape(words)} \(harness/[\w/]+\.py:\d+, in [\w<>]+\)", run.judged.why), run.judged.why


@pytest.mark.parametrize("ending", [KeyboardInterrupt, SystemExit])
def test_a_run_that_is_told_to_end_is_no_broken_cell(
    monkeypatch: pytest.MonkeyPatch, pip: Pip, workshop: Workshop, ending: type[BaseException]
) -> None:
    def told(*_: object, **__: object) -> None:
        raise ending

    monkeypatch.setattr("harness.runs.pipeline.equip_client", told)
    with pytest.raises(ending):
        Pipeline(workshop, inspect_machine()).run_cell(cell(BUNDLE, pip("26.3")))


def test_a_client_that_has_no_room_is_no_verdict(monkeypatch: pytest.MonkeyPatch, pip: Pip, workshop: Workshop) -> None:
    said = "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device\n"
    monkeypatch.setattr(pipeline_module, "run_client", lambda _: Exit(code=1, output=said, seconds=0.1))
    run = Pipeline(workshop, inspect_machine()).run_cell(cell(BUNDLE, pip("26.3")))
    assert run.judged.verdict is Verdict.INVALID
    assert run.judged.why.startswith("the client had no room on the disk of ")
