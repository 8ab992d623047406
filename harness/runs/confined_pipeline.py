"""Run cells in a process of their own.

One rule: only that process imports nodes. A command or a pytest worker that waits for it starts without them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from harness.clients.invocation import Invocation
from harness.evidence.observation import Observation
from harness.lab.host import inspect_machine
from harness.model.cell import Cell, Machine
from harness.runs.cell_runner import CellRunner
from harness.runs.confined import Confined
from harness.runs.scratch import open_scratch_folder


class ConfinedPipeline(CellRunner):
    """A pipeline in a process of its own, whose only network is loopback where the machine allows it."""

    def __init__(self, folder: Path, machine: Machine) -> None:
        self._confined = Confined[Cell, tuple[Invocation, Observation]](folder, partial(_make_observer, machine))

    def observe_cell(self, cell: Cell) -> tuple[Invocation, Observation]:
        """Return the invocation of a cell and what was observed. Raises ``LabBroken``, also if the process ends."""
        return self._confined.do_job(cell)

    def close(self) -> None:
        """End the process."""
        self._confined.close()


def _make_observer(machine: Machine, folder: Path) -> Callable[[Cell], tuple[Invocation, Observation]]:
    """Return the function that observes a cell; called in the confined process, which alone needs the nodes."""
    from harness.lab.workshop import Workshop  # noqa: PLC0415
    from harness.runs.pipeline import Pipeline  # noqa: PLC0415

    return Pipeline(Workshop(folder), machine).observe_cell


@contextmanager
def open_pipeline() -> Iterator[CellRunner]:
    """Yield a pipeline in a process and a folder of its own, which end with the block."""
    with open_scratch_folder() as folder, closing(ConfinedPipeline(folder, inspect_machine())) as pipeline:
        yield pipeline
