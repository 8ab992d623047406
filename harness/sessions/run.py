"""Run the sessions of a client, with a placement of authorities, on a street and in one process.

One rule: sessions get their stores, a host of their own and an environment from nothing by the same code as cells.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

from harness.clients.invocation import make_invocation
from harness.lab.arrival import WantedFile
from harness.lab.lab import RaisedLab
from harness.lab.workshop import Workshop
from harness.model.cell import Cell, Machine
from harness.model.client import Client
from harness.model.conditions import Channel, ClientCertificate
from harness.model.errors import LabBroken
from harness.model.expectation import Accepts
from harness.model.passwords import OF_INDEX
from harness.model.scenario import Scenario
from harness.model.topology import HTTPS_ORIGIN, Topology
from harness.model.transcript import EventKind, format_transcript
from harness.model.trust import Trust
from harness.runs.confined import Confined
from harness.runs.pipeline import equip_client
from harness.runs.process import run_client
from harness.runs.removal import remove_folder
from harness.runs.trouble import format_error
from harness.sessions.outcomes import StepOutcome, read_outcomes
from harness.sessions.street import Street, raise_street
from harness.sessions.words import Session, Step

#: The script that runs sessions in the client's Python.
_CLIENT = str(Path(__file__).parents[1] / "clients" / "inside" / "adapters" / "session_client.py")
_LOGIN = f"{OF_INDEX.login}@"
_PLAINLY = Topology(name="street", path=(HTTPS_ORIGIN,))
_Job = tuple[Trust, tuple[Session, ...]]


@dataclass(frozen=True, kw_only=True)
class SessionsRun:
    """Sessions that were run: the outcomes of each one's steps, what the nodes saw, and what the client printed."""

    outcomes: tuple[tuple[StepOutcome, ...], ...]
    transcript: tuple[str, ...]
    output: str


class SessionRunner:
    """Runs sessions of one client: each list of them once, in a process and on a street of its own."""

    def __init__(self, client: Client, workshop: Workshop, machine: Machine) -> None:
        self.client, self._workshop, self._machine = client, workshop, machine
        self.run_sessions = cache(self._run_sessions)

    def _run_sessions(self, trust: Trust, *sessions: Session) -> SessionsRun:
        """Run sessions one after the other with this placement. Raises ``LabBroken`` if anything breaks."""
        try:
            return self._run_in_folder(trust, sessions)
        except Exception as error:  # whatever breaks, nothing is known about these sessions
            raise LabBroken(format_error(error)) from error

    def _run_in_folder(self, trust: Trust, sessions: Sequence[Session]) -> SessionsRun:
        folder = self._workshop.make_cell_folder()
        try:
            with raise_street(self._workshop) as street:
                return self._run_on_street(street, trust, sessions, folder)
        finally:
            remove_folder(folder)

    def _run_on_street(self, street: Street, trust: Trust, sessions: Sequence[Session], folder: Path) -> SessionsRun:
        cell = Cell(scenario_id="street", scenario=_make_placement_scenario(trust), client=self.client)
        lab = _make_lab(street, self._workshop.find_wanted_file(cell.scenario.action))
        equipment = equip_client(cell, lab, self._workshop, self._machine, folder)
        job = folder / "job.json"
        written = {
            "client": self.client.name,
            "prefix": "pip._vendor." if self.client.source == "vendored" else "",
            "bell": ["127.0.0.1", street.bell.port],
            "sessions": [
                _SessionJob(each, street, folder, self._workshop, number).make_job()
                for number, each in enumerate(sessions)
            ],
        }
        invocation = replace(
            make_invocation(cell, equipment, (_CLIENT, str(job))), files={str(job): json.dumps(written)}
        )
        ended = run_client(invocation)
        events = street.await_events()
        broke = [str(event) for event in events if event.kind is EventKind.BROKE]
        if broke or ended.code != 0 or len(ended.output.splitlines()) != sum(len(each.steps) for each in sessions):
            raise LabBroken(f"the sessions of {self.client.short} ended with {ended.code}: {broke or ended.output}")
        found = tuple(read_outcomes(number, each.steps, events) for number, each in enumerate(sessions))
        return SessionsRun(outcomes=found, transcript=format_transcript(events, counted=False), output=ended.output)


