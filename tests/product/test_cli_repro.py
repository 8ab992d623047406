"""Scripts of cells, written by the command and run in folders with nothing else."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from harness.catalogue.find import load_scenarios
from harness.clients.registry import read_client_name
from tests.support.product import PATIENCE, PYTHON, eventually, lab
from tests.support.stocks import select_from_stock

FOUNDING = "tunnelled.system_store_vouches_for_the_origin"
BOTH = "tunnelled_over_tls.system_store_vouches_for_both_legs"
#: Each with what it ends in: every topology, and stores of every sort.
CELLS = {
    f"{FOUNDING}-pip25.0.1": "refuses the origin leg (unknown_ca)",
    f"{FOUNDING}-pip25.2": "accepts",
    "tunnelled.nobody_vouches_for_the_origin-pip26.3": "refuses the origin leg (unknown_ca)",
    "tunnelled.distro_store_vouches_for_the_origin-pip25.0.1": "accepts",
    "tunnelled.ssl_cert_dir_vouches_for_the_origin-pip26.3": "accepts",
    f"{BOTH}-pip26.1.2": "refuses the proxy leg (unknown_ca)",
    f"{BOTH}-pip26.3": "accepts",
    "direct.shipped_store_vouches_for_the_origin-pip26.3": "accepts",
    "direct.origin_shows_another_name-pip26.3": "refuses the origin leg (bad_certificate)",
    "intercepted.cert_flag_vouches_for_the_inspection-pip24.0": "accepts",
    "intercepted_over_tls.system_store_vouches_for_both_legs-pip26.3": "accepts",
    "forwarded.plain_index_needs_no_store-pip26.3": "accepts",
    "socks.system_store_vouches_for_the_origin-pip25.2": "accepts",
    "build_isolation.proxy_flag_reaches_the_build-pip24.3.1": "bypasses the proxy",
    "build_isolation.proxy_flag_reaches_the_build-pip26.3": "accepts",
    f"{FOUNDING}-pool_only=2.32.5+urllib3=2.6.3": "refuses the origin leg (unknown_ca)",
    f"{FOUNDING}-both_legs=2.32.5+urllib3=2.6.3": "accepts",
    "direct.shipped_store_vouches_for_the_origin-origin_leg=2.32.5+urllib3=2.6.3": "accepts",
}
#: All of it would break a client that it reached.
POISON = {
    "PIP_INDEX_URL": "https://nobody.invalid/simple",
    "PIP_CERT": "/nonsense",
    "SSL_CERT_FILE": "/nonsense",
    "REQUESTS_CA_BUNDLE": "/nonsense",
    "HTTPS_PROXY": "http://localhost:1",
    "PYTHONPATH": "/nonsense",
}


def written(cell: str, folder: Path) -> Path:
    """The script of a cell on the Python of these tests, alone in a folder."""
    folder.mkdir(exist_ok=True)
    done = lab("repro", f"{cell}-py{PYTHON}", "-o", str(folder / "repro.py"))
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr
    return folder / "repro.py"


def tree_of(cell: str) -> str:
    """The folder of the cell's client."""
    scenario, _, name = cell.partition("-")
    client = read_client_name(name)
    assert client is not None
    (planned,) = select_from_stock({scenario: load_scenarios()[scenario]}, client, pythons=[PYTHON])
    return planned.cell.client.tree


def surroundings(folder: Path) -> dict[str, str]:
    (folder / "temporary").mkdir(exist_ok=True)
    return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "TMPDIR": str(folder / "temporary"), **POISON}


def shown(script: Path, *words: str, python: str = sys.executable) -> subprocess.CompletedProcess[str]:
    """A script that ran to its end and left nothing behind."""
    done = subprocess.run(
        [python, str(script), *words],
        cwd=script.parent,
        env=surroundings(script.parent),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert sorted(each.name for each in script.parent.iterdir()) == ["repro.py", "temporary"]
    assert list((script.parent / "temporary").iterdir()) == []
    return done


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize("cell", CELLS)
def test_a_script_comes_to_what_the_lab_has_come_to(cell: str, tmp_path: Path) -> None:
    done = shown(written(cell, tmp_path), tree_of(cell))
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"Here:       {CELLS[cell]}\nIn the lab: {CELLS[cell]}\n" in done.stdout


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize(
    ("right", "wrong", "outcome"),
    [
        ('SYSTEM_STORE = ["public"]', 'SYSTEM_STORE = ["other"]', "refuses the origin leg (unknown_ca)"),
        ('"localhost": "127.0.0.1"', '"elsewhere": "127.0.0.1"', "fails, the proxy's last answer being 502"),
        ('"http://localhost:{proxy.port}"', '""', "bypasses the proxy"),
    ],
    ids=["trust", "proxy", "route"],
)
def test_a_script_that_is_broken_says_so(right: str, wrong: str, outcome: str, tmp_path: Path) -> None:
    script = written(f"{FOUNDING}-pip26.3", tmp_path)
    text = script.read_text(encoding="utf-8")
    assert right in text
    script.write_text(text.replace(right, wrong).replace('in ("public",)', 'in ("public", "other")'), encoding="utf-8")
    done = shown(script, tree_of(f"{FOUNDING}-pip26.3"))
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"Here:       {outcome}\nIn the lab: accepts\n" in done.stdout


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("path.write_bytes(pem(*SYSTEM_STORE))", 'path.write_bytes(b"")'),
        ("path.write_bytes(pem(*SYSTEM_STORE))", "path.write_bytes(trustme.CA().cert_pem.bytes())"),
        ("for each in hidden]", "for each in []]"),
    ],
    ids=["empty", "another", "not mounted"],
)
def test_a_refusal_proves_nothing_where_the_store_is_not_the_one_that_is_said(
    right: str, wrong: str, tmp_path: Path
) -> None:
    script = written(f"{FOUNDING}-pip25.0.1", tmp_path)
    text = script.read_text(encoding="utf-8")
    assert right in text
    script.write_text(text.replace(right, wrong), encoding="utf-8")
    done = shown(script, tree_of(f"{FOUNDING}-pip25.0.1"))
    said = "cannot be set up: the system store that the client would see is not SYSTEM_STORE\n"
    assert (done.returncode, done.stderr) == (125, said), done.stdout


