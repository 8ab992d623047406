from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from harness.clients.inside import witness
from harness.diagnose import inside
from harness.diagnose.alone.child import add_witness, run_watched
from tests.support.product import LAB, ROOT

pytestmark = pytest.mark.client

DIAGNOSE = (*LAB, "diagnose", "--no-look", "--")


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, **more}


def diagnosed(*command: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (*DIAGNOSE, *command),
        input="given",
        cwd=ROOT,
        env=environment(**more),
        capture_output=True,
        text=True,
        check=False,
    )


def test_standard_input_output_and_the_exit_code_are_the_commands_own() -> None:
    code = "import sys; print(sys.stdin.read()); sys.stderr.write('heard'); sys.exit(7)"
    done = diagnosed(sys.executable, "-c", code)
    assert (done.returncode, done.stdout) == (7, "given\n")
    assert done.stderr.startswith("heard")


def test_a_signal_is_told_as_a_shell_tells_it() -> None:
    done = diagnosed(sys.executable, "-c", "import os; os.kill(os.getpid(), 9)")
    assert done.returncode == 128 + signal.SIGKILL


def test_a_signal_is_passed_on_to_the_command(tmp_path: Path) -> None:
    code = (
        "import signal, sys, time\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(9))\n"
        "print('ready', flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen(
        (*DIAGNOSE, sys.executable, "-c", code), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.terminate()
        assert process.wait(60) == 9
    assert list(tmp_path.iterdir()) == []


def test_a_person_s_own_startup_still_runs_and_their_path_stays(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import os\nif 'PIP_TRUST_LAB_WITNESS' in os.environ:\n    print('mine')\n"
    )
    (tmp_path / "own.py").write_text("print('on the path')\n")
    done = diagnosed(sys.executable, "-c", "import own, sitecustomize", PYTHONPATH=str(tmp_path))
    assert done.stdout == "mine\non the path\n"


def test_nothing_but_the_path_and_one_variable_is_changed(tmp_path: Path) -> None:
    before = {"HOME": "/somewhere", "PYTHONPATH": "/own"}
    after = add_witness(before, str(tmp_path), "/told")
    assert after.pop("PIP_TRUST_LAB_WITNESS") == "/told"
    assert after.pop("PYTHONPATH").split(os.pathsep) == [str(tmp_path / "witness"), str(tmp_path / "more"), "/own"]
    assert after == {"HOME": "/somewhere"}


def test_every_module_of_the_witness_is_on_the_path(tmp_path: Path) -> None:
    add_witness({}, str(tmp_path), "/told")
    for package, name in ((witness, "witness"), (inside, "more")):
        own = {path.name for path in Path(package.__path__[0]).glob("*.py")} - {"__init__.py"}
        assert {path.name for path in (tmp_path / name).iterdir()} == own


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ended = run_watched([sys.executable, "-c", "import ssl; ssl.create_default_context()"], environment(), True)
    assert ended.code == 0
    assert {json.loads(line)["event"] for line in ended.testimony.splitlines()} >= {"process", "context", "loaded"}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Error: there is no command: expected one after --"),
        (("--", "no-such-tool"), "Error: there is no no-such-tool: expected a command that can be run"),
        (("--report", "/nowhere/report.json", "--", "true"), "Error: no report can be written to /nowhere/report.json"),
        (("--in", "/nowhere", "--", "true"), "Error: --in /nowhere is no folder"),
    ],
)
def test_wrong_use_is_one_line_and_two(words: tuple[str, ...], said: str) -> None:
    done = subprocess.run((*LAB, "diagnose", *words), cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith(said)
