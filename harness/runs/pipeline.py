"""The life of a cell as one short list of steps.

Cell → lab → world → invocation → exit → observation → judged → record
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from functools import cache
from pathlib import Path

from harness.clients.equipment import Equipment
from harness.clients.invocation import Invocation, make_invocation
from harness.clients.registry import KINDS
from harness.evidence.outcome import Observation
from harness.evidence.testimony import Testimony, read_testimony
from harness.lab import sanity
from harness.lab.arrival import find_arrival
from harness.lab.lab import KEYRING, RaisedLab, raise_lab
from harness.lab.workshop import Workshop
from harness.model.cell import Cell, Machine
from harness.model.errors import LabBroken
from harness.model.passwords import make_printed_events
from harness.model.topology import Topology
from harness.model.trust import Trust
from harness.model.words import Leg
from harness.runs import process as pip_release
from harness.runs.cell_runner import CellRunner
from harness.runs.removal import remove

#: What runs in the client's own Python.
_INSIDE = Path(__file__).parents[1] / "clients" / "inside"
#: What an adapter variant runs.
VARIANT_CLIENT = str(_INSIDE / "adapters" / "variant_client.py")
#: What makes a client testify when it is on its path.
WITNESS = str(_INSIDE / "witness")
#: What a client says where its disk is full, which is no word of whom it trusts.
_NO_ROOM = os.strerror(errno.ENOSPC)


class Pipeline(CellRunner):
    """Runs cells in a worker's workshop, with the witness in the client unless it is given None."""

    def __init__(self, workshop: Workshop, machine: Machine, witness: str | None = WITNESS) -> None:
        self.workshop, self.machine, self.witness = workshop, machine, witness
        self._trouble = cache(lambda topology: sanity.try_topology(topology, workshop))

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
    def ready(self, cell: Cell) -> Iterator[tuple[RaisedLab, Invocation]]:
        """A raised lab and the command to run against it; both end with the block."""
        folder = self.workshop.make_cell_folder()
        try:
            with raise_lab(cell.scenario, self.workshop) as lab:
                equipment = equip(cell, lab, self.workshop, self.machine, folder)
                equipment = replace(equipment, witness=self.witness)
                yield lab, make_invocation(cell, equipment, KINDS[cell.client.kind].make_arguments(cell, equipment))
        finally:
            remove(folder)


def equip(cell: Cell, lab: RaisedLab, workshop: Workshop, machine: Machine, folder: Path) -> Equipment:
    """The stores of a scenario as files, and the mounts that make them the machine's."""
    trust, stores = cell.scenario.trust, workshop.stores.with_roots(cell.scenario.roots)
    paths = {
        name: str(stores.write_hashed_folder(value) if name == "ssl_cert_dir" else stores.write_bundle(value))
        for name, value in ((channel.name, getattr(trust, channel.name)) for channel in fields(Trust))
        if value is not None and name not in ("system", "shipped")
    }
    asked = (cell.scenario.client_certificate, cell.scenario.proxy_client_certificate)
    host, place = cell.scenario.host, cell.scenario.store_place
    mounts = None if machine.no_namespaces else stores.lay_out_host(host, trust.system, cell.client.interpreter, place)
    return Equipment(
        folder=str(folder),
        index_url=lab.index_url,
        artefact_url=lab.artefact_url,
        proxy_url=lab.proxy_url,
        tree=str(stores.copy_tree(Path(cell.client.tree), cell.client.bundles, trust.shipped)),
        client_certificate=(
            str(workshop.pki.write_client_certificate(folder)) if any(each.value.asked for each in asked) else ""
        ),
        fingerprint=_fingerprint(cell.scenario.topology, workshop),
        stores=paths,
        mounts=mounts,
        variant_client=VARIANT_CLIENT,
        keyring=KEYRING,
        sdist=str(workshop.sdist),
    )


def _fingerprint(topology: Topology, workshop: Workshop) -> str:
    """The SHA-256 of the good certificate on the origin leg, empty if there is no such leg."""
    return workshop.pki.get_fingerprint(topology.find_signer(Leg.ORIGIN)) if Leg.ORIGIN in topology.legs else ""


def observe(invocation: Invocation, lab: RaisedLab) -> Observation:
    """Run the client to its end, then read what the nodes saw of it and what the witness heard."""
    ended = pip_release.run(invocation)
    full = f"the client had no room on the disk of {invocation.folder}: {_NO_ROOM}"
    return Observation(
        exit=ended,
        events=(*lab.await_events(), *make_printed_events(ended.printed)),
        artefact_path=lab.artefact_path,
        arrival=find_arrival(lab.wanted, Path(invocation.folder) / "out"),
        testimony=_heard(ended.testimony, lab),
        trouble=full if ended.code and _NO_ROOM in ended.output else "",
    )


def _heard(said: bytes | None, lab: RaisedLab) -> Testimony | None:
    """What the witness said, None if there was none. One that said nothing had nothing to tell of."""
    return None if said is None else read_testimony(said, proxy_url=lab.proxy_url)
