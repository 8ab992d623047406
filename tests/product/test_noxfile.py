from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from harness.runs.matrix_command import list_matrix_words
from tests.support.product import COMPARE, MATRIX, ROOT, eventually, started

#: A session that ends with a command, as a program of its own.
SESSION = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from types import SimpleNamespace
import noxfile
noxfile.end_with(SimpleNamespace(bin={str(Path(sys.executable).parent)!r}), "-c", sys.argv[1])
"""
PATIENT = """
import signal, sys
try:
    print("ready", flush=True)
    signal.pause()
except KeyboardInterrupt:
    print("interrupted", flush=True)
    sys.exit(7)
"""
UNHURT = PATIENT.replace("7", "0")
DUTIFUL = """
import signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(9))
print("ready", flush=True)
signal.pause()
"""


@pytest.fixture(scope="module")
def noxfile() -> ModuleType:
    """The noxfile, read as nox does: in its own folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        patch.syspath_prepend(ROOT)
        return import_module("noxfile")


@pytest.fixture
def session(noxfile: ModuleType, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """As much of a session as ends with a command, in this environment, which has all that is needed."""
    monkeypatch.setattr(noxfile, "install", lambda *_: None)
    return SimpleNamespace(bin=str(Path(sys.executable).parent))


@pytest.fixture
def fresh(tmp_path: Path) -> tuple[SimpleNamespace, list[tuple[str, ...]]]:
    """A session in an environment with nothing in it, and what is installed there."""
    installed: list[tuple[str, ...]] = []
    (tmp_path / "bin").mkdir()
    names = {"name": "lab", "bin": str(tmp_path / "bin"), "log": lambda _line: None}
    return SimpleNamespace(**names, install=lambda *words, log: installed.append((*words, log))), installed


def test_the_sessions_are_those_that_the_readme_speaks_of(noxfile: ModuleType) -> None:
    sessions = {name for name, value in vars(noxfile).items() if type(value).__name__ == "Func"}
    assert {"matrix", "bisect", "compare", "lab", "tests", "lint"} <= sessions
    assert all((vars(noxfile)[name].__doc__ or "").strip() for name in sessions)


def test_the_matrix_is_run_as_these_tests_run_it() -> None:
    assert set(MATRIX[4:]) <= set(list_matrix_words())


def test_a_bisect_ends_with_the_code_of_its_command(
    noxfile: ModuleType, session: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    session.posargs = ["no.such_scenario"]
    with pytest.raises(SystemExit) as ended:
        noxfile.bisect.func(session)
    assert ended.value.code == 2
    assert capfd.readouterr().err.startswith("Error: unknown scenario 'no.such_scenario'")


def test_what_is_needed_is_installed_once_and_without_a_list_of_it(
    noxfile: ModuleType, fresh: tuple[SimpleNamespace, list[tuple[str, ...]]]
) -> None:
    session, installed = fresh
    for _ in range(2):
        noxfile.install(session, "lab")
    assert installed == [("-q", *noxfile.groups("lab"), False)]


def test_what_is_needed_is_installed_again_once_something_else_is(
    noxfile: ModuleType, fresh: tuple[SimpleNamespace, list[tuple[str, ...]]]
) -> None:
    session, installed = fresh
    noxfile.install(session, "lab")
    noxfile.install(session, "lab", "lint")
    assert len(installed) == 2
    assert "nox>=2025.5" in installed[1]


def test_an_installation_that_fails_is_tried_again(
    noxfile: ModuleType, fresh: tuple[SimpleNamespace, list[tuple[str, ...]]]
) -> None:
    session, installed = fresh
    installs, session.install = session.install, lambda *_, **__: pytest.fail("no route")
    with pytest.raises(pytest.fail.Exception):
        noxfile.install(session, "lab")
    session.install = installs
    noxfile.install(session, "lab")
    assert len(installed) == 1


def test_a_command_that_succeeds_ends_quietly(noxfile: ModuleType, session: SimpleNamespace) -> None:
    noxfile.end_with(session, "-c", "")


@pytest.mark.parametrize(("own", "ends_with"), [(1, 1), (2, 2), (4, 2), (5, 2), (125, 125)])
def test_a_session_ends_with_the_code_of_its_command(
    noxfile: ModuleType, session: SimpleNamespace, own: int, ends_with: int
) -> None:
    with pytest.raises(SystemExit) as ended:
        noxfile.end_with(session, "-c", f"raise SystemExit({own})", codes={4: 2, 5: 2})
    assert ended.value.code == ends_with


def test_the_handlers_of_signals_are_put_back(noxfile: ModuleType, session: SimpleNamespace) -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    noxfile.end_with(session, "-c", "")
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


@pytest.mark.parametrize("name", ["matrix", "compare"])
def test_what_a_run_says_of_bad_use_is_two(
    noxfile: ModuleType, session: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(ROOT)
    session.posargs = ["-n", "0", "--nonsense"]
    with pytest.raises(SystemExit) as ended:
        getattr(noxfile, name).func(session)
    assert ended.value.code == 2


def test_a_command_hears_ctrl_c_itself_and_its_end_is_an_interruption_whatever_its_code(tmp_path: Path) -> None:
    said = tmp_path / "said"
    with started((sys.executable, "-c", SESSION, PATIENT), said) as run:
        assert eventually(lambda: said.read_text() or run.poll() is not None)
        os.killpg(run.pid, signal.SIGINT)
        assert run.wait(60) == 2, said.read_text()
    assert said.read_text() == "ready\ninterrupted\n"


def test_a_command_that_was_done_when_ctrl_c_came_has_succeeded(tmp_path: Path) -> None:
    said = tmp_path / "said"
    with started((sys.executable, "-c", SESSION, UNHURT), said) as run:
        assert eventually(lambda: said.read_text() or run.poll() is not None)
        os.killpg(run.pid, signal.SIGINT)
        assert run.wait(60) == 0, said.read_text()


def test_a_command_is_told_of_a_termination(tmp_path: Path) -> None:
    said = tmp_path / "said"
    with started((sys.executable, "-c", SESSION, DUTIFUL), said) as run:
        assert eventually(lambda: said.read_text() or run.poll() is not None)
        run.terminate()
        assert run.wait(60) == 2, said.read_text()


def test_a_comparison_is_run_as_these_tests_run_it(
    noxfile: ModuleType, session: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []
    monkeypatch.setattr(noxfile, "end_with", lambda _session, *command, **_codes: ran.extend(command))
    session.posargs = ["--candidate", "26.3"]
    noxfile.compare.func(session)
    assert tuple(ran) == list_matrix_words("--compare", "--candidate", "26.3")[1:]
    assert set(COMPARE[4:]) <= set(ran)


@pytest.mark.parametrize(
    ("typed", "run"),
    [
        (["list"], ["list"]),
        (["diagnose", "--", "pip"], ["diagnose", "--in", "/there", "--", "pip"]),
    ],
)
def test_a_person_s_own_command_runs_in_their_folder(
    typed: list[str], run: list[str], noxfile: ModuleType, session: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(noxfile, "end_with", lambda _, *words: told.extend(words))
    session.posargs, session.invoked_from = typed, "/there"
    noxfile.lab.func(session) if hasattr(noxfile.lab, "func") else noxfile.lab(session)
    assert told == ["-m", "harness", *run]
