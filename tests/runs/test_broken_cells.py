from __future__ import annotations

import re

import pytest

from harness.lab.host import inspect_machine
from harness.lab.workshop import Workshop
from harness.model.cell import Exit
from harness.model.words import Verdict
from harness.runs import pipeline as pipeline_module
from harness.runs.pipeline import Pipeline
from tests.support.real_cells import BUNDLE, Pip, cell


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
