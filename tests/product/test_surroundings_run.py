from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

import pytest
from filelock import FileLock

from harness.model.record import read_results
from harness.provision import locks
from harness.provision.releases import find_cache_folder
from tests.support.product import (
    LAB,
    MATRIX,
    PYTHON,
    alive,
    environment,
    eventually,
    lab,
    matrix,
    ran,
    records,
    started,
    tells_how_to_go_on,
    verdicts,
)

TUNNELLED = "tunnelled.system_store_vouches_for_the_origin"
ONE = ("--pip", "26.3", "--python", PYTHON, "-k", f"{TUNNELLED}-pip")
RUN = (*LAB, "run", TUNNELLED, "--pip", "26.3", "--python", PYTHON)

pytestmark = pytest.mark.usefixtures("private")


def elsewhere(mounts: str, command: tuple[str, ...], **changes: str) -> subprocess.CompletedProcess[str]:
    """A command on a machine with other mounts, in a namespace of its own."""
    return ran(("unshare", "-rm", "sh", "-c", f'{mounts} && exec "$@"', "sh", *command), environment(changes))


def complaint(done: subprocess.CompletedProcess[str]) -> str:
    """The one line by which a run that cannot be ends."""
    assert done.returncode in {2, 4}, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert "INTERNALERROR" not in done.stdout + done.stderr
    (line,) = [line for line in done.stderr.splitlines() if line.lower().startswith("error: ")]
    return line[len("error: ") :]


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A cache of this test's own in which there is nothing to be fetched for."""
    folder = tmp_path / "cache"
    (folder / "trees").mkdir(parents=True)
    shutil.copy2(find_cache_folder() / "releases.json", folder)
    shutil.copytree(find_cache_folder() / "interpreters", folder / "interpreters")
    for path in (find_cache_folder() / "trees").glob("pip-26.3[.-]*"):
        if path.is_dir():
            shutil.copytree(path, folder / "trees" / path.name, symlinks=True)
        else:
            shutil.copy2(path, folder / "trees")
    return folder


@pytest.mark.parametrize("command", [RUN, (*MATRIX, "-n", "2", *ONE)], ids=["run", "matrix"])
def test_a_cache_that_may_only_be_read_is_named(command: tuple[str, ...], cache: Path) -> None:
    mounts = f"mount --bind {cache} {cache} && mount -o remount,bind,ro {cache}"
    done = elsewhere(mounts, command, PIP_TRUST_LAB_CACHE=str(cache))
    said = f"no cache can be kept in {cache}: Read-only file system; PIP_TRUST_LAB_CACHE names another"
    assert complaint(done) == said


@pytest.mark.parametrize("command", [RUN, (*MATRIX, "-n", "0", *ONE)], ids=["run", "matrix"])
@pytest.mark.parametrize("size", ["0", "1m", "5m"])
def test_a_cache_that_is_full_or_fills_is_named(command: tuple[str, ...], size: str, tmp_path: Path) -> None:
    room = tmp_path / "room"
    room.mkdir()
    full = f"head -c 70000 /dev/zero > {room}/zero" if size == "0" else "true"
    mounts = f"mount -t tmpfs -o size={'64k' if size == '0' else size} t {room} && {{ {full} 2>&1; true; }}"
    done = elsewhere(mounts, command, PIP_TRUST_LAB_CACHE=str(room))
    what = {
        "0": "no cache can be kept in",
        "1m": "pip 26.3 could not be downloaded",
        "5m": "pip 26.3 cannot be kept in",
    }
    assert re.match(rf"{what[size]} .*No space left on device", complaint(done))


@pytest.mark.parametrize("command", [RUN, (*MATRIX, "-n", "2", *ONE)], ids=["run", "matrix"])
@pytest.mark.parametrize("variable", ["TMPDIR", "PIP_TRUST_LAB_CACHE"])
def test_a_folder_with_a_colon_is_refused(command: tuple[str, ...], variable: str, tmp_path: Path) -> None:
    odd = tmp_path / "a:b"
    odd.mkdir()
    done = ran(command, environment({variable: str(odd)}))
    assert complaint(done).endswith(
        f"'{odd}', has ':' in its name, so that it cannot be passed to a client; {variable} names another"
    )
    assert list(odd.iterdir()) == []


@pytest.mark.parametrize("command", [RUN, (*MATRIX, "-n", "2", *ONE)], ids=["run", "matrix"])
def test_a_folder_for_temporary_files_that_is_not_there_is_named(command: tuple[str, ...], tmp_path: Path) -> None:
    done = ran(command, environment({"TMPDIR": str(tmp_path / "absent")}))
    said = f"TMPDIR names {tmp_path}/absent, where no temporary file can be written: No such file or directory"
    assert complaint(done) == said


