"""Read everything that comes from a client's process: its output, its witness's testimony, and how it ended.

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
from harness.runs.output import ClientOutput

#: The most bytes that a witness may write.
LONGEST_TESTIMONY = 1 << 24
#: Seconds for a cell's first process to end what the client left behind.
_ENDING = 10.0
#: Seconds between two looks whether a silent process has ended, and what its witness has said meanwhile. A pipe has
#: room for more than that.
_LOOKING = 0.1
_CHUNK = 1 << 16


class RunningClient:
    """A started client; in ``channel``, None if it has none, its cell's first process reports about it."""

    def __init__(
        self, process: subprocess.Popen[bytes], channel: socket.socket | None, witness: int | None, output: ClientOutput
    ) -> None:
        self._process, self._channel, self._output = process, channel, output
        self._said, self._lines = bytearray(), b""
        self._witness = witness
        self.report: dict[str, Any] = {}
        self._selector = selectors.DefaultSelector()
        assert process.stdout is not None
        self._read_from(process.stdout.fileno(), output.add_chunk)
        if witness is not None:
            os.set_blocking(witness, False)
        if channel is not None:
            self._read_from(channel.fileno(), self._read_messages)

    def _read_from(self, file: int, take: Callable[[bytes], object]) -> None:
        os.set_blocking(file, False)
        self._selector.register(file, selectors.EVENT_READ, take)

    def _add_testimony(self, chunk: bytes) -> None:
        self._said += chunk
        if len(self._said) > LONGEST_TESTIMONY:
            raise LabBroken(f"the witness said more than {LONGEST_TESTIMONY >> 20} MiB")

    def _read_messages(self, chunk: bytes) -> None:
        *lines, self._lines = (self._lines + chunk).split(b"\n")
        for line in lines:
            # The first message counts: a client that could not be started has a status too.
            self.report = json.loads(line) | self.report

    @property
    def testimony(self) -> bytes:
        """The testimony until now."""
        return bytes(self._said)

    @property
    def code(self) -> int | None:
        """The client's exit code, negative for a signal; None if it is unknown."""
        if "status" in self.report:
            return os.waitstatus_to_exitcode(self.report["status"])
        return self._process.poll() if self._channel is None else None

    def has_ended_by(self, deadline: float) -> bool:
        """Read until the client ends, and return whether it did so before a deadline of the monotonic clock."""
        while "status" not in self.report and self._process.poll() is None:
            if time.monotonic() > deadline:
                return False
            self._take_chunks(_LOOKING)
        return True

    def _take_chunks(self, patience: float) -> bool:
        """Read at most a chunk from each source and what the witness said, and return whether there was any."""
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
        return self._hear_witness() or taken

    def _hear_witness(self) -> bool:
        """Read what the witness has said. It says much in small pieces, so that none of them wakes this process."""
        before = len(self._said)
        if self._witness is not None:
            with contextlib.suppress(BlockingIOError):
                while chunk := os.read(self._witness, _CHUNK):
                    self._add_testimony(chunk)
        return len(self._said) > before

    def end_client(self) -> None:
        """End the client with all that it started, and read what is left."""
        try:
            self._end_processes()
            # Without namespaces a process may still write: it is not waited for, and not read for ever.
            deadline = time.monotonic() + _ENDING
            while self._take_chunks(0) and time.monotonic() < deadline:
                pass
        finally:
            self._selector.close()
            assert self._process.stdout is not None
            self._process.stdout.close()

    def _end_processes(self) -> None:
        if self._channel is not None:
            self._channel.shutdown(socket.SHUT_WR)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_ENDING)
        for group in (self._process.pid, self.report.get("client")):
            if group is not None:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(group, signal.SIGKILL)
        self._process.wait()
