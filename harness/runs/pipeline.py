"""The life of a cell as one short list of steps.

Cell → lab → world → invocation → exit → observation → judged → record
"""

from __future__ import annotations

import errno
import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields, replace
from functools import cache, partial
from pathlib import Path

from harness.clients.invocation import Invocation, World, invoke
from harness.evidence.judge import Judged, judge_cell
from harness.evidence.outcome import Observation
from harness.evidence.testimony import Testimony, read_testimony
from harness.lab import sanity
from harness.lab.arrival import look_for
from harness.lab.lab import KEYRING, NETRC, Lab, raised
from harness.lab.namespaces import machine
from harness.lab.workshop import Workshop
from harness.model.cell import Cell, Machine
from harness.model.conditions import ClientCertificate
from harness.model.errors import LabBroken
from harness.model.passwords import printed
from harness.model.topology import Topology
from harness.model.trust import Trust
from harness.model.words import Leg, Verdict
from harness.runs import process as pip_release
from harness.runs.confined import Confined
from harness.runs.removal import remove
from harness.runs.scratch import scratch_folder
from harness.runs.trouble import in_one_line

#: What runs in the client's own Python.
_INSIDE = Path(__file__).parents[1] / "clients" / "inside"
#: What an adapter variant runs.
VARIANT_CLIENT = str(_INSIDE / "adapters" / "variant_client.py")
#: What makes a client testify when it is on its path.
WITNESS = str(_INSIDE / "witness")
#: What a client says where its disk is full, which is no word of whom it trusts.
_NO_ROOM = os.strerror(errno.ENOSPC)


@dataclass(frozen=True, kw_only=True)
class Run:
    """A cell that was run: what was run, what was seen, and what it is worth."""

    cell: Cell
    judged: Judged
    invocation: Invocation | None = None
    observation: Observation | None = None


def broken(cell: Cell, error: Exception) -> Run:
    """A cell of which nothing is known, for something broke; what, and where, is said in one line."""
    return Run(cell=cell, judged=Judged(verdict=Verdict.INVALID, why=in_one_line(error)))


class CellRunner(ABC):
    """Runs cells one after another."""

    @abstractmethod
    def see(self, cell: Cell) -> tuple[Invocation, Observation]:
        """What was run for a cell and what was seen of it. Raises ``LabBroken`` if the lab breaks on the way."""

    def run(self, cell: Cell, *, known: bool = True) -> Run:
        """One cell from its lab to its verdict; INVALID if anything breaks on the way."""
        try:
            invocation, observation = self.see(cell)
            judged = judge_cell(cell, observation, known=known)
        except Exception as error:  # whatever breaks, of this cell nothing is known
            return broken(cell, error)
        return Run(cell=cell, judged=judged, invocation=invocation, observation=observation)


class Pipeline(CellRunner):
    """Runs cells in a worker's workshop, with the witness in the client unless it is given None."""

    def __init__(self, workshop: Workshop, machine: Machine, witness: str | None = WITNESS) -> None:
        self.workshop, self.machine, self.witness = workshop, machine, witness
        self._trouble = cache(lambda topology: sanity.trouble(topology, workshop))

    def see(self, cell: Cell) -> tuple[Invocation, Observation]:
        """What was run for a cell and what was seen of it. Raises ``LabBroken`` if the lab breaks on the way."""
        self.check(cell.scenario.topology)
        with self.ready(cell) as (lab, invocation):
            return invocation, observe(invocation, lab)

    def check(self, topology: Topology) -> None:
        """The sanity client, once a topology. Raises ``LabBroken`` if it fails."""
        if trouble := self._trouble(topology):
            raise LabBroken(trouble)

    @contextmanager
    def ready(self, cell: Cell) -> Iterator[tuple[Lab, Invocation]]:
        """A raised lab and the command to run against it; both end with the block."""
        folder = self.workshop.cell_folder()
        try:
            with raised(cell.scenario, self.workshop) as lab:
                world = equip(cell, lab, self.workshop, self.machine, folder)
                yield lab, invoke(cell, replace(world, witness=self.witness))
        finally:
            remove(folder)


class ConfinedPipeline(CellRunner):
    """A pipeline in a process of its own, whose only network is loopback where the machine allows it."""

    def __init__(self, folder: Path, machine: Machine) -> None:
        self._confined = Confined[Cell, tuple[Invocation, Observation]](folder, partial(_seeing, machine))

    def see(self, cell: Cell) -> tuple[Invocation, Observation]:
        """What was run for a cell and what was seen of it. Raises ``LabBroken``, also if the process ends."""
        return self._confined.ask(cell)

    def close(self) -> None:
        """End the process."""
        self._confined.close()


def _seeing(machine: Machine, folder: Path) -> Callable[[Cell], tuple[Invocation, Observation]]:
    return Pipeline(Workshop(folder), machine).see


def equip(cell: Cell, lab: Lab, workshop: Workshop, machine: Machine, folder: Path) -> World:
    """The stores of a scenario as files, and the mounts that make them the machine's."""
    trust, stores = cell.scenario.trust, workshop.stores.of(cell.scenario.roots)
    paths = {
        name: str(stores.hashed_folder(value) if name == "ssl_cert_dir" else stores.bundle(value))
        for name, value in ((channel.name, getattr(trust, channel.name)) for channel in fields(Trust))
        if value is not None and name not in ("system", "shipped")
    }
    asked = {cell.scenario.client_certificate, cell.scenario.proxy_client_certificate}
    unasked = asked == {ClientCertificate.NOT_ASKED}
    host, place = cell.scenario.host, cell.scenario.store_place
    mounts = None if machine.no_namespaces else stores.host(host, trust.system, cell.client.interpreter, place)
    return World(
        folder=str(folder),
        index_url=lab.index_url,
        artefact_url=lab.artefact_url,
        proxy_url=lab.proxy_url,
        tree=str(stores.shipped(Path(cell.client.tree), cell.client.bundles, trust.shipped)),
        client_certificate="" if unasked else str(workshop.pki.write_client_certificate(folder)),
        fingerprint=workshop.pki.fingerprint(cell.scenario.topology.signer(Leg.ORIGIN)),
        stores=paths,
        mounts=mounts,
        variant_client=VARIANT_CLIENT,
        netrc=NETRC.get(cell.scenario.login, ""),
        keyring=KEYRING,
        sdist=str(workshop.sdist),
    )


def observe(invocation: Invocation, lab: Lab) -> Observation:
    """Run the client to its end, then read what the nodes saw of it and what the witness heard."""
    ended = pip_release.run(invocation)
    full = f"the client had no room on the disk of {invocation.folder}: {_NO_ROOM}"
    return Observation(
        exit=ended,
        events=(*lab.settled(), *printed(ended.printed)),
        artefact_path=lab.artefact_path,
        arrival=look_for(lab.wanted, Path(invocation.folder) / "out"),
        testimony=_heard(ended.testimony, lab),
        trouble=full if ended.code and _NO_ROOM in ended.output else "",
    )


def _heard(said: bytes | None, lab: Lab) -> Testimony | None:
    """What the witness said, None if there was none. One that said nothing had nothing to tell of."""
    return None if said is None else read_testimony(said, proxy_url=lab.proxy_url)


@contextmanager
def fresh_pipeline() -> Iterator[CellRunner]:
    """A pipeline in a process and a folder of its own, for as long as a command needs it."""
    with scratch_folder() as folder, closing(ConfinedPipeline(folder, machine())) as pipeline:
        yield pipeline
