"""Put one scenario to client after client, with known defects off, as a bisect needs it.

One rule: a worker has a process of its own, so that no two cells share anything.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, LifoQueue

from harness.catalogue.plan import plan_if_possible
from harness.evidence.story import StoryStep, build_story
from harness.model.cell import Cell, Machine
from harness.model.client import Client
from harness.model.record import Record
from harness.model.scenario import Scenario
from harness.runs.cell_runner import CellRunner
from harness.runs.confined_pipeline import ConfinedPipeline
from harness.runs.recording import record_run, record_skip


class Trials:
    """Runs one scenario on any client, in any number of threads at once; ``folder`` is for these alone.

    ``recorded`` returns the record of a cell that need not be run again, None for any other.
    """

    def __init__(
        self,
        scenario_id: str,
        scenario: Scenario,
        machine: Machine,
        folder: Path,
        recorded: Callable[[Cell], Record | None] = lambda _cell: None,
    ) -> None:
        self.scenario_id, self.scenario, self.machine = scenario_id, scenario, machine
        self._recorded = recorded
        self._folder = folder
        self._numbers = itertools.count(1)
        self._idle: LifoQueue[ConfinedPipeline] = LifoQueue()

    def make_cell(self, client: Client) -> Cell:
        """Return the cell of the scenario and a client."""
        return Cell(scenario_id=self.scenario_id, scenario=self.scenario, client=client)

    def record_cell(self, client: Client) -> Record:
        """Run the scenario on a client and return the record, also where the client cannot run at all."""
        planned = plan_if_possible(self.make_cell(client), self.machine)
        if planned.skip:
            return record_skip(planned)
        if found := self._recorded(planned.cell):
            return found
        with self._pipeline() as pipeline:
            return record_run(pipeline.run_cell(planned.cell, known=False))

    def record_story(self, client: Client) -> tuple[StoryStep, ...]:
        """Run the same cell once more and return the story of its witness; empty if the lab breaks."""
        with self._pipeline() as pipeline:
            seen = pipeline.run_cell(self.make_cell(client), known=False).observation
        return () if seen is None or seen.testimony is None else build_story(seen.testimony)

    def close(self) -> None:
        """End every worker that no thread uses any more."""
        while True:
            try:
                self._idle.get_nowait().close()
            except Empty:
                return

    @contextmanager
    def _pipeline(self) -> Iterator[CellRunner]:
        try:
            pipeline = self._idle.get_nowait()
        except Empty:
            pipeline = ConfinedPipeline(self._folder / f"worker{next(self._numbers)}", self.machine)
        try:
            yield pipeline
        finally:
            self._idle.put(pipeline)
