"""Measure the cost of the lab, as ratios of two things side by side in this very run.

    nox -s bench -- [cell] [workers] [preparation] [page]

* ``cell``: CPU of a cell's client over CPU of a bare ``pip download`` of the same wheel from a local folder, by the
  same pip and Python (aim: at most 1.15), pair by pair.
* ``workers``: wall time of the default matrix with 2 workers over 1 (aim: at most 0.6).
* ``preparation``: wall time to make ten releases ready over ``python -m venv`` and ``pip install`` of the same ten,
  each into an empty folder (aim: at most 0.1).
* ``page``: seconds from a browser's opening a page of 10,000 cells to its being drawn (aim: at most 1).
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from harness.catalogue.find import load_scenarios
from harness.lab import packages
from harness.lab.host import inspect_machine
from harness.lab.workshop import Workshop
from harness.model.cell import Cell
from harness.provision.pythons import find_interpreters
from harness.provision.releases import Releases, find_cache_folder
from harness.runs.pipeline import Pipeline
from harness.runs.process import run_client
from harness.runs.scratch import open_scratch_folder
from tests.support.stocks import clients

_SCENARIO = "tunnelled.system_store_vouches_for_the_origin"
_PAIRS = 15
_TEN = ("20.3.4", "21.3.1", "22.3.1", "23.0.1", "23.3.2", "24.0", "24.3.1", "25.0.1", "25.3", "26.3")


def measure_cell() -> None:
    """Print the ratio of a cell's CPU time to that of a bare download."""
    releases, interpreters = Releases(find_cache_folder()), find_interpreters(find_cache_folder())
    (client,) = clients(releases.resolve_spec("latest"), (), interpreters, releases, print)
    subject = Cell(scenario_id=_SCENARIO, scenario=load_scenarios()[_SCENARIO], client=client)
    with open_scratch_folder() as scratch:
        pipeline = Pipeline(Workshop(scratch / "main"), inspect_machine())
        pipeline.check_topology(subject.scenario.topology)
        wheels = scratch / "wheels"
        wheels.mkdir()
        name, content = packages.build_wheel("demo")
        (wheels / name).write_bytes(content)
        ratios = [_measure_pair(pipeline, subject, wheels) for _ in range(_PAIRS)]
    low, middle, high = min(ratios), statistics.median(ratios), max(ratios)
    print(f"cell: CPU over a bare download: {middle:.2f} (median of {_PAIRS} pairs, {low:.2f} to {high:.2f})")


def _measure_pair(pipeline: Pipeline, subject: Cell, wheels: Path) -> float:
    """Return the ratio of one pair: a cell's client, and the same pip with nothing but a local folder."""
    with pipeline.raise_cell(subject) as (_lab, invocation):
        ours = _measure_cpu(lambda: run_client(invocation))
    with pipeline.raise_cell(subject) as (_lab, invocation):
        bare = (*invocation.argv[:3], "download", "--no-deps", "--no-index", "--find-links", str(wheels), "demo")
        where = Path(invocation.folder) / "out"
        environment = dict(invocation.environment)
        return ours / _measure_cpu(lambda: subprocess.run(bare, cwd=where, env=environment, check=True, **_SILENT))


def measure_workers() -> None:
    """Print the ratio of the default matrix's wall time with two workers to that with one."""
    one, two = (_measure_wall(lambda workers=number: _run_matrix(workers)) for number in "12")  # type: ignore[misc]
    print(f"workers: wall of the default matrix, 2 over 1: {two / one:.2f} ({two:.0f} s over {one:.0f} s)")


def _run_matrix(workers: str) -> None:
    command = [sys.executable, "-m", "pytest", "scenarios", "-q", "--tb=no", "--no-summary", "-n", workers]
    subprocess.run(command, check=True, **_SILENT)


def measure_preparation() -> None:
    """Print the ratio of the wall time to make ten releases ready to that of installing them."""
    interpreter = next(each for each in find_interpreters(find_cache_folder()) if each.minor == "3.11")
    with tempfile.TemporaryDirectory() as empty:
        releases = Releases(Path(empty))
        wanted = {source: (interpreter,) for version in _TEN for source in releases.resolve_spec(version)}
        ours = _measure_wall(lambda: releases.fetch_all(wanted, lambda _line: None))
    with tempfile.TemporaryDirectory() as empty:
        theirs = _measure_wall(lambda: _install(Path(empty), interpreter.executable))
    print(f"preparation: ten releases over ten venvs: {ours / theirs:.2f} ({ours:.0f} s over {theirs:.0f} s)")


def _install(folder: Path, python: str) -> None:
    for version in _TEN:
        subprocess.run([python, "-m", "venv", folder / version], check=True, **_SILENT)
        pip = str(folder / version / "bin" / "pip")
        subprocess.run([pip, "install", "--no-cache-dir", f"pip=={version}"], check=True, **_SILENT)


_SILENT: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def _measure_wall(work: Callable[[], object]) -> float:
    started = time.monotonic()
    work()
    return time.monotonic() - started


def _measure_cpu(work: Callable[[], object]) -> float:
    """Return the seconds of CPU, user and system, of the processes that ``work`` starts and waits for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure_page() -> None:
    """Print how long a browser takes to show a page of 10,000 cells."""
    from bench import page  # noqa: PLC0415 - no other measurement needs a browser and its driver

    with tempfile.TemporaryDirectory() as empty:
        page.measure_page(Path(empty))


_MEASURED = {"cell": measure_cell, "workers": measure_workers, "preparation": measure_preparation, "page": measure_page}

if __name__ == "__main__":
    for wanted in sys.argv[1:] or _MEASURED:
        _MEASURED[wanted]()
