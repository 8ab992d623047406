"""One scenario put to client after client, with known defects off: a bisect asks what there is, not what is known.

One rule: a worker has a process of its own, so that no two cells share anything.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, LifoQueue

from harness.catalogue.plan import possible
from harness.evidence.story import StoryStep, build_story
from harness.model.cell import Cell, Client, Machine
from harness.model.record import Record
from harness.model.scenario import Scenario
from harness.runs.cell_runner import CellRunner
from harness.runs.confined_pipeline import ConfinedPipeline
from harness.runs.recording import record, skipped


class Trials:
    """Trials of one scenario, which any number of threads may run at once; ``folder`` is theirs alone.

    ``recorded`` knows the record of a cell that need not be run again.
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

    def cell(self, client: Client) -> Cell:
        """The scenario on a client."""
        return Cell(scenario_id=self.scenario_id, scenario=self.scenario, client=client)

    def record(self, client: Client) -> Record:
        """What the scenario on a client leaves behind, also where the client cannot run at all."""
        planned = possible(self.cell(client), self.machine)
        if planned.skip:
            return skipped(planned)
        if found := self._recorded(planned.cell):
            return found
        with self._pipeline() as pipeline:
            return record(pipeline.run(planned.cell, known=False))

    def story(self, client: Client) -> tuple[StoryStep, ...]:
        """What a witness in a client tells of the same cell, run once more; nothing if the lab breaks."""
        with self._pipeline() as pipeline:
            seen = pipeline.run(self.cell(client), known=False).observation
        return () if seen is None or seen.testimony is None else build_story(seen.testimony)

    def close(self) -> None:
        """End what no thread uses any more."""
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
