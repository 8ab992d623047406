"""``python -m harness``: the lab's command line, or one line that says what is missing to run it."""

import os
import sys
from typing import NoReturn

#: The lab's own packages: if one of these is missing, that is a fault of the lab.
_OWN = ("harness", "scenarios", "pip_trust_lab")
#: What to do about any other that is missing: in a checkout, and where the lab is installed.
_HOW_TO_INSTALL = (
    f"run nox -s lab -- COMMAND instead, or first {sys.executable} -m pip install --group lab (pip 25.1 or newer)"
    if __package__ == "harness"
    else f"{sys.executable} -m pip install 'pip-trust-lab[cli]'"
)


def run() -> None:
    """Run the command line; what Python or the environment lacks is one line and exit code 2."""
    if sys.version_info < (3, 10):  # noqa: UP036 - an older Python must be named
        _end_with(f"the lab needs Python 3.10 or newer, and {sys.executable} is {sys.version.split()[0]}")
    # Python has none where it was started with a closed one, and what is written there is wanted by nobody.
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - it lasts as long as the process
    try:
        _run_command_line()
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package in _OWN:
            raise
        _end_with(f"{sys.executable} has no {package}, which the lab needs: {_HOW_TO_INSTALL}")


def _run_command_line() -> None:
    from harness.runs.ending import end_in_order  # noqa: PLC0415 - an older Python cannot read it

    end_in_order()
    try:
        from harness.cli import main  # noqa: PLC0415
    except KeyboardInterrupt:
        _end_with_line("Interrupted")
    main()


def _end_with(why: str) -> NoReturn:
    _end_with_line(f"Error: {why}")


def _end_with_line(line: str) -> NoReturn:
    sys.stderr.write(f"{line}\n")
    sys.exit(2)


if __name__ == "__main__":
    run()
