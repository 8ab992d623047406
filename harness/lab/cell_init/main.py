"""The program that ``unshare`` starts in a cell, or that is started alone where there are no namespaces.

Its first argument is the task, as a literal of Python, and the others are the client's command. It writes messages, as
lines of JSON, to the channel that the task names, or without one to standard error, for people, with an exit code.
"""

from __future__ import annotations

import os
import signal
import sys

from harness.lab.cell_init import NAMESPACES, NOT_STARTED, privileges, tending, view

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn


def run_cell_init() -> NoReturn:
    """Lay out the cell, run the client in it, report how it ended, and end with all that it started."""
    # It is the lab's own word, not the client's; json would take half of the time until the client starts.
    task = eval(sys.argv[1], {"__builtins__": {}})  # noqa: S307
    client = sys.argv[2:]
    channel = task["channel"]
    if channel is None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    else:
        os.set_inheritable(channel, False)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        environment = _read_environment()
        _enclose(task, client, environment)
        process = tending.start_client(client, environment, lambda: _give_up(task))
        if task["outside"] is None:
            _send_message(channel, client=process)
    except Exception as error:
        _send_message(channel, broken=_describe_error(error))
        os._exit(NOT_STARTED)
    try:
        status = tending.await_client(process, channel)
    except KeyboardInterrupt:
        status = None
    if task["outside"] is None:
        tending.end_all()
    if status is not None:
        _send_message(channel, status=status)
    # The kernel ends whatever is left in a namespace with its first process.
    os._exit(_make_exit_code(status))


def _read_environment() -> dict[bytes, bytes]:
    """Return the environment as it was given: Python adds to its own in some locales (PEP 538)."""
    with open("/proc/self/environ", "rb") as file:
        words = file.read().split(b"\0")
    parts = (word.partition(b"=") for word in words if b"=" in word)
    return {name: value for name, _, value in parts}


def _enclose(task: dict[str, Any], client: list[str], environment: dict[bytes, bytes]) -> None:
    """Lay out the cell's view, but never where another process would see it. Raises ``OSError``."""
    privileges.hide_memory()
    if task["outside"] is None:
        privileges.adopt_orphans()
        return
    for name in NAMESPACES:
        if os.readlink(f"/proc/self/ns/{name}") == task["outside"][name]:
            raise OSError(f"unshare gave no {name} namespace of its own: nothing may be mounted here")
    given = [*client, *map(os.fsdecode, environment.values()), *(what for what, _ in task["mounts"]), __file__]
    parts = {part for word in given for part in word.replace("=", ":").split(":") if part.startswith("/")}
    needed = {os.path.realpath(path) for path in (*parts, task["folder"] or "/")}
    view.lay_out_view(task["mounts"], task["folder"], task["kept"], task["sockets"], needed)
    # What was the working folder is below the mounts now.
    os.chdir(os.getcwd())


def _give_up(task: dict[str, Any]) -> None:
    """Give up the privileges that the client must not have, with no way back."""
    if task["outside"] is None:
        privileges.never_gain()
    else:
        privileges.give_up()


def _send_message(channel: int | None, **what: object) -> None:
    if channel is None:
        sys.stderr.writelines(f"{text}\n" for text in what.values() if isinstance(text, str))
        return
    # contextlib takes longer to import than all else here.
    try:  # noqa: SIM105
        os.write(channel, _format_message(what))
    except OSError:
        # The reader may be gone.
        pass


def _format_message(what: dict[str, object]) -> bytes:
    if all(isinstance(value, int) for value in what.values()):
        return "{{{}}}\n".format(", ".join(f'"{name}": {value}' for name, value in what.items())).encode()
    import json  # noqa: PLC0415 - most cells have no text to report, and would wait for it

    return json.dumps(what).encode() + b"\n"


def _describe_error(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error) or repr(error)


def _make_exit_code(status: int | None) -> int:
    """Return a wait status as a shell's exit code."""
    if status is None:
        return NOT_STARTED
    return os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status)
