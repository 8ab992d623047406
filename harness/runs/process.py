"""Run the process of a client, in namespaces of its own where the machine has them."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from harness.clients.invocation import Invocation
from harness.lab.host import enclose_command, supervise_command
from harness.model.cell import Exit
from harness.model.errors import LabBroken
from harness.model.foreign import clean_line, clean_text
from harness.runs.output import ClientOutput
from harness.runs.running import RunningClient

#: Seconds after which a client is stopped and its cell is INVALID; a cell takes about one.
PATIENCE = 120.0
#: The signals by which a program ends for what it does itself.
_OWN_FAULT = {
    *(signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGSYS, signal.SIGTRAP),
    signal.SIGPIPE,
}


def prepare_client(invocation: Invocation) -> tuple[str, ...]:
    """Write the files and links of an invocation, and return its command, in namespaces where the machine has them."""
    for link, leads_to in invocation.links.items():
        Path(link).parent.mkdir(parents=True, exist_ok=True)
        Path(link).symlink_to(leads_to)
    for path, text in invocation.files.items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        # A path in it may be of any bytes, as on a command line.
        Path(path).write_bytes(os.fsencode(text))
        # A keyring is a command; and netrc is read only if nobody but its owner can read it.
        Path(path).chmod(0o700)
    return _wrap_command(invocation, channel=None, kept=())


def _wrap_command(invocation: Invocation, *, channel: int | None, kept: tuple[str, ...]) -> tuple[str, ...]:
    if invocation.mounts is not None:
        return enclose_command(invocation.mounts, invocation.argv, folder=invocation.folder, kept=kept, channel=channel)
    return invocation.argv if channel is None else supervise_command(invocation.argv, channel)


def run_client(invocation: Invocation) -> Exit:
    """Run a client to its end. Raises ``LabBroken`` if it cannot be started, or ends without a known status."""
    prepare_client(invocation)
    output = ClientOutput(invocation.secrets)
    with _open_witness_pipe(invocation.testimony) as witness, _open_channel() as (ours, theirs):
        kept = () if invocation.testimony is None else (invocation.testimony,)
        argv = _wrap_command(invocation, channel=theirs.fileno() if theirs else None, kept=kept)
        started = time.monotonic()
        running = RunningClient(_start_client(invocation, argv, theirs), ours, witness, output)
        try:
            in_time = running.has_ended_by(started + (invocation.patience or PATIENCE))
        finally:
            seconds = time.monotonic() - started
            running.end_client()
    code, name = _read_exit(running, output) if in_time else (None, "")
    return Exit(
        code=code,
        output=clean_text(output.text),
        seconds=seconds,
        signal=name,
        printed=output.printed,
        testimony=None if witness is None else running.testimony,
    )


def _start_client(
    invocation: Invocation, argv: tuple[str, ...], theirs: socket.socket | None
) -> subprocess.Popen[bytes]:
    try:
        process = subprocess.Popen(
            argv,
            cwd=invocation.folder,
            env=dict(invocation.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=[theirs.fileno()] if theirs else [],
            start_new_session=True,
        )
    except OSError as error:
        raise LabBroken(f"the client could not be started: {error}") from None
    if theirs is not None:
        theirs.close()
    return process


@contextmanager
def _open_channel() -> Iterator[tuple[socket.socket | None, socket.socket | None]]:
    """Yield both ends of the channel that reports a client's end, on Linux; elsewhere it is a child of this process."""
    if sys.platform != "linux":
        yield None, None
        return
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


@contextmanager
def _open_witness_pipe(path: str | None) -> Iterator[int | None]:
    """Yield the end of a pipe for a witness, so that its testimony can be neither taken back nor read by others."""
    if path is None:
        yield None
        return
    os.mkfifo(path, 0o600)
    # Held open for writing too, so that it does not end with the first process that testifies.
    file = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    os.chmod(path, 0o200)
    try:
        yield file
    finally:
        os.close(file)
        # Where there are no namespaces, a client may have put anything in its place.
        with contextlib.suppress(OSError):
            os.unlink(path)


def _read_exit(running: RunningClient, output: ClientOutput) -> tuple[int | None, str]:
    """Return the exit code and signal of a client, as in :class:`harness.model.cell.Exit`. Raises ``LabBroken``."""
    if "broken" in running.report:
        raise LabBroken(f"the cell could not be made: {clean_line(running.report['broken'])}")
    code = running.code
    if code is None:
        said = (clean_text(output.text).strip().splitlines() or ["nothing"])[-1]
        raise LabBroken(f"the cell ended before its client did; it said: {said}")
    if code >= 0:
        return code, ""
    name = _name_signal(-code)
    return (code if -code in _OWN_FAULT else None), name


def _name_signal(number: int) -> str:
    with contextlib.suppress(ValueError):
        return signal.Signals(number).name
    return f"signal {number}"
