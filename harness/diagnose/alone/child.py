"""Run a person's command with the witness on its path, and nothing else changed.

One rule: the terminal, standard input, the folder, signals and the exit code are the command's own.
"""

from __future__ import annotations

import contextlib
import os
import pkgutil
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, NamedTuple

#: The packages whose modules are put on the command's path, in this order, each in a folder of its own.
_INSIDE = (
    ("harness.clients.inside.witness", "witness"),
    ("harness.diagnose.inside", "more"),
)
#: The variable that the witness writes by.
_VARIABLE = "PIP_TRUST_LAB_WITNESS"
#: The signals that are passed on to the command; the terminal sends it Ctrl-C and Ctrl-\ itself.
_PASSED_ON = ("SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2")
_FROM_TERMINAL = ("SIGINT", "SIGQUIT")
#: The most that is read of a testimony, in bytes.
MOST_BYTES = 16 * 2**20


class Ended(NamedTuple):
    """The end of a command: its exit code, the number of the signal that ended it or 0, and the testimony."""

    code: int
    signal: int
    testimony: bytes


def run_watched(argv: list[str], environment: Mapping[str, str], watched: bool) -> Ended:
    """Run a command to its end, watched or not. Raises ``OSError`` if it cannot be started."""
    folder = tempfile.mkdtemp(prefix="pip-trust-lab-")
    try:
        told = os.path.join(folder, "testimony.jsonl")
        with open(told, "wb"):
            pass
        given = add_witness(environment, folder, told) if watched else dict(environment)
        code = _run_to_end(argv, given)
        with open(told, "rb") as file:
            testimony = file.read(MOST_BYTES)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Ended(code, -code if code < 0 else 0, testimony)


def add_witness(environment: Mapping[str, str], folder: str, told: str) -> dict[str, str]:
    """Return an environment with the witness, laid out in a folder, before all else on Python's path."""
    places = []
    for package, name in _INSIDE:
        places.append(os.path.join(folder, name))
        os.mkdir(places[-1])
        for module in pkgutil.iter_modules(import_module(package).__path__):
            with open(os.path.join(places[-1], module.name + ".py"), "wb") as file:
                file.write(pkgutil.get_data(package, module.name + ".py") or b"")
    own = environment.get("PYTHONPATH")
    return {**environment, "PYTHONPATH": os.pathsep.join([*places, *([own] if own else [])]), _VARIABLE: told}


def _run_to_end(argv: list[str], environment: Mapping[str, str]) -> int:
    with _leave_signals_to_child() as started:
        process = subprocess.Popen(argv, env=dict(environment))
        started.append(process)
        return process.wait()


@contextlib.contextmanager
def _leave_signals_to_child() -> Iterator[list[Any]]:
    """Pass signals on to the process that the caller puts into the list that is yielded."""
    child: list[subprocess.Popen[bytes]] = []

    def pass_on(number: int, _frame: Any) -> None:
        for each in child:
            each.send_signal(number)

    handlers = dict.fromkeys(_PASSED_ON, pass_on)
    before: dict[int, Any] = {}
    for name in (*_PASSED_ON, *_FROM_TERMINAL):
        number: int | None = getattr(signal, name, None)
        # What is ignored here, as by nohup, is ignored by the command too, and stays so.
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            before[number] = signal.signal(number, handlers.get(name, lambda *_: None))
    try:
        yield child
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
