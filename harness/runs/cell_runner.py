"""What runs cells, and what comes of one: the cell, what was seen of it, and its verdict."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from harness.clients.invocation import Invocation
from harness.evidence.judge import Judged, judge_cell
from harness.evidence.outcome import Observation
from harness.model.cell import Cell
from harness.model.words import Verdict
from harness.runs.trouble import in_one_line


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
