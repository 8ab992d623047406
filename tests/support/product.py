"""The lab as its user runs it: ``nox -s matrix``, ``nox -s compare`` and ``nox -s lab`` without nox.

One rule: what is asked of a run is what a user sees: exit code, text and files. A run is a process of its own where it
has an environment of its own, is sent signals, or is the one of its kind that shows that it starts.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from harness.model.record import Record, read_records
from tests.support.inside import COLUMNS, lab_inside, pytest_inside

ROOT = Path(__file__).parents[2]
#: Seconds for anything that ends by itself; none of it takes a tenth of that on an idle machine.
PATIENCE = 180.0
#: The Python that every machine with a lab has, in the words of ``--python``.
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
#: What makes ``-n auto`` one worker, for runs of a few cells.
ONE_WORKER = {"PYTEST_XDIST_AUTO_NUM_WORKERS": "1"}
WITHOUT = ("-p", "no:cacheprovider", "-p", "no:tmpdir", "-p", "no:hypothesispytest")
QUIET = ("-q", "--tb=no", "--no-summary", *WITHOUT)
MATRIX = (sys.executable, "-m", "pytest", "scenarios", *QUIET)
COMPARE = (*MATRIX, "--compare")
LAB = (sys.executable, "-m", "harness")


def environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """The user's, without what this test run has put there, and with changes."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
    return inherited | {"COLUMNS": COLUMNS} | dict(changes or {})


@contextmanager
def dead_address() -> Iterator[str]:
    """A URL on a port of which the kernel refuses every connection."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"


def without_index(dead: str, cache: Path) -> dict[str, str]:
    """The user's environment, with this cache and nowhere to fetch a release from."""
    kept = {name: value for name, value in environment().items() if not name.startswith("PIP_")}
    where = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": f"{dead}/simple", "PIP_RETRIES": "0"}
    return kept | where | {"PIP_TRUST_LAB_CACHE": str(cache)}


def ran(command: tuple[str, ...], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """A command, run to its end."""
    return subprocess.run(
        command,
        cwd=ROOT,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def matrix(*arguments: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """``nox -s matrix -- …``, in this process unless an environment is given."""
    return ran((*MATRIX, *arguments), env) if env is not None else pytest_inside(*MATRIX[3:], *arguments)


def compare(*arguments: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """``nox -s compare -- …``, likewise."""
    return ran((*COMPARE, *arguments), env) if env is not None else pytest_inside(*COMPARE[3:], *arguments)


def lab(*arguments: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """``nox -s lab -- …``, likewise."""
    return ran((*LAB, *arguments), env) if env is not None else lab_inside(*arguments)


@contextmanager
def started(
    command: tuple[str, ...], output: Path, env: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A command that is running, in a session and process group of its own; what it prints goes into a file."""
    with output.open("wb") as file:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment() if env is None else dict(env),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def eventually(what: Callable[[], object], patience: float = PATIENCE) -> bool:
    """Return whether something comes true before the patience ends."""
    deadline = time.monotonic() + patience
    while not what():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def alive(marker: Path) -> list[str]:
    """The processes whose environment speaks of a folder: everything that the lab starts has its folders from it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if os.fsencode(marker) in (process / "environ").read_bytes():
                found.append(f"{process.name}: {(process / 'cmdline').read_bytes()!r}")
        except OSError:
            continue
    return found


def records(results: Path) -> tuple[Record, ...]:
    """The records that are there by now."""
    return read_records(results) if results.exists() else ()


def verdicts(results: Path) -> dict[str, str]:
    """The verdict of every cell."""
    return {record.cell: record.verdict.value for record in records(results)}


def tail(text: str) -> str:
    """The last line that says something."""
    return ([line for line in text.splitlines() if line.strip()] or [""])[-1]


def tells_how_to_go_on(text: str, results: Path) -> bool:
    """Return whether the last line of an interrupted run says how many records there are, where, and how to go on."""
    number = len(records(results))
    cells = "1 cell has" if number == 1 else f"{number} cells have"
    return tail(text) == (
        f"Interrupted: {cells} a record in {results}. "
        f"The same command with --results {results} --resume runs the others."
    )
