"""The command that runs a matrix, from a checkout or from an installed lab, in whatever folder its user is.

One rule: the standard library alone, for the sessions of nox run it too.
"""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path

#: What pytest need not do to run cells; Hypothesis, which generates none of them, takes a second to load.
_WITHOUT = ("-p", "no:cacheprovider", "-p", "no:tmpdir", "-p", "no:hypothesispytest")
#: Where pytest finds its settings: in a checkout, and in an installed lab.
_SETTINGS = ("pyproject.toml", "pytest.ini")
#: pytest says 3 where it broke, 4 for options that make no sense and 5 where they select nothing; the lab says 2.
EXIT_CODES = {3: 2, 4: 2, 5: 2}


def list_matrix_words(*options: str) -> tuple[str, ...]:
    """Return the words of the command, with options after its own; a worker more than cores by itself."""
    scenarios = find_scenarios_folder()
    root = scenarios.parent
    settings = next(root / name for name in _SETTINGS if (root / name).is_file())
    where = (str(scenarios), "--rootdir", str(root), "-c", str(settings))
    how = ("-q", "--tb=no", "--no-summary", "-o", "console_output_style=classic", *_WITHOUT)
    return (*list_pytest_words(), *where, *how, *list_worker_options(options, str(count_workers())), *options)


def list_pytest_words() -> tuple[str, ...]:
    """Return the words that start pytest so that it ends in order on Ctrl-C, however early."""
    return (sys.executable, "-m", f"{__package__}.run_pytest")


def list_worker_options(options: tuple[str, ...], workers: str = "auto") -> tuple[str, ...]:
    """Return the option for so many workers, one per core by itself, unless their number is among these options."""
    given = any(option.startswith(("-n", "--numprocesses")) for option in options)
    return () if given else ("-n", workers)


def count_workers() -> int:
    """Return the number of workers for cells: one more than cores, since some cells wait for a node that stalls."""
    has_affinity = hasattr(os, "sched_getaffinity")
    return (len(os.sched_getaffinity(0)) if has_affinity else os.cpu_count() or 1) + 1


def find_scenarios_folder() -> Path:
    """Return the folder that the scenarios are imported from."""
    spec = find_spec("scenarios")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return Path(spec.submodule_search_locations[0])
