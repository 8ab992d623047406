"""Run planned cells, two at once, on pipelines that serve all of them."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from queue import SimpleQueue

from harness.catalogue.plan import Planned
from harness.model.record import Record
from harness.runs.cell_runner import CellRunner
from harness.runs.confined_pipeline import open_pipeline
from harness.runs.recording import record_run, record_skip

#: The number of cells that run at once.
_AT_ONCE = 2


class CellPool:
    """Runs planned cells, as many at once as it has pipelines."""

    def __init__(self, pipelines: Sequence[CellRunner]) -> None:
        self._size = len(pipelines)
        self._idle: SimpleQueue[CellRunner] = SimpleQueue()
        for each in pipelines:
            self._idle.put(each)

    def run_cells(self, planned: Iterable[Planned]) -> Generator[Record, None, None]:
        """Yield the record of each cell, in order, as it ends; close the iterator to begin no further cell."""
        with ThreadPoolExecutor(self._size) as threads:
            try:
                yield from threads.map(self._run_one, planned)
            finally:
                threads.shutdown(cancel_futures=True)

    def _run_one(self, planned: Planned) -> Record:
        if planned.skip:
            return record_skip(planned)
        pipeline = self._idle.get()
        try:
            return record_run(pipeline.run_cell(planned.cell))
        finally:
            self._idle.put(pipeline)


@contextmanager
def open_cell_pool() -> Iterator[CellPool]:
    """Yield a pool whose pipelines end with the block."""
    with ExitStack() as stack:
        yield CellPool([stack.enter_context(open_pipeline()) for _ in range(_AT_ONCE)])
