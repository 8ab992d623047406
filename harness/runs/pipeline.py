"""The life of a cell as one short list of steps.

Cell → lab → equipment → invocation → exit → observation → judged → record
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
from harness.evidence.observation import Observation
from harness.evidence.testimony import Testimony, read_testimony
from harness.lab import sanity
from harness.lab.arrival import find_arrival
from harness.lab.lab import RaisedLab, raise_lab
from harness.lab.names import list_name_mounts
from harness.lab.workshop import Workshop
from harness.lab.zip_application import write_zip_application
from harness.model.cell import Cell, Machine
from harness.model.conditions import Action
from harness.model.errors import LabBroken
from harness.model.passwords import make_printed_events, split_login
from harness.model.scenario import Scenario
from harness.model.topology import Topology
from harness.model.trust import Trust
from harness.model.words import Leg
from harness.provision.beside import locate_beside
from harness.runs.cell_runner import CellRunner
from harness.runs.process import run_client
from harness.runs.removal import remove_folder

#: The code that runs in the client's own Python.
_INSIDE = Path(__file__).parents[1] / "clients" / "inside"
#: The script that an adapter variant runs.
VARIANT_CLIENT = str(_INSIDE / "adapters" / "variant_client.py")
#: The folder that makes a client testify when it is on Python's path.
WITNESS = str(_INSIDE / "witness")
#: The message of a client whose disk is full, which says nothing about trust.
_NO_ROOM = os.strerror(errno.ENOSPC)


class Pipeline(CellRunner):
    """Runs cells in a worker's workshop, with the witness in the client unless it is given None."""

    def __init__(self, workshop: Workshop, machine: Machine, witness: str | None = WITNESS) -> None:
        self.workshop, self.machine, self.witness = workshop, machine, witness
        self._trouble = cache(lambda topology: sanity.try_topology(topology, workshop))

    def observe_cell(self, cell: Cell) -> tuple[Invocation, Observation]:
        """Return the invocation of a cell and what was observed. Raises ``LabBroken`` if the lab breaks on the way."""
        self.check_topology(cell.scenario.topology)
        with self.raise_cell(cell) as (lab, invocation):
            return invocation, observe_client(invocation, lab)

    def check_topology(self, topology: Topology) -> None:
        """Run the sanity client, once per topology. Raises ``LabBroken`` if it fails."""
        if trouble := self._trouble(topology):
            raise LabBroken(trouble)

    @contextmanager
    def raise_cell(self, cell: Cell) -> Iterator[tuple[RaisedLab, Invocation]]:
        """Yield the raised lab of a cell and the invocation of its client; the lab ends with the block."""
        folder = self.workshop.make_cell_folder()
        try:
            with raise_lab(cell.scenario, self.workshop) as lab:
                equipment = equip_client(cell, lab, self.workshop, self.machine, folder)
                equipment = replace(equipment, witness=self.witness)
                yield lab, make_invocation(cell, equipment, KINDS[cell.client.kind].make_arguments(cell, equipment))
        finally:
            remove_folder(folder)


def equip_client(cell: Cell, lab: RaisedLab, workshop: Workshop, machine: Machine, folder: Path) -> Equipment:
    """Return a client's equipment: the stores of its scenario as files, and the mounts that make them the machine's."""
    scenario, trust = cell.scenario, cell.scenario.trust
    stores = workshop.stores.with_roots(scenario.roots)
    paths = {
        name: stores.write_named(name, value, scenario.get_state(name), folder / "home")
        for name, value in ((channel.name, getattr(trust, channel.name)) for channel in fields(Trust))
        if value is not None and name not in ("system", "shipped")
    }
    layout = (scenario.host, trust.system, cell.client.interpreter, scenario.store_place, scenario.system_state)
    configured = [place.value for place in scenario.config_places if place.value.over]
    mounts = None
    if not machine.no_namespaces:
        mounts = (
            *stores.lay_out_host(*layout, [each.over for each in configured]),
            *list_name_mounts(workshop.folder / "names", lab.hosts),
            *((each.file.format(folder=folder), each.over) for each in configured),
        )
    tree = stores.copy_tree(Path(cell.client.tree), cell.client.bundles, trust.shipped)
    return Equipment(
        folder=str(folder),
        index_url=lab.index_url,
        other_index_url=lab.other_index_url,
        artefact_url=lab.artefact_url,
        proxy_url=lab.proxy_url,
        index_login=scenario.login.value.asked,
        proxy_login=scenario.proxy_login.value.asked,
        elsewhere=lab.elsewhere,
        beside=locate_beside(cell.scenario.beside),
        tree=str(write_zip_application(tree, workshop.folder) if cell.runs_zipped else tree),
        client_certificate=_write_client_certificate(cell.scenario, workshop, folder),
        wheel_hash=workshop.find_wanted_file(Action.DOWNLOAD).sha256,
        fingerprint=_find_fingerprint(cell.scenario, workshop),
        stores=paths,
        mounts=mounts,
        variant_client=VARIANT_CLIENT,
        sdist=str(workshop.sdist),
        git=machine.git if scenario.action.is_by_git else "",
        repository_url=lab.repository_url,
    )


def _write_client_certificate(scenario: Scenario, workshop: Workshop, folder: Path) -> str:
    """Return the path of the client's certificate, empty if no node asks for one."""
    demands = [each.value for each in (scenario.client_certificate, scenario.proxy_client_certificate)]
    if not any(each.asked for each in demands):
        return ""
    locked, keyless = any(each.locked for each in demands), any(each.keyless for each in demands)
    return str(workshop.pki.write_client_certificate(folder, locked=locked, keyless=keyless))


def _find_fingerprint(scenario: Scenario, workshop: Workshop) -> str:
    """Return the SHA-256 of the good certificate on the origin leg, empty without such a leg."""
    topology = scenario.topology
    if Leg.ORIGIN not in topology.legs:
        return ""
    return workshop.pki.get_fingerprint(topology.find_signer(Leg.ORIGIN), scenario.origin_at)


def observe_client(invocation: Invocation, lab: RaisedLab) -> Observation:
    """Run the client to its end, and return what the nodes and the witness saw of it."""
    ended = run_client(invocation)
    full = f"the client had no room on the disk of {invocation.folder}: {_NO_ROOM}"
    return Observation(
        exit=ended,
        events=(*lab.await_events(), *make_printed_events(ended.printed)),
        artefact_path=lab.artefact_path,
        arrival=find_arrival(lab.wanted, Path(invocation.folder) / "out", ended.output),
        testimony=_read_witness(ended.testimony, lab),
        trouble=full if ended.code and _NO_ROOM in ended.output else "",
    )


def _read_witness(said: bytes | None, lab: RaisedLab) -> Testimony | None:
    """Return the testimony, None without a witness. One that said nothing saw nothing."""
    proxy_url = lab.proxy_url and split_login(lab.proxy_url)[0]
    return None if said is None else read_testimony(said, proxy_url=proxy_url, proxy_ip=lab.proxy_ip)
