"""Check a user's own adapter: which settings of a direct connection each leg keeps.

One rule: a direct connection shows what an adapter is meant to do, and every other leg is compared with that; by the
wire where the wire shows it, otherwise by the witness.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from harness.clients.equipment import Equipment
from harness.evidence.observation import Observation
from harness.lab.workshop import Workshop
from harness.model.cell import Cell
from harness.model.client import Client
from harness.model.conditions import Beside, ClientCertificate
from harness.model.errors import LabBroken, UsageError
from harness.model.expectation import Accepts
from harness.model.foreign import read_json
from harness.model.scenario import Scenario
from harness.model.topology import Topology
from harness.model.transcript import EventKind
from harness.model.trust import Authority, Trust
from harness.model.words import Leg, Whose
from harness.runs.cell_runner import CellRunner
from harness.runs.pipeline import VARIANT_CLIENT

EVERYBODY = frozenset(Authority) - {Authority.STRANGER}
ASPECTS = ("context", "client certificate", "minimum TLS version", "pinning")
#: The value of an aspect that the adapter does not have.
NOTHING = "-"
#: The value of each aspect of a leg at which an adapter did not arrive.
NEVER_REACHED = "never reached"
#: Seconds that a probe may take; it connects to nothing.
_PATIENCE = 60.0


@dataclass(frozen=True)
class LegAspects:
    """A leg of a topology, and the value of each aspect seen on it."""

    topology: str
    leg: Leg
    aspects: dict[str, str]

    @property
    def name(self) -> str:
        """The leg in words: ``tunnelled over TLS: proxy leg``."""
        return f"{self.topology}: {self.leg.value} leg"


def probe_adapter(client: Client, workshop: Workshop) -> dict[str, dict[str, str]]:
    """Return the TLS settings that each manager of an adapter holds, by name. Raises ``UsageError``."""
    folder = workshop.make_cell_folder()
    world = Equipment(
        folder=str(folder),
        index_url="",
        artefact_url="",
        tree=client.tree,
        client_certificate=str(workshop.pki.write_client_certificate(folder)),
        fingerprint=workshop.pki.get_fingerprint(Authority.PUBLIC),
    )
    done = subprocess.run(
        [client.interpreter.executable, VARIANT_CLIENT, *map(world.fill_placeholders, client.adapter), "--probe"],
        env={"PYTHONPATH": client.tree, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONNOUSERSITE": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )
    if done.returncode:
        raise UsageError(f"the adapter cannot be made: {(done.stderr or done.stdout).strip().splitlines()[-1]}")
    held: dict[str, dict[str, str]] = read_json(done.stdout.splitlines()[-1].encode())
    return held


def check_legs(
    client: Client, topologies: Iterable[Topology], pipeline: CellRunner, progress: Callable[[str], None]
) -> list[LegAspects]:
    """Return the aspects of each leg of each topology, the direct one first. Raises ``LabBroken``."""
    found: list[LegAspects] = []
    for topology in sorted(topologies, key=lambda each: len(each.through) + len(each.legs)):
        if not topology.legs or topology.origin.scheme == "http":
            continue  # an adapter for https:// is not asked for an http:// origin
        progress(f"{topology.name} …")
        seen = _observe_cell(client, _ask_for_everything(topology), pipeline)
        pinned = _check_pinning(client, topology, pipeline)
        for leg in sorted(topology.legs, key=lambda each: each is Leg.ORIGIN):
            found.append(
                LegAspects(topology.name, leg, dict(_read_aspects(topology, leg, seen)) | {"pinning": pinned[leg]})
            )
    return found


def find_losses(found: Iterable[LegAspects]) -> Iterator[tuple[LegAspects, str]]:
    """Yield each leg and aspect that differs from a direct connection's.

    A proxy is another party: that a client certificate is not shown to it is no loss.
    """
    direct, *others = found
    for kept in others:
        for aspect in ASPECTS:
            has, means = kept.aspects[aspect], direct.aspects[aspect]
            for_another = kept.leg is Leg.PROXY and aspect == "client certificate"
            if NOTHING not in (has, means) and has != means and not for_another:
                yield kept, aspect


def _ask_for_everything(topology: Topology) -> Scenario:
    """Return a scenario in which every store vouches for everybody, and every node asks for a client certificate."""
    return Scenario(
        claim="An adapter is itself on every leg.",
        topology=topology,
        beside=Beside.PYSOCKS if topology.speaks_socks else Beside.NOTHING,
        trust=Trust(system=EVERYBODY, shipped=EVERYBODY, ssl_cert_file=EVERYBODY),
        client_certificate=ClientCertificate.ASKED_AND_SHOWN,
        proxy_client_certificate=ClientCertificate.ASKED_AND_SHOWN,
        expect=Accepts(),
        because="What a direct connection does, a proxied one should.",
    )


def _observe_cell(client: Client, scenario: Scenario, pipeline: CellRunner) -> Observation:
    run = pipeline.run_cell(
        Cell(scenario_id=f"check_adapter.{scenario.topology.name}", scenario=scenario, client=client)
    )
    if run.observation is None:
        raise LabBroken(run.judged.why)
    return run.observation


def _read_aspects(topology: Topology, leg: Leg, seen: Observation) -> Iterator[tuple[str, str]]:
    decisions = [each for each in seen.testimony.decisions if each.leg is leg] if seen.testimony else []
    if not decisions:
        yield from dict.fromkeys(ASPECTS, NEVER_REACHED).items()
        return
    whose = {each.whose for each in decisions}
    yield "context", "LOST" if Whose.LOST in whose else "kept" if Whose.SESSIONS in whose else NOTHING
    node = topology.find_answering_node(leg)
    shown = any(event.kind is EventKind.CLIENT_CERTIFICATE and event.node == node for event in seen.events)
    yield "client certificate", "shown" if shown else "not shown"
    yield "minimum TLS version", " or ".join(sorted({each.handshake.minimum or NOTHING for each in decisions}))


def _check_pinning(client: Client, topology: Topology, pipeline: CellRunner) -> dict[Leg, str]:
    """Return whether the origin's leg is refused with a wrong pin, if the adapter was given the right one."""
    wrong = tuple(word.replace("{fingerprint}", "{wrong_fingerprint}") for word in client.adapter)
    pins = dict.fromkeys(topology.legs, NOTHING)
    if wrong != client.adapter:
        seen = _observe_cell(replace(client, adapter=wrong), _ask_for_everything(topology), pipeline)
        pins[Leg.ORIGIN] = "LOST" if seen.exit.code == 0 else "held"
    return pins


def name_adapter(adapter: str, file: Path | None, kwargs: str, context: str | None) -> tuple[str, ...]:
    """Return the arguments that name an adapter to the lab's client. Raises ``UsageError`` for a wrong name."""
    module, _, name = adapter.rpartition(":")
    if not name.isidentifier() or not (file or module):
        raise UsageError(
            f"{adapter!r} does not name an adapter: expected module:Class, such as requests.adapters:HTTPAdapter"
        )
    try:
        if not isinstance(json.loads(kwargs), dict):
            raise UsageError(
                f'--kwargs {kwargs!r} is not a JSON object: expected one such as \'{{"fingerprint": "…"}}\''
            )
    except ValueError as error:
        raise UsageError(f"--kwargs {kwargs!r} is not JSON: {error}") from None
    by_file = ("--adapter-file", str(file.resolve())) if file else ()
    by_context = ("--context", context) if context else ()
    return ("--adapter", f"{module or (file.stem if file else '')}:{name}", *by_file, "--kwargs", kwargs, *by_context)
