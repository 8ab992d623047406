"""The lab's commands and its matrix, run in this process: a fifth of what a process of their own costs.

One rule: whoever is asked here is asked with this process's environment, and leaves it as it was.
"""

from __future__ import annotations

import io
import os
import signal
import subprocess
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from click.testing import CliRunner

from harness.cli import main

_ROOT = Path(__file__).parents[2]
#: As wide as a terminal that a test reads.
COLUMNS = "100"
_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


def lab_inside(*arguments: str) -> subprocess.CompletedProcess[str]:
    """``nox -s lab -- …`` in this process."""
    with _as_if_started():
        done = CliRunner().invoke(main, arguments, prog_name="python -m harness", env={"COLUMNS": COLUMNS})
    crashed = ""
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        crashed = "".join(traceback.format_exception(done.exception))
    return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr + crashed)


def pytest_inside(*arguments: str) -> subprocess.CompletedProcess[str]:
    """``pytest …`` in this process."""
    out, err = io.StringIO(), io.StringIO()
    with _as_if_started(), redirect_stdout(out), redirect_stderr(err):
        code = pytest.main(list(arguments))
    return subprocess.CompletedProcess(arguments, int(code), out.getvalue(), err.getvalue())


@contextmanager
def _as_if_started() -> Iterator[None]:
    """In the lab's folder and without what this test run has set; handlers of signals are put back."""
    folder, handlers = os.getcwd(), {number: signal.getsignal(number) for number in _SIGNALS}
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("PYTEST_", "COV_"))]:
            patch.delenv(name)
        patch.setenv("COLUMNS", COLUMNS)
        os.chdir(_ROOT)
        try:
            yield
        finally:
            os.chdir(folder)
            for number, handler in handlers.items():
                signal.signal(number, handler)
