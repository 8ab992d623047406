"""Run pytest as a program of its own that ends in order on Ctrl-C, however early it comes.

One rule: signals are handled before pytest is imported, and the exit code is the lab's.
"""

from __future__ import annotations

import runpy
import sys

from harness.runs.child import INTERRUPTED
from harness.runs.ending import end_in_order
from harness.runs.matrix_command import EXIT_CODES


def run_pytest() -> None:
    """Run pytest with the words of the command line; one line and exit code 2 if a signal ends it."""
    try:
        end_in_order()
        runpy.run_module("pytest", run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(bool(ended.code))
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted\n")
        code = INTERRUPTED
    sys.exit(EXIT_CODES.get(code, code))


if __name__ == "__main__":
    run_pytest()
