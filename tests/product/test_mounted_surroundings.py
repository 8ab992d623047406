"""Runs on machines that mount their temporary folder, their ``/proc`` or an ``unshare`` as some distributions do."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.support.product import MATRIX, PYTHON, environment, ran, verdicts

pytestmark = pytest.mark.usefixtures("private")

#: A cell whose client executes a command in its folder, one with a store in /etc, and one that writes most.
CELLS = {
    f"build_options.keyring_variable_reaches_the_build-pip26.3-py{PYTHON}": "PASS",
    f"tunnelled.system_store_vouches_for_the_origin-pip26.3-py{PYTHON}": "PASS",
    f"direct.system_store_vouches_for_the_origin-pip26.3-py{PYTHON}": "PASS",
}
#: In namespaces of its own: mount something, then run the rest of the words.
MOUNTED = (shutil.which("unshare") or "unshare", "-rm", "sh", "-ec")
ON = 'mount -t tmpfs -o "$1" tmpfs "$TMPDIR"; shift; exec "$@"'
#: As containers do: nothing of /proc can be mounted anew where something of it is hidden.
MASKED = 'mount --bind /dev/null /proc/cpuinfo; mount --bind -o ro /proc/sys /proc/sys; exec "$@"'


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("options", ["nosuid,nodev,noexec", "nosuid", "nodev", "noexec,noatime"])
def test_cells_run_wherever_temporary_files_may_lie(options: str, temporary: Path) -> None:
    results = temporary.parent / "out.jsonl"
    command = (*MATRIX, "-n", "0", "--pip", "26.3", "--python", PYTHON, "-k", " or ".join(CELLS), "--results")
    env = environment({"TMPDIR": str(temporary)})
    done = ran((*MOUNTED, ON, "sh", options, *command, str(results)), env)
    assert verdicts(results) == CELLS, done.stdout + done.stderr


def test_cells_run_where_the_processes_of_others_cannot_be_hidden(temporary: Path) -> None:
    results = temporary.parent / "out.jsonl"
    command = (*MATRIX, "-n", "0", "--pip", "26.3", "--python", PYTHON, "-k", " or ".join(CELLS), "--results")
    done = ran((*MOUNTED, MASKED, "sh", *command, str(results)), environment({"TMPDIR": str(temporary)}))
    assert verdicts(results) == CELLS, done.stdout + done.stderr


#: An ``unshare`` that isolates nothing: it runs what it is given, as root where the real one has made it root.
FAKE = """#!{python}
import os, sys
words = sys.argv[1:]
while words[0].startswith("-"):
    words.pop(0)
os.execv(words[0], words)
"""


def test_an_unshare_that_isolates_nothing_mounts_nothing(tmp_path: Path, temporary: Path) -> None:
    fake = tmp_path / "bin" / "unshare"
    fake.parent.mkdir()
    fake.write_text(FAKE.format(python=sys.executable))
    fake.chmod(0o755)
    env = environment({"PATH": f"{fake.parent}{os.pathsep}{os.environ['PATH']}", "TMPDIR": str(temporary)})
    compared = (
        'cp /proc/self/mounts "$TMPDIR/before"; "$@"; code=$?; cmp /proc/self/mounts "$TMPDIR/before" || exit 77;'
    )
    cell = f"direct.system_store_vouches_for_the_origin-pip26.3-py{PYTHON}"
    words = (sys.executable, "-m", "harness", "run", cell)
    # Root in namespaces of the test's own, so that what would be mounted would not be the machine's.
    done = ran((*MOUNTED, f"{compared} exit $code", "sh", *words), env)
    assert done.returncode == 125, done.stdout + done.stderr
    assert "no mnt namespace of its own" in done.stdout
