from __future__ import annotations

import re
import signal
import subprocess
from pathlib import Path

import pytest

from tests.support.product import LAB, PYTHON, environment, eventually, lab, started, tail

CELL = f"tunnelled.system_store_vouches_for_the_origin-pip25.0.1-py{PYTHON}"
SCENARIO = CELL.partition("-")[0]
SHIPPED = "direct.shipped_store_vouches_for_the_origin"
COMMANDS = ("list", "show", "run", "bisect", "report", "changes", "gate", "doctor")


def printed(*arguments: str, code: int = 0) -> str:
    """Return the output of a command that ends with this code."""
    done = lab(*arguments)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return done.stdout


def test_every_scenario_is_listed_with_its_claim() -> None:
    lines = printed("list").splitlines()
    assert lines[lines.index(SCENARIO) + 1] == "    The system store alone verifies the origin through a tunnel."
    assert len(lines) > 200


def test_words_choose_what_is_listed() -> None:
    listed = [line for line in printed("list", "tunnelled", "ssl_cert_file").splitlines() if line[:1] != " "]
    assert "tunnelled.ssl_cert_file_vouches_for_the_origin" in listed
    assert all("tunnelled" in name and "ssl_cert_file" in name for name in listed)


def test_words_that_nothing_holds_are_named() -> None:
    done = lab("list", "tunnelled", "nonsense")
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"Error: none of \d+ scenarios has tunnelled and nonsense in its id\n", done.stderr)


def test_cells_are_listed_with_the_reason_of_a_skip() -> None:
    lines = printed("list", SCENARIO, "--pip", "24.0", "--pip", "25.0.1", "--python", PYTHON, "--cells").splitlines()
    assert [line.partition("  skipped: ")[0] for line in lines] == [CELL.replace("25.0.1", "24.0"), CELL]
    assert "skipped: pip24.0 on Python" in lines[0]


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize("spelled", [(CELL,), (SCENARIO, "--pip", "25.0.1", "--python", PYTHON)], ids=["id", "options"])
def test_a_cell_is_shown_with_what_it_claims_and_how_it_is_run(spelled: tuple[str, ...]) -> None:
    shown = printed("show", *spelled)
    for words in (
        "claim:    The system store alone verifies the origin through a tunnel.",
        "because:  A client trusts the same stores behind a proxy as without one.",
        "expect:   accepts",
        "topology: tunnelled (client → connect-proxy → origin)",
        "trust:    system holds public",
        "exposes:  truststore-context-lost (pypa/pip#13288) on pip >=24.2,<25.2",
        f"client:   pip25.0.1-py{PYTHON}",
        f"run:      nox -s lab -- run {CELL}",
    ):
        assert words in shown


def test_a_scenario_that_is_not_there_is_named_with_its_neighbours() -> None:
    done = lab("show", "tunnelled.system_store_vouches_for_the_orgin")
    assert (done.returncode, done.stdout) == (2, "")
    unknown = "Error: unknown scenario 'tunnelled.system_store_vouches_for_the_orgin'"
    assert re.match(rf"{unknown}; the nearest of \d+: {SCENARIO}", done.stderr)
    assert len(done.stderr.splitlines()) == 1


def test_a_cell_is_not_given_a_second_pip() -> None:
    done = lab("run", CELL, "--pip", "26.3")
    assert done.returncode == 2
    assert done.stderr.startswith(f"Error: {CELL} names a client and a Python already")


def test_a_scenario_alone_stands_for_it_on_the_newest_pip() -> None:
    ran = printed("run", SHIPPED)
    assert re.search(rf"^  {re.escape(SHIPPED)}-pip\d[\d.]*-py3\.\d+$", ran, re.MULTILINE)
    assert "\nPASS\n" in ran