def test_a_disk_that_fills_is_the_labs_own_trouble_in_each_cell(tmp_path: Path) -> None:
    room, results = tmp_path / "room", tmp_path / "out.jsonl"
    room.mkdir()
    run = (*MATRIX, "-n", "1", *ONE, "--results", str(results))
    done = elsewhere(f"mount -t tmpfs -o size=24k t {room}", run, TMPDIR=str(room))
    assert done.returncode == 2, done.stdout + done.stderr
    assert set(verdicts(results).values()) == {"INVALID"}
    assert re.search(r"why: .*(No space left on device|had no room)", done.stdout), done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_a_property_of_which_nothing_is_known_is_no_failure(tmp_path: Path) -> None:
    room = tmp_path / "room"
    room.mkdir()
    wire = (*MATRIX[:3], "properties", *MATRIX[4:], "-n", "0", "--examples", "1", "-k", "session-memory")
    done = elsewhere(f"mount -t tmpfs -o size=16k t {room}", (*wire, "--pip", "26.3", *ONE[2:4]), TMPDIR=str(room))
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_records_for_which_there_is_no_room_end_the_run_and_lose_none(tmp_path: Path) -> None:
    room, kept = tmp_path / "room", tmp_path / "kept.jsonl"
    room.mkdir()
    run = (*MATRIX, "-n", "1", "--pip", "26.3", "--python", PYTHON, "-k", "tunnelled", "--results", str(room / "out"))
    copying = f'"$@"; code=$?; cp {room}/out {kept}; exit $code'
    mounts = f"mount -t tmpfs -o size=12k t {room} && set -- sh -c '{copying}' sh \"$@\""
    done = elsewhere(mounts, run)
    assert done.returncode == 2, done.stdout + done.stderr
    assert f"--results {room}/out: No space left on device" in done.stdout + done.stderr
    assert not read_results(kept).cut
    assert 0 < len(read_results(kept).records) < len(read_results(kept).planned)
    assert "Traceback" not in done.stdout + done.stderr


def test_a_machine_without_shared_memory_runs_cells(tmp_path: Path) -> None:
    mounts = f"mount --bind {tmp_path} /dev/shm && mount -o remount,bind,ro /dev/shm"
    done = elsewhere(mounts, RUN)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "\nPASS\n" in done.stdout


@pytest.mark.parametrize(
    "surroundings",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1"},
        {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
    ids=["ASCII", "Latin-1", "C"],
)
def test_what_a_log_cannot_say_ends_no_run(surroundings: dict[str, str], tmp_path: Path) -> None:
    sides = ("--compare", "--baseline", "25.1.1", "--candidate", "25.2", *ONE[2:4], "-k", f"{TUNNELLED}-pip")
    pages = [word for name in ("html", "markdown") for word in (f"--{name}", str(tmp_path / name))]
    results = tmp_path / "out.jsonl"
    env = environment(surroundings)
    done = matrix("-n", "0", *sides, *pages, "--results", str(results), env=env)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " -> accepts" in done.stdout
    assert "→ accepts" in (tmp_path / "markdown").read_text(encoding="utf-8")
    changed = lab("changes", str(results), env=env)
    assert (changed.returncode, "UnicodeEncodeError" in changed.stderr) == (0, False)


@pytest.mark.parametrize("workers", ["0", "2"])
@pytest.mark.parametrize("option", ["-k", "-m"])
def test_an_expression_that_is_none_is_named_whoever_would_evaluate_it(workers: str, option: str) -> None:
    done = matrix("-n", workers, "--pip", "26.3", option, "a(b")
    assert complaint(done).startswith(f"{option} 'a(b' is not an expression: ")


def test_a_release_that_a_stopped_run_is_making_is_not_waited_for_for_ever(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("_QUIETLY", "_STOPPED", "_LOOKING"):
        monkeypatch.setattr(locks, name, 0.2)
    monkeypatch.setenv("PIP_TRUST_LAB_CACHE", str(cache))
    shutil.rmtree(cache / "trees")
    held = cache / "locks" / "download-26.3.lock"
    held.parent.mkdir()
    code = f"from filelock import FileLock\nwith FileLock({str(held)!r}):\n    print(flush=True)\n    input()\n"
    holder = subprocess.Popen((LAB[0], "-c", code), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert holder.stdout
        holder.stdout.readline()
        holder.send_signal(signal.SIGSTOP)
        done = lab(*RUN[3:])
        assert done.returncode == 2, done.stderr
    finally:
        holder.kill()
        holder.communicate()
    waiting, gave_up = done.stderr.splitlines()
    who = f"another run of the lab, process {holder.pid} (stopped)"
    assert waiting.startswith(f"waiting for {who}, which makes download-26.3 (")
    assert gave_up == f"Error: download-26.3 cannot be made: {who} holds {held} and does not release it"
    assert FileLock(held).acquire(blocking=False)


@pytest.mark.parametrize(
    "signals", [[signal.SIGHUP], [signal.SIGTERM], [signal.SIGINT] * 5], ids=["HUP", "TERM", "INT"]
)
@pytest.mark.parametrize("command", [MATRIX, (*LAB, "bisect")], ids=["matrix", "bisect"])
def test_all_of_a_run_may_be_told_to_end_and_more_than_once(
    command: tuple[str, ...], signals: list[signal.Signals], tmp_path: Path
) -> None:
    temporary, said, results = tmp_path / "temporary", tmp_path / "said", tmp_path / "out.jsonl"
    temporary.mkdir()
    pips = ("-n", "2", "--pip", "25.2", "--pip", "26.3", "--python", PYTHON, "-k", "tunnelled or intercepted")
    what = pips if command == MATRIX else (TUNNELLED.replace("system", "shipped"), "--old", "24.0", "--new", "25.1.1")
    env = environment({"TMPDIR": str(temporary)})
    with started((*command, *what, "--results", str(results)), said, env) as run:
        assert eventually(lambda: records(results) or run.poll() is not None), said.read_text()
        for number in signals:
            if run.poll() is None:
                os.killpg(run.pid, number)
        assert run.wait(60) == 2, said.read_text()
    assert eventually(lambda: not alive(temporary), 60), alive(temporary)
    assert list(temporary.iterdir()) == []
    assert "Traceback" not in said.read_text()
    assert tells_how_to_go_on(said.read_text(), results)
    assert records(results)
