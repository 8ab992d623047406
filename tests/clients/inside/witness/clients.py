"""Python processes with the witness on their path, run in an environment from nothing, and what they testify."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.runs.pipeline import WITNESS


@dataclass(frozen=True, kw_only=True)
class Ended:
    """A process that has ended: its output on both streams, and the events that it testified."""

    output: str
    events: list[dict[str, Any]]

    def kinds(self) -> list[str]:
        """The events' names in order."""
        return [event["event"] for event in self.events]


def run(
    python: str,
    code: str,
    folder: Path,
    *,
    path: tuple[str, ...] = (),
    witness: str = WITNESS,
    testimony: Path | None = None,
) -> Ended:
    """Run code that must end well, with the witness and then ``path`` on its path."""
    file = folder / "testimony.jsonl" if testimony is None else testimony
    if testimony is None:
        file.touch()
    ended = unwatched(python, code, folder, path=(witness, *path), variables={"PIP_TRUST_LAB_WITNESS": str(file)})
    lines = file.read_text().splitlines() if file.exists() else []
    return Ended(output=ended, events=[json.loads(line) for line in lines])


def unwatched(
    python: str, code: str, folder: Path, *, path: tuple[str, ...] = (), variables: dict[str, str] | None = None
) -> str:
    """Run code that must end well with exactly this path; what it printed."""
    fixed = {"PYTHONPATH": os.pathsep.join(path), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONNOUSERSITE": "1"}
    ended = subprocess.run(
        [python, "-c", code],
        cwd=folder,
        env={"PATH": str(folder), "LANG": "C.UTF-8", **fixed, **(variables or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout
    return ended.stdout