@pytest.mark.usefixtures("private")
def test_a_script_runs_on_what_its_head_names_and_nothing_else(tmp_path: Path) -> None:
    script = written(f"{FOUNDING}-pip25.0.1", tmp_path / "alone")
    python = str(tmp_path / "v" / "bin" / "python")
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "v")], check=True)
    subprocess.run([python, "-m", "pip", "install", "-q", "trustme", "pip==25.0.1"], check=True, capture_output=True)
    done = shown(script, python=python)
    assert done.returncode == 0, done.stdout + done.stderr


def test_another_pip_than_the_named_one_cannot_be_set_up(tmp_path: Path) -> None:
    script = written(f"{FOUNDING}-pip25.0.1", tmp_path)
    script.write_text(script.read_text(encoding="utf-8").replace('"25.0.1"', '"0.1"'), encoding="utf-8")
    done = shown(script)
    assert done.returncode == 125
    assert done.stderr.startswith("cannot be set up: ")


@pytest.mark.usefixtures("private")
def test_a_folder_without_the_client_cannot_be_set_up(tmp_path: Path) -> None:
    done = shown(written(f"{FOUNDING}-pip26.3", tmp_path), "/usr")
    assert (done.returncode, done.stderr) == (125, "cannot be set up: /usr holds no folder pip\n")


@pytest.mark.usefixtures("private")
def test_ctrl_c_leaves_nothing_behind(tmp_path: Path) -> None:
    script = written(f"{FOUNDING}-pip26.3", tmp_path)
    # The proxy takes the connection, and says nothing.
    text = script.read_text(encoding="utf-8").replace("    def do_CONNECT(self):", "    def do_CONNECT(self):\n" + HANG)
    script.write_text(text, encoding="utf-8")
    output = tmp_path / "said"
    with output.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, str(script), tree_of(f"{FOUNDING}-pip26.3")], env=surroundings(tmp_path), stdout=file
        )
    assert eventually(lambda: b"proxy: hangs" in output.read_bytes())
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE) == 130
    assert list((tmp_path / "temporary").iterdir()) == []


HANG = """\
        saw("proxy", "hangs")
        self.rfile.read(1)
        return
"""


def test_a_file_that_is_there_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "repro.py"
    file.write_text("mine", encoding="utf-8")
    done = lab("repro", f"{FOUNDING}-pip26.3-py{PYTHON}", "-o", str(file))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"Error: {file} is there already: expected another file, or --replace\n"
    assert file.read_text(encoding="utf-8") == "mine"


@pytest.mark.usefixtures("private")
def test_a_file_is_replaced_where_that_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "repro.py"
    file.write_text("mine", encoding="utf-8")
    done = lab("repro", f"{FOUNDING}-pip26.3-py{PYTHON}", "-o", str(file), "--replace")
    assert done.returncode == 0, done.stderr
    assert file.read_text(encoding="utf-8").startswith("#!/usr/bin/env -S uv run --script\n# /// script\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nonsense.claim",), "nonsense.claim"),
        ((f"{FOUNDING}-pip26.3-py{PYTHON}", "--replace"), "--replace needs -o FILE"),
        (("git_requirements.git_ssl_cainfo_vouches_for_the_origin",), "action: build from a git repository"),
    ],
)
def test_bad_use_is_one_line_and_no_script(words: tuple[str, ...], said: str) -> None:
    done = lab("repro", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.splitlines()[-1].startswith("Error: ")


def test_help_says_what_the_exit_codes_of_a_script_mean() -> None:
    assert "125 if it could not be set up" in " ".join(lab("repro", "--help").stdout.split())
