from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from harness.catalogue.find import load_scenarios
from harness.lab import loopback
from harness.lab.host import inspect_machine
from harness.model.cell import Cell
from harness.model.client import Client
from harness.model.errors import LabBroken
from harness.model.words import Verdict
from harness.runs.confined import Confined
from harness.runs.confined_pipeline import ConfinedPipeline
from tests.support.product import ROOT, alive, environment, eventually

#: Each starts pip, or a process that runs cells.
pytestmark = pytest.mark.client

#: What a job is to a process: some code, and its value.
Code = Confined[str, object]
ALIVE = "__import__('os').getpid()"


def evaluating(folder: Path) -> Callable[[str], object]:
    """Made in the confined process: evaluates code where ``folder`` and ``LabBroken`` are known."""
    return lambda code: eval(code, {"folder": folder, "LabBroken": LabBroken, "raising": raising, "os": os})


def impossible(_folder: Path) -> Callable[[str], object]:
    raise OSError("the disk is full")


def raising(error: Exception) -> None:
    raise error


@pytest.fixture
def confined(tmp_path: Path) -> Iterator[Code]:
    with closing(Code(tmp_path, evaluating)) as process:
        yield process


def test_jobs_are_done_one_after_another_by_one_other_process(confined: Code) -> None:
    first = confined.do_job(ALIVE)
    assert first == confined.do_job(ALIVE) != os.getpid()


def test_what_breaks_there_is_the_labs_trouble_and_ends_nothing(confined: Code) -> None:
    first = confined.do_job(ALIVE)
    with pytest.raises(LabBroken, match="a node died"):
        confined.do_job("raising(LabBroken('a node died'))")
    with pytest.raises(LabBroken, match="ZeroDivisionError: division by zero"):
        confined.do_job("1 / 0")
    assert confined.do_job(ALIVE) == first


def test_its_temporary_files_are_in_its_own_folder(confined: Code) -> None:
    assert confined.do_job("__import__('tempfile').gettempdir() == str(folder)")


def test_what_cannot_be_made_there_breaks_every_job(tmp_path: Path) -> None:
    with closing(Code(tmp_path, impossible)) as process:
        for _ in range(2):
            with pytest.raises(LabBroken, match="OSError: the disk is full"):
                process.do_job(ALIVE)
    (tmp_path / "file").touch()
    with pytest.raises(LabBroken, match="could not be started: "):
        Code(tmp_path / "file", evaluating).do_job(ALIVE)


@pytest.mark.parametrize(
    ("end", "how"),
    [
        ("os.kill(os.getpid(), 9)", "ended by SIGKILL"),
        ("os._exit(3)", "ended with exit code 3"),
        ("os.abort()", "SIGABRT"),
    ],
)
def test_a_process_that_ends_is_told_of_and_another_is_begun(
    end: str, how: str, confined: Code, tmp_path: Path
) -> None:
    first = confined.do_job(ALIVE)
    with pytest.raises(LabBroken, match=f"the process that runs cells .*{how}"):
        confined.do_job(end)
    assert confined.do_job(ALIVE) != first
    assert len(list(tmp_path.iterdir())) == 2


def test_a_process_that_was_killed_between_two_jobs_is_told_of_once(confined: Code) -> None:
    process = confined.do_job(ALIVE)
    assert isinstance(process, int)
    os.kill(process, signal.SIGKILL)
    with pytest.raises(LabBroken, match="ended by SIGKILL"):
        confined.do_job(ALIVE)
    assert confined.do_job(ALIVE) != process


def test_nothing_is_left_of_a_process_that_is_closed(confined: Code) -> None:
    process = confined.do_job(ALIVE)
    confined.close()
    assert not Path(f"/proc/{process}").exists()
    confined.close()


def test_its_only_network_is_loopback_where_the_machine_allows_it(confined: Code) -> None:
    if why := loopback.explain_no_loopback():
        pytest.skip(why)
    with socket.create_server(("127.0.0.1", 0)) as outside:
        address = outside.getsockname()
        assert confined.do_job(f"__import__('socket').socket().connect_ex({address!r})") == 111


def test_where_no_network_can_be_entered_it_has_the_machines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loopback, "explain_no_loopback", lambda: "not permitted")
    with closing(Code(tmp_path, evaluating)) as process, socket.create_server(("127.0.0.1", 0)) as outside:
        assert process.do_job(f"__import__('socket').socket().connect_ex({outside.getsockname()!r})") == 0


#: Asks for something that takes for ever; the process says in a file that it has begun.
ASKING = """
import sys
from pathlib import Path
from tests.runs.test_confined import Code, evaluating
Code(Path(sys.argv[1]), evaluating).do_job("open(folder.parent / 'begun', 'w').close(), __import__('time').sleep(600)")
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("whom", [os.kill, os.killpg], ids=["who asks", "the group"])
def test_it_ends_with_whoever_asks(number: int, whom: Callable[[int, int], None], tmp_path: Path) -> None:
    command = (sys.executable, "-c", ASKING, str(tmp_path))
    with subprocess.Popen(
        command, cwd=ROOT, env=environment({"TMPDIR": str(tmp_path)}), start_new_session=True, stderr=subprocess.PIPE
    ) as asking:
        assert eventually((tmp_path / "begun").exists, 30)
        assert len(alive(tmp_path)) == 2
        whom(asking.pid, number)
        _, said = asking.communicate(timeout=30)
    assert eventually(lambda: not alive(tmp_path), 30), alive(tmp_path)
    assert said.count(b"Traceback") == (number == signal.SIGINT)


@pytest.mark.usefixtures("private")
def test_a_cell_whose_process_is_killed_is_invalid_and_the_next_one_runs(
    pip: Callable[[str], Client], tmp_path: Path
) -> None:
    scenario_id = "tunnelled.system_store_vouches_for_the_origin"
    cell = Cell(scenario_id=scenario_id, scenario=load_scenarios()[scenario_id], client=pip("25.0.1"))
    with closing(ConfinedPipeline(tmp_path, inspect_machine())) as pipeline:
        first = pipeline.run_cell(cell)
        assert first.judged.verdict is Verdict.KNOWN, first
        assert first.judged.defect in cell.scenario.exposes
        assert pipeline._confined._running
        pipeline._confined._running[0].kill()
        lost = pipeline.run_cell(cell)
        assert lost.judged.verdict is Verdict.INVALID
        assert lost.judged.why == "the process that runs cells ended by SIGKILL"
        assert pipeline.run_cell(cell).judged.outcome == first.judged.outcome
