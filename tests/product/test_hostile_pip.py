"""A pip that says what does harm wherever it can, run for real."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.product import PYTHON, lab, matrix
from tests.support.surroundings import write_pip

SCENARIO = "tunnelled.shipped_store_vouches_for_the_origin"
#: Prints it, asks a proxy for it and testifies to it.
MAIN = r"""
import os, socket, sys
harm = "::error::x##[error]y##vso[task.z]\x1b[2J\x9b\u202e"
print("ERROR: " + harm + "\n::stop-commands::t\r##teamcity[x]", flush=True)
witness = os.environ.get("PIP_TRUST_LAB_WITNESS")
if witness:
    import json
    with open(witness, "a") as file:
        file.write(json.dumps({"event": "process", "process": 1, "parent": 0, "python": harm}) + "\n")
        file.write(json.dumps({"event": "trouble", "process": 1, "doing": harm, "error": harm + "\n" + harm}) + "\n")
proxy = sys.argv[sys.argv.index("--proxy") + 1] if "--proxy" in sys.argv else os.environ.get("HTTPS_PROXY", "")
host, _, port = proxy.rpartition("/")[2].partition(":")
with socket.create_connection((host, int(port or 80))) as connection:
    connection.sendall(("CONNECT " + harm + ":443 HTTP/1.1\r\nHost: " + harm + "\r\n\r\n").encode())
    connection.settimeout(5)
    connection.recv(100)
sys.exit(1)
"""
HARM = re.compile(r"^\s*::[a-z-]+|##[a-z]*\[|[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", re.MULTILINE)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = write_pip(tmp_path / "tree", "26.3")
    (folder / "pip" / "__main__.py").write_text(MAIN)
    bundle = folder / "pip" / "_vendor" / "certifi" / "cacert.pem"
    bundle.parent.mkdir(parents=True)
    bundle.touch()
    return folder


@pytest.mark.parametrize("command", ["run", "witness"])
def test_a_cell_shows_what_a_pip_says_without_its_harm(command: str, tree: Path) -> None:
    done = lab(command, SCENARIO, "--pip", str(tree), "--python", PYTHON)
    assert ": :error::x" in done.stdout
    assert not HARM.search(done.stdout + done.stderr)


def test_a_matrix_shows_and_keeps_what_a_pip_says_without_its_harm(tree: Path, tmp_path: Path) -> None:
    results, page, summary = tmp_path / "r.jsonl", tmp_path / "p.html", tmp_path / "s.md"
    done = matrix(
        *("-n", "0", "-k", SCENARIO.replace(".", " and "), "--pip", str(tree), "--python", PYTHON),
        *("--results", str(results), "--tb=short", "-rA"),
    )
    assert ": :error::x" in done.stdout
    assert not HARM.search(done.stdout + done.stderr)
    assert not HARM.search(results.read_text())
    told = lab("report", str(results), "--html", str(page), "--markdown", str(summary))
    assert ": :error::x" in told.stdout
    assert not [text for text in (told.stdout, page.read_text(), summary.read_text()) if HARM.search(text)]
