"""The runner of cells, and a run cell: its invocation, its observation and its verdict."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from harness.clients.invocation import Invocation
from harness.evidence.judge import Judged, judge_cell
from harness.evidence.observation import Observation
from harness.model.cell import Cell
from harness.model.words import Verdict
from harness.runs.trouble import format_error


@dataclass(frozen=True, kw_only=True)
class CellRun:
    """A cell that was run: its invocation, its observation, and the judgement on it."""

    cell: Cell
    judged: Judged
    invocation: Invocation | None = None
    observation: Observation | None = None


def make_broken_run(cell: Cell, error: Exception) -> CellRun:
    """Return the run of a cell in which something broke: it is INVALID, and says in one line what broke and where."""
    return CellRun(cell=cell, judged=Judged(verdict=Verdict.INVALID, why=format_error(error)))


class CellRunner(ABC):
    """Runs cells one after another."""

    @abstractmethod
    def observe_cell(self, cell: Cell) -> tuple[Invocation, Observation]:
        """Return the invocation of a cell and what was observed. Raises ``LabBroken`` if the lab breaks on the way."""

    def run_cell(self, cell: Cell, *, known: bool = True) -> CellRun:
        """Return the run of a cell, from its lab to its verdict; INVALID if anything breaks on the way."""
        try:
            invocation, observation = self.observe_cell(cell)
            judged = judge_cell(cell, observation, known=known)
        except Exception as error:  # whatever breaks, nothing is known about this cell
            return make_broken_run(cell, error)
        return CellRun(cell=cell, judged=judged, invocation=invocation, observation=observation)
