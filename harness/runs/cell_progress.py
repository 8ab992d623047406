"""Describe how far a run of cells has come: ``cells 310/702, 3 failed, about 2 min left``."""

from __future__ import annotations

from dataclasses import dataclass

#: The number of cells that must have ended before the time left is estimated.
_ENOUGH = 10


@dataclass
class CellProgress:
    """Counts the cells of a run as they end; ``total`` may become known later, 0 until then."""

    total: int = 0
    done: int = 0
    wrong: int = 0

    def count_cell(self, *, wrong: bool) -> None:
        """Count a cell that has ended."""
        self.done += 1
        self.wrong += wrong

    def describe_progress(self, seconds: float) -> str:
        """Return the progress in words; ``seconds`` have passed since the first cell began."""
        of = f"/{self.total}" if self.total else ""
        parts = [f"cells {self.done}{of}"]
        parts += [f"{self.wrong} failed"] if self.wrong else []
        if self.total > self.done >= _ENOUGH:
            parts.append(f"about {describe_seconds(seconds / self.done * (self.total - self.done))} left")
        return ", ".join(parts)


def describe_seconds(seconds: float) -> str:
    """Return a time in the units in which people say it: ``40 s``, ``3 min``, ``2 h 10 min``."""
    whole = round(seconds)
    if whole < 90:
        return f"{max(whole, 1)} s"
    hours, minutes = divmod(round(whole / 60), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
