"""Do jobs in a process of its own, whose only network is loopback where the machine allows it.

One rule: whatever happens to that process, each job gets an answer, and nothing is left of it once it is closed.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any, Generic, TypeVar

from harness.lab import loopback
from harness.model.errors import LabBroken

_Job = TypeVar("_Job")
_Result = TypeVar("_Result")

#: Ctrl-C is for the parent; it waits until this process is ready to leave it to that.
_LAUNCH = (
    "import signal; signal.signal(signal.SIGINT, lambda *_: None); "
    "signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT}); "
    "import json, sys; sys.path[:] = json.loads(sys.argv.pop(1)); "
    "from harness.runs.confinement import run_confinement; run_confinement()"
)
#: Seconds for the process to end its job.
_ENDING = 15.0


class Confined(Generic[_Job, _Result]):
    """A process that does jobs; it is started for the first job, and again after it died.

    ``make`` is called there with a new folder below ``folder`` and returns the function that does a job. It, the jobs
    and their results are pickled.
    """

    def __init__(self, folder: Path, make: Callable[[Path], Callable[[_Job], _Result]]) -> None:
        self._folder, self._make = folder, make
        self._running: tuple[subprocess.Popen[bytes], Connection[Any, Any]] | None = None

    def do_job(self, job: _Job) -> _Result:
        """Return the result of a job. Raises ``LabBroken`` if the process breaks or ends on the way."""
        try:
            connection = self._open_connection()
            connection.send(job)
            result, broke = connection.recv()
        except (EOFError, ConnectionError):
            raise LabBroken(f"the process that runs cells {self._describe_end()}") from None
        except OSError as error:
            raise LabBroken(f"the process that runs cells could not be started: {error}") from None
        except BaseException:
            # Its answer would be taken for that to the next job.
            self.close()
            raise
        if broke:
            raise LabBroken(broke)
        return result  # type: ignore[no-any-return]

    def _open_connection(self) -> Connection[Any, Any]:
        """Return the connection to the process, which is started if it does not run."""
        if self._running is not None:
            return self._running[1]
        self._folder.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        ours, theirs = Pipe()
        network = "machine" if loopback.explain_no_loopback() else "loopback"
        path = json.dumps([os.path.abspath(each) for each in sys.path])
        with theirs, _without_interrupts():
            process = subprocess.Popen(
                [sys.executable, "-c", _LAUNCH, path, str(theirs.fileno()), network],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
        self._running = process, ours
        ours.send((self._make, folder))
        return ours

    def _describe_end(self) -> str:
        assert self._running is not None
        code = self._running[0].wait()
        self.close()
        with contextlib.suppress(ValueError):
            return f"ended by {signal.Signals(-code).name}"
        return f"ended with exit code {code}"

    def close(self) -> None:
        """End the process and all that it started."""
        if self._running is None:
            return
        (process, connection), self._running = self._running, None
        connection.close()
        try:
            process.wait(_ENDING)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def _without_interrupts() -> Iterator[None]:
    """Let Ctrl-C wait during the block, and in what is started there until it says otherwise."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
