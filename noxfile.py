"""The sessions of the lab: ``nox -s matrix``, ``tests``, ``lab``, ``lint``, ``bench``. Each makes what it needs."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Sequence

import nox

nox.options.sessions = ["tests"]
nox.options.reuse_venv = "yes"

PROJECT = nox.project.load_toml("pyproject.toml")


def groups(*names: str) -> list[str]:
    """What the dependency groups of these names ask for."""
    return list(nox.project.dependency_groups(PROJECT, *names))


def end_with(session: nox.Session, *command: str, codes: dict[int, int] | None = None) -> None:
    """Run a command and end nox with its exit code, which ``session.run`` would turn into 1.

    The command hears Ctrl-C itself and takes the time it needs to clear up.
    """
    before = signal.signal(signal.SIGINT, lambda _number, _frame: None)
    process = subprocess.Popen([f"{session.bin}/python", *command])
    terminate = signal.signal(signal.SIGTERM, lambda number, _frame: process.send_signal(number))
    code = process.wait()
    signal.signal(signal.SIGINT, before)
    signal.signal(signal.SIGTERM, terminate)
    code = (codes or {}).get(code, code)
    if code:
        raise SystemExit(code)


def spread(arguments: Sequence[str]) -> list[str]:
    """``-n auto`` unless the number of workers is given."""
    given = any(argument.startswith(("-n", "--numprocesses")) for argument in arguments)
    return [] if given else ["-n", "auto"]


@nox.session
def matrix(session: nox.Session) -> None:
    """Run scenarios on pips: [--pip SPEC]… [--python X]… [-k EXPR] [-n N] [--results FILE] [pytest options]."""
    session.install("-q", *groups("lab"))
    quiet = ["-q", "--tb=no", "--no-summary", "-p", "no:cacheprovider"]
    # pytest says 4 for options that make no sense and 5 where they select nothing: both are a use that is broken.
    command = ["-m", "pytest", "scenarios", *quiet, *spread(session.posargs), *session.posargs]
    end_with(session, *command, codes={3: 2, 4: 2, 5: 2})


@nox.session
def lab(session: nox.Session) -> None:
    """The lab's command line: list | show | run | report | doctor; --help explains."""
    session.install("-q", *groups("lab"))
    end_with(session, "-m", "harness", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Test the harness, lint it and run a small matrix; what CI runs."""
    session.install("-q", *groups("lab", "lint"))
    session.run("pytest", "tests", *spread(session.posargs), *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, format and types."""
    session.install("-q", *groups("lab", "lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
