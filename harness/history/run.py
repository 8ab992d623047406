"""A run of a history: a file of results, when it was run, and its page on the site."""

from __future__ import annotations

import re
from dataclasses import dataclass

from harness.model.record import Results


@dataclass(frozen=True, kw_only=True)
class Run:
    """A file of results. ``name`` is its path within the folder, ``page`` that of its page on the site.

    ``when`` is the time in UTC by ISO 8601 at which it was started, as far as is known.
    """

    name: str
    page: str
    when: str
    results: Results

    @property
    def date(self) -> str:
        """``2026-01-05 04:17``, in UTC."""
        return self.when[:16].replace("T", " ")

    @property
    def series(self) -> str:
        """The name without dates and numbers: what the runs of one job have in common."""
        return re.sub(r"[\d.:_ T-]+", " ", drop_ending(self.name)).strip()


@dataclass(frozen=True, kw_only=True)
class History:
    """The readable runs of a folder, the oldest first, and a line for each file that is left out."""

    runs: tuple[Run, ...]
    left_out: tuple[str, ...]


def drop_ending(name: str) -> str:
    """Return the name of a file of results without its ending, ``.jsonl`` or ``.jsonl.gz``."""
    return re.sub(r"\.jsonl(\.gz)?$", "", name)