class ConfinedSessionRunner(SessionRunner):
    """A runner in a process of its own, whose only network is loopback where the machine allows it."""

    def __init__(self, client: Client, folder: Path, machine: Machine) -> None:
        self.client = client
        self._confined = Confined[_Job, SessionsRun](folder, partial(_make_session_worker, client, machine))
        self.run_sessions = cache(self._run_sessions)

    def _run_sessions(self, trust: Trust, *sessions: Session) -> SessionsRun:
        """Run sessions with this placement. Raises ``LabBroken``, also if the process ends."""
        return self._confined.do_job((trust, sessions))

    def close(self) -> None:
        """End the process."""
        self._confined.close()


def _make_session_worker(client: Client, machine: Machine, folder: Path) -> Callable[[_Job], SessionsRun]:
    runner = SessionRunner(client, Workshop(folder), machine)
    return lambda job: runner.run_sessions(job[0], *job[1])


@dataclass(frozen=True)
class _SessionJob:
    """One session as a job for the client: its places as addresses, its authorities as files."""

    session: Session
    street: Street
    folder: Path
    workshop: Workshop
    number: int

    def make_job(self) -> dict[str, Any]:
        """Return the job in plain values, as the client reads it."""
        session = self.session
        flagged = session.proxy_set_by is Channel.FLAG
        return {
            "cache": str(self.folder / f"cache{self.number}") if session.cache.value.on else None,
            "cert": str(self.workshop.stores.write_bundle(session.bundle)) if session.bundle else None,
            "client_cert": self._write_certificate() if session.shows else None,
            "proxy": self._make_proxy_url(session.steps[0]) if flagged else None,
            "steps": [self._make_step(number, step) for number, step in enumerate(session.steps)],
        }

    def _make_step(self, number: int, step: Step) -> dict[str, Any]:
        request: dict[str, Any] = {}
        if step.verify is not True:
            request["verify"] = step.verify and str(self.workshop.stores.write_bundle(step.verify))
        if step.shows:
            request["cert"] = self._write_certificate()
        if not step.keeps:
            request["headers"] = {"Connection": "close"}
        proxy, by_environment = self._make_proxy_url(step), self.session.proxy_set_by is Channel.ENVIRONMENT
        if proxy and self.session.proxy_set_by is None:
            request["proxies"] = {"http": proxy, "https": proxy}
        return {
            "url": self._make_url(number, step),
            "request": request,
            "environment": proxy if by_environment else None,
        }

    def _make_url(self, number: int, step: Step) -> str:
        path = f"/{self.number}/{number}"
        if step.onwards:
            path = self.street.make_onward_path(self.street.make_url(step.onwards, path))
        return self.street.make_url(step.to, path, _LOGIN if step.login else "")

    def _make_proxy_url(self, step: Step) -> str | None:
        return self.street.make_url(step.by, login=_LOGIN if step.proxy_login else "") if step.by else None

    def _write_certificate(self) -> str:
        return str(self.workshop.pki.write_client_certificate(self.folder))


def _make_placement_scenario(trust: Trust) -> Scenario:
    """Return a scenario that says no more than where authorities lie."""
    return Scenario(
        claim="Sessions are held.",
        topology=_PLAINLY,
        trust=trust,
        client_certificate=ClientCertificate.NOT_ASKED,
        expect=Accepts(),
        because="A property says what must come of them.",
    )


def _make_lab(street: Street, wanted: WantedFile) -> RaisedLab:
    """Return the street as the lab of a scenario."""
    return RaisedLab(
        index_url="",
        artefact_url="",
        artefact_path="",
        wanted=wanted,
        proxy_url=None,
        nodes=(*street.nodes.values(), street.bell),
        transcript=street.transcript,
    )
