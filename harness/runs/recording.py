"""A run → its record."""

from __future__ import annotations

from harness.catalogue.plan import Planned
from harness.evidence import landmarks
from harness.evidence.credentials import find_received_credentials
from harness.evidence.outcome import Observation, Outcome
from harness.evidence.story import build_story, format_story_briefly
from harness.evidence.testimony import Testimony
from harness.model.cell import Cell
from harness.model.defect import Defect
from harness.model.passwords import mask_passwords
from harness.model.record import Expected, Observed, Record, RecordedClient
from harness.model.words import Verdict
from harness.runs.cell_runner import Run

#: How many lines of a client's output are kept.
_LINES = 3


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
        observed=_observed(judged.outcome, seen),
        seconds=round(seen.exit.seconds, 3),
        said=_said(seen.exit.output),
        witness=_story(judged.verdict, seen.testimony),
        transcript=landmarks.find_landmarks(seen.events, seen.artefact_path),
    )


def _said(output: str) -> tuple[str, ...]:
    """The last lines in which a client speaks of an error, its traceback's last line among them; no password is one."""
    lines = mask_passwords(output).splitlines()
    return tuple(line.strip() for line in lines if "error" in line.lower())[-_LINES:]


def _story(verdict: Verdict, testimony: Testimony | None) -> tuple[str, ...]:
    """The story of the context where it explains something: a cell as claimed needs none."""
    told = testimony is not None and verdict in (Verdict.FAIL, Verdict.KNOWN)
    return tuple(format_story_briefly(build_story(testimony))) if testimony is not None and told else ()


def _observed(outcome: Outcome, seen: Observation) -> Observed:
    return Observed(
        outcome=outcome.kind,
        leg=outcome.leg,
        reason=outcome.reason,
        phase=outcome.phase,
        exit=seen.exit.code,
        through=outcome.through,
        context=outcome.context,
        credentials=find_received_credentials(seen.events),
        cause=outcome.cause.name.lower() if outcome.cause else None,
        signal=seen.exit.signal,
    )


def skipped(planned: Planned) -> Record:
    """What a cell that was not run leaves behind: the reason."""
    return _record(planned.cell, Verdict.SKIP, why=planned.skip)


def replay(cell: Cell) -> str:
    """The line that runs a cell again."""
    client = cell.client
    if client.source == "release":
        return f"nox -s lab -- run {cell.id}"
    return f"nox -s lab -- run {cell.scenario_id} {client.spec} --python {client.interpreter.minor}"


def _record(
    cell: Cell,
    verdict: Verdict,
    *,
    why: str,
    defect: Defect | None = None,
    observed: Observed | None = None,
    seconds: float = 0.0,
    said: tuple[str, ...] = (),
    witness: tuple[str, ...] = (),
    transcript: tuple[str, ...] = (),
) -> Record:
    scenario = cell.scenario
    return Record(
        cell=cell.id,
        scenario=cell.scenario_id,
        claim=scenario.claim,
        because=scenario.because,
        topology=scenario.topology.name,
        client=RecordedClient.from_client(cell.client),
        expected=Expected.from_expectation(scenario.expect, scenario.topology),
        observed=observed,
        verdict=verdict,
        defect=defect.slug if defect else None,
        issue=defect.issue if defect else None,
        why=why,
        seconds=seconds,
        replay=replay(cell),
        said=said,
        witness=witness,
        transcript=transcript,
        expected_transcript=landmarks.expect_landmarks(scenario, scenario.expect) if transcript else (),
        side=cell.side,
    )
