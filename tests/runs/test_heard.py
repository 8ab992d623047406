from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import harness
from harness.model.errors import LabBroken
from harness.runs.process import run_client
from tests.runs.running import EITHER, RUN, WITHOUT_NAMESPACE, Mounts, invocation, python, with_a_witness

# Prints without an end.
FLOOD = """
import os, sys
chunk = b"." * (1 << 20)
while True:
    os.write(1, chunk)
"""
# Runs a client as the lab does, and tells how much memory that took.
MEASURED = (
    RUN.replace("run_client(Inv", "ended = run_client(Inv")
    + """
# Not by getrusage: its greatest size is also that of whoever started this.
(peak,) = (line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(ended.code, len(ended.output), peak)
"""
)


@pytest.mark.parametrize("mounts", EITHER)
def test_a_client_that_floods_is_stopped_and_takes_no_memory_of_the_labs(mounts: Mounts, tmp_path: Path) -> None:
    patient = MEASURED.replace("mounts =", "import harness.runs.process as p; p.PATIENCE = 3.0; mounts =")
    command = (sys.executable, "-c", patient, repr(mounts), *python(FLOOD))
    environment = {"PYTHONPATH": str(Path(harness.__file__).parents[1]), "PATH": os.environ["PATH"]}
    said = subprocess.check_output(command, cwd=tmp_path, env=environment, text=True, timeout=60)
    code, length, kilobytes = said.split()
    assert code == "None"
    assert int(length) < 4 << 20
    assert int(kilobytes) < 128 << 10


@pytest.mark.parametrize("mounts", EITHER)
def test_what_a_client_prints_of_its_secrets_is_told_by_name(mounts: Mounts, tmp_path: Path) -> None:
    asked = replace(
        invocation(tmp_path, *python("print('http://user:hush%21@proxy')"), mounts=mounts),
        secrets={"proxy password": "hush!", "index password": "quiet"},
    )
    assert run_client(asked).printed == ("proxy password",)


@pytest.mark.parametrize("mounts", EITHER)
def test_a_witness_is_heard_whichever_process_it_speaks_in(mounts: Mounts, tmp_path: Path) -> None:
    say = "for _ in range(2000):\n    open(sys.argv[1], 'a').write('x' * 99 + '\\n')\n"
    said = run_client(with_a_witness(tmp_path, f"parent = os.fork()\n{say}parent and os.wait()\n", mounts)).testimony
    assert said == (b"x" * 99 + b"\n") * 4000
    assert run_client(with_a_witness(tmp_path, "", mounts)).testimony == b""
    assert run_client(invocation(tmp_path, "/bin/true")).testimony is None


@pytest.mark.parametrize("mounts", EITHER)
def test_a_witness_that_says_more_than_anybody_reads_is_the_labs_trouble(mounts: Mounts, tmp_path: Path) -> None:
    say = "file = open(sys.argv[1], 'wb')\nwhile True:\n    file.write(b'x' * (1 << 20))\n"
    with pytest.raises(LabBroken, match="the witness said more than 16 MiB"):
        run_client(with_a_witness(tmp_path, say, mounts))


@pytest.mark.parametrize(
    "put", ["os.mkdir(sys.argv[1])", "os.mkfifo(sys.argv[1])", "os.symlink('/dev/zero', sys.argv[1])"]
)
def test_whatever_lies_in_the_place_of_a_testimony_afterwards_is_not_read(put: str, tmp_path: Path) -> None:
    say = "open(sys.argv[1], 'a').write('said\\n')\nos.unlink(sys.argv[1])\n"
    assert run_client(with_a_witness(tmp_path, say + put, WITHOUT_NAMESPACE)).testimony == b"said\n"
