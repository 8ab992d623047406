from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

import harness

RUN = """
import signal, sys
from harness.runs.ending import end_in_order
{before}
end_in_order()
try:
    print("ready", flush=True)
    sys.stdin.readline()
    print("not heard", flush=True)
except KeyboardInterrupt:
    print("ending", flush=True)
    sys.stdin.readline()
    print("cleared up", flush=True)
    sys.exit(2)
"""
LOCKING = """
import os, signal, sys, threading
from harness.runs.ending import end_in_order
end_in_order()
waiting = threading.Condition(threading.Lock())
def interrupt(frame, event, called):
    if event == "c_return" and frame.f_code.co_name == {function!r}:
        sys.setprofile(None)
        os.kill(os.getpid(), signal.SIGTERM)
sys.setprofile(interrupt)
try:
    with waiting:
        waiting.wait({seconds})
    signal.pause()
except KeyboardInterrupt:
    print("ending", waiting._lock.locked())
"""
NUMBERS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


def run(before: str = "") -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", RUN.format(before=before)],
        cwd=Path(harness.__file__).parents[1],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("first", NUMBERS, ids=lambda number: number.name)
def test_the_first_signal_ends_a_run_and_none_interrupts_its_clearing_up(first: signal.Signals) -> None:
    with run() as process:
        assert process.stdout
        assert process.stdin
        assert process.stdout.readline() == "ready\n"
        process.send_signal(first)
        assert process.stdout.readline() == "ending\n"
        for number in NUMBERS:
            process.send_signal(number)
        said, complaints = process.communicate("\n")
    assert (said, complaints, process.returncode) == ("cleared up\n", "", 2)


def test_a_signal_that_is_ignored_stays_ignored() -> None:
    with run("signal.signal(signal.SIGHUP, signal.SIG_IGN)") as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGHUP)
        said, _ = process.communicate("\n")
    assert (said, process.returncode) == ("not heard\n", 0)


@pytest.mark.parametrize(
    ("function", "seconds"), [("__enter__", 9), ("_release_save", 9), ("_acquire_restore", 0.01), ("__exit__", 0.01)]
)
def test_a_signal_waits_until_a_lock_is_taken_or_given_back(function: str, seconds: float) -> None:
    script = LOCKING.format(function=function, seconds=seconds)
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(harness.__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("ending False\n", "")
