"""Make the record of a cell that was run or skipped."""

from __future__ import annotations

from harness.catalogue.plan import Planned
from harness.evidence import landmarks
from harness.evidence.credentials import find_received_credentials, find_received_secrets
from harness.evidence.endings import find_foreign_targets
from harness.evidence.losses import find_lost_places
from harness.evidence.observation import Observation
from harness.evidence.outcome import Outcome
from harness.evidence.story import build_story, format_story_briefly
from harness.evidence.testimony import Testimony
from harness.model.cell import Cell
from harness.model.command_line import format_command
from harness.model.defect import Defect
from harness.model.passwords import mask_passwords
from harness.model.record import Expected, Observed, Record, RecordedClient
from harness.model.recorded_path import record_path
from harness.model.scenario import Scenario
from harness.model.words import Verdict
from harness.runs.cell_runner import CellRun

#: The number of lines kept of a client's output.
_LINES = 3


def record_run(run: CellRun) -> Record:
    """Return the record of a cell that was run."""
    judged, seen = run.judged, run.observation
    if judged.outcome is None or seen is None:
        return _make_record(run.cell, judged.verdict, why=judged.why)
    return _make_record(
        run.cell,
        judged.verdict,
        why=judged.why,
        defect=judged.defect,
        observed=_record_outcome(run.cell.scenario, judged.outcome, seen),
        seconds=round(seen.exit.seconds, 3),
        said=_find_error_lines(run.cell.scenario, seen.exit.output),
        witness=_format_story(judged.verdict, seen.testimony),
        transcript=landmarks.find_landmarks(seen.events, seen.artefact_path),
    )


def _find_error_lines(scenario: Scenario, output: str) -> tuple[str, ...]:
    """Return the last lines in which a client speaks of an error, its traceback's last among them; no passwords."""
    lines = mask_passwords(output, scenario.secrets).splitlines()
    return tuple(line.strip() for line in lines if "error" in line.lower())[-_LINES:]


def _format_story(verdict: Verdict, testimony: Testimony | None) -> tuple[str, ...]:
    """Return the story of the context, but only for a cell whose claim did not hold."""
    explains = testimony is not None and verdict in (Verdict.FAIL, Verdict.KNOWN)
    return tuple(format_story_briefly(build_story(testimony))) if testimony is not None and explains else ()


def _record_outcome(scenario: Scenario, outcome: Outcome, seen: Observation) -> Observed:
    return Observed(
        outcome=outcome.kind,
        leg=outcome.leg,
        reason=outcome.reason,
        phase=outcome.phase,
        exit=seen.exit.code,
        through=outcome.through,
        context=outcome.context,
        credentials=find_received_credentials(seen.events),
        secrets=find_received_secrets(scenario, seen.events),
        cause=outcome.cause.name.lower() if outcome.cause else None,
        signal=seen.exit.signal,
        node=outcome.node,
        called_home=find_foreign_targets(seen.events),
        lost_at=find_lost_places(seen.testimony) if seen.testimony else (),
    )


def record_skip(planned: Planned) -> Record:
    """Return the record of a cell that was not run, with the reason."""
    return _make_record(planned.cell, Verdict.SKIP, why=planned.skip)


def make_replay_command(cell: Cell) -> str:
    """Return the command that runs a cell again."""
    client = cell.client
    if client.source == "release":
        return format_command("run", cell.id)
    return format_command("run", cell.scenario_id, client.spec, "--python", client.interpreter.minor)


def _make_record(
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
        replay=make_replay_command(cell),
        said=said,
        witness=witness,
        transcript=transcript,
        expected_transcript=landmarks.expect_landmarks(scenario, scenario.expect) if transcript else (),
        side=cell.side,
        path=record_path(scenario),
    )
