"""A run → its record."""

from __future__ import annotations

import shlex

from harness import landmarks
from harness.cell import Cell, Exit
from harness.model import Defect, Verdict
from harness.outcome import Outcome
from harness.pipeline import Run
from harness.plan import Planned
from harness.results import Expected, Observed, Record, RecordedClient


def record(run: Run) -> Record:
    """What a cell that was run leaves behind."""
    judged, seen = run.judged, run.observation
    if judged.outcome is None or seen is None:
        return _record(run.cell, judged.verdict, why=judged.why)
    return _record(
        run.cell,
        judged.verdict,
        why=judged.why,
        defect=judged.defect,
        observed=_observed(judged.outcome, seen.exit),
        seconds=round(seen.exit.seconds, 3),
        transcript=landmarks.seen(seen.events, seen.artefact_path),
    )


def _observed(outcome: Outcome, ended: Exit) -> Observed:
    return Observed(
        outcome=outcome.kind,
        leg=outcome.leg,
        reason=outcome.reason,
        phase=outcome.phase,
        exit=ended.code,
        through=outcome.through,
    )


def skipped(planned: Planned) -> Record:
    """What a cell that was not run leaves behind: the reason."""
    return _record(planned.cell, Verdict.SKIP, why=planned.skip)


def replay(cell: Cell) -> str:
    """The line that runs a cell again."""
    client = cell.client
    if client.source == "release":
        return f"nox -s lab -- run {cell.id}"
    where = f"--pip {shlex.quote(client.spec)} --python {client.interpreter.minor}"
    return f"nox -s lab -- run {cell.scenario_id} {where}"


def _record(
    cell: Cell,
    verdict: Verdict,
    *,
    why: str,
    defect: Defect | None = None,
    observed: Observed | None = None,
    seconds: float = 0.0,
    transcript: tuple[str, ...] = (),
) -> Record:
    scenario = cell.scenario
    return Record(
        cell=cell.id,
        scenario=cell.scenario_id,
        claim=scenario.claim,
        topology=scenario.topology.name,
        client=RecordedClient.of(cell.client),
        expected=Expected.of(scenario.expect, scenario.topology),
        observed=observed,
        verdict=verdict,
        defect=defect.slug if defect else None,
        issue=defect.issue if defect else None,
        why=why,
        seconds=seconds,
        replay=replay(cell),
        transcript=transcript,
        expected_transcript=landmarks.expected(scenario, scenario.expect) if transcript else (),
    )