@pytest.mark.usefixtures("private")
def test_a_cell_with_a_known_defect_tells_all_and_ends_with_zero() -> None:
    ran = printed("run", CELL)
    for words in (
        "on the wire:\n  connect-proxy: CONNECT ",
        "origin: refused unknown_ca",
        "the client said:\n",
        "certificate verify failed",
        "\nKNOWN\n",
        "seen:      rejects the origin leg (unknown_ca) by another context than the session's; exit 1; through connect",
        "LOST  proxy_manager_for hands on no ssl_context.",
        f"replay:    nox -s lab -- run {CELL}",
    ):
        assert words in ran


@pytest.mark.usefixtures("private")
def test_a_cell_that_the_client_cannot_run_is_skipped_with_its_reason_and_ends_with_125() -> None:
    ran = printed("run", SCENARIO, "--pip", "24.0", "--python", PYTHON, code=125)
    assert f"why:       pip24.0 on Python {PYTHON} lacks: " in ran


def test_a_pip_that_cannot_fetch_fails_and_ends_with_one(tmp_path: Path) -> None:
    package = tmp_path / "dead" / "pip"
    bundle = package / "_vendor" / "certifi" / "cacert.pem"
    bundle.parent.mkdir(parents=True)
    bundle.touch()
    (package / "__init__.py").write_text('__version__ = "26.3"\n')
    (package / "__main__.py").write_text("raise SystemExit('ERROR: this pip does nothing')\n")
    ran = printed("run", SHIPPED, "--pip", str(package.parent), "--python", PYTHON, code=1)
    for words in (
        "\nFAIL\n",
        f"{SHIPPED}-pip26.3+dead-py{PYTHON}",
        "expected:  accepts",
        "client said:\n      ERROR: this pip does nothing",
        f"replay:    nox -s lab -- run {SHIPPED} --pip {package.parent} --python {PYTHON}",
    ):
        assert words in ran


@pytest.mark.usefixtures("private")
def test_a_kept_lab_can_be_poked_by_hand_and_goes_on_ctrl_c(tmp_path: Path) -> None:
    said, temporary = tmp_path / "said", tmp_path / "temporary"
    temporary.mkdir()
    env = environment({"TMPDIR": str(temporary)})
    with started((*LAB, "run", CELL, "--keep"), said, env) as kept:
        assert eventually(lambda: "Ctrl-C takes it down" in said.read_text() or kept.poll() is not None)
        command = said.read_text().partition("as the cell would run it:\n\n")[2].partition("\n\nindex: ")[0]
        by_hand = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=120, check=False)
        assert by_hand.returncode == 1, by_hand
        assert "certificate verify failed" in by_hand.stdout + by_hand.stderr
        assert kept.poll() is None
        kept.send_signal(signal.SIGINT)
        assert kept.wait(60) == 0, said.read_text()
    transcript = said.read_text().partition("Ctrl-C takes it down and prints the transcript.\n")[2]
    assert "connect-proxy: CONNECT " in transcript
    assert "origin: refused unknown_ca" in transcript
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    explained = printed(command, "--help")
    assert f"Usage: python -m harness {command} " in explained
    assert len(explained.splitlines()[2].split()) > 5
    for option in re.findall(r"^  (--\w+)", explained, re.MULTILINE):
        assert re.search(rf"{option}\b.{{3,}}[A-Za-z]{{3,}}", explained), explained


def test_the_lab_names_its_commands() -> None:
    explained = printed("--help")
    for command in COMMANDS:
        assert re.search(rf"^  {command} +\w+", explained, re.MULTILINE)
    assert f"{SCENARIO}-pip25.0.1-py3." in explained


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("nonsense",), "unknown command 'nonsense': expected one of advise, answers, bisect, "),
        (("list", "--nonsense"), "No such option '--nonsense'"),
        (("run",), "Missing argument 'CELL'"),
        (("report",), "Missing argument 'FILES...'"),
    ],
)
def test_a_wrong_use_is_named(arguments: tuple[str, ...], named: str) -> None:
    done = lab(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert tail(done.stderr).startswith(f"Error: {named}")


def test_the_doctor_says_what_this_machine_can_do() -> None:
    said = printed("doctor")
    for words in ("private namespaces", "unshare", "git", "cache", f"Python {PYTHON}.", "package index", "OpenSSL"):
        assert words in said
