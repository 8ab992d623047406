"""Runs a pip: any release, wheel or tree, by ``PYTHONPATH``, in a process group and a namespace of its own."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

from harness.cell import Exit
from harness.errors import LabBroken
from harness.foreign import harmless_text
from harness.invocation import Invocation
from harness.namespaces import MOUNT_FAILED, within

#: Seconds after which a client is stopped and its cell is INVALID; a cell takes about one.
PATIENCE = 120.0


def prepare(invocation: Invocation) -> tuple[str, ...]:
    """Write the files of an invocation; return its command with the namespace around it, if there is one."""
    for path, text in invocation.files.items():
        Path(path).write_text(text)
        # A keyring is a command; and netrc is read only where it is for its owner alone.
        Path(path).chmod(0o700)
    return invocation.argv if invocation.mounts is None else within(invocation.mounts, invocation.argv)


def run(invocation: Invocation) -> Exit:
    """Run a client to its end. Raises ``LabBroken`` if its namespace could not be made."""
    argv = prepare(invocation)
    started = time.monotonic()
    process = subprocess.Popen(
        argv,
        cwd=invocation.folder,
        env=dict(invocation.environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    code: int | None = None
    try:
        output, _ = process.communicate(timeout=PATIENCE)
        code = process.returncode
    except subprocess.TimeoutExpired:
        _end(process)
        output, _ = process.communicate()
    finally:
        _end(process)
    if code == MOUNT_FAILED:
        raise LabBroken(f"the cell's mounts failed: {output.strip()}")
    return Exit(code=code, output=harmless_text(output), seconds=time.monotonic() - started)


def _end(process: subprocess.Popen[str]) -> None:
    """End the client and whatever it started; nothing is left to end after an orderly exit."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
