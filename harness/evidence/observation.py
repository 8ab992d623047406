"""An observation of a client: facts only, before anything is made of them."""

from __future__ import annotations

from dataclasses import dataclass

from harness.evidence.testimony import Testimony
from harness.model.cell import Arrival, Exit
from harness.model.transcript import Event


@dataclass(frozen=True, kw_only=True)
class Observation:
    """Facts only: how the client ended, what the nodes saw, and what the client kept.

    ``artefact_path`` is the path whose response delivers the file that was asked for. ``testimony`` is None if no
    witness wrote one. ``trouble`` is a sentence about what kept the client from its work through no fault of its own.
    """

    exit: Exit
    events: tuple[Event, ...]
    artefact_path: str
    arrival: Arrival
    testimony: Testimony | None = None
    trouble: str = ""
