"""A process of a client and all that comes from it: its output, what its witness says, and how it ended.

One rule: whatever a client does, this neither waits for ever nor takes more than a fixed amount of memory.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from typing import Any

from harness.model.errors import LabBroken
from harness.runs.output import Output

#: How many bytes a witness may say.
LONGEST_TESTIMONY = 1 << 24
#: Seconds for a cell's first process to end what the client left behind.
_ENDING = 10.0
#: Seconds after which it is looked whether a process that tells nothing has ended.
_LOOKING = 0.1
_CHUNK = 1 << 16


class Running:
    """A client that was started, with a channel in which its cell's first process tells of it; None: it has none."""

    def __init__(
        self, process: subprocess.Popen[bytes], channel: socket.socket | None, witness: int | None, output: Output
    ) -> None:
        self._process, self._channel, self._output = process, channel, output
        self._said, self._lines = bytearray(), b""
        self.told: dict[str, Any] = {}
        self._selector = selectors.DefaultSelector()
        assert process.stdout is not None
        self._hear(process.stdout.fileno(), output.add)
        if witness is not None:
            self._hear(witness, self._testify)
        if channel is not None:
            self._hear(channel.fileno(), self._learn)

    def _hear(self, file: int, take: Callable[[bytes], object]) -> None:
        os.set_blocking(file, False)
        self._selector.register(file, selectors.EVENT_READ, take)

    def _testify(self, chunk: bytes) -> None:
        self._said += chunk
        if len(self._said) > LONGEST_TESTIMONY:
            raise LabBroken(f"the witness said more than {LONGEST_TESTIMONY >> 20} MiB")

    def _learn(self, chunk: bytes) -> None:
        *lines, self._lines = (self._lines + chunk).split(b"\n")
        for line in lines:
            # The first word counts: what could not be started has a status too.
            self.told = json.loads(line) | self.told

    @property
    def testimony(self) -> bytes:
        """What the witness said until now."""
        return bytes(self._said)

    @property
    def code(self) -> int | None:
        """The client's exit code, negative for a signal; None if nobody told it."""
        if "status" in self.told:
            return os.waitstatus_to_exitcode(self.told["status"])
        return self._process.poll() if self._channel is None else None

    def wait(self, deadline: float) -> bool:
        """Hear it until it ends; whether it did so before the deadline, a time of the monotonic clock."""
        while "status" not in self.told and self._process.poll() is None:
            if time.monotonic() > deadline:
                return False
            self._take(_LOOKING)
        return True

    def _take(self, patience: float) -> bool:
        """Take what there is, at most a chunk from each; whether there was any."""
        taken = False
        for key, _ in self._selector.select(patience):
            try:
                chunk = os.read(key.fd, _CHUNK)
            except BlockingIOError:
                continue
            if chunk:
                key.data(chunk)
                taken = True
            else:
                self._selector.unregister(key.fd)
        return taken

    def end(self) -> None:
        """End it with all that it started, and take what is left to hear of it."""
        try:
            self._end()
            # Whoever could still write, where there are no namespaces, is not waited for, nor heard without an end.
            deadline = time.monotonic() + _ENDING
            while self._take(0) and time.monotonic() < deadline:
                pass
        finally:
            self._selector.close()
            assert self._process.stdout is not None
            self._process.stdout.close()

    def _end(self) -> None:
        if self._channel is not None:
            self._channel.shutdown(socket.SHUT_WR)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_ENDING)
        for group in (self._process.pid, self.told.get("client")):
            if group is not None:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(group, signal.SIGKILL)
        self._process.wait()
