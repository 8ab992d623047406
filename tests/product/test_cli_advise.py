from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from harness.advise.advice import has_worked
from harness.advise.answers import open_live_answers
from harness.advise.question import Question, find_asked
from harness.catalogue.find import load_scenarios
from tests.support.product import LAB, PYTHON, ROOT, lab, matrix

THEIRS = ("--topology", "tunnelled", "--pip", "25.0.1", "--python", PYTHON)
UPGRADE = "--upgrade pip==25.2"


def said(*arguments: str) -> str:
    done = lab("advise", *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_without_options_the_choices_are_told() -> None:
    told = said()
    assert "--topology" in told
    assert "a proxy with an http:// address that inspects TLS" in told
    assert "export" not in told


def test_a_message_finds_the_defects_of_a_release_in_a_topology() -> None:
    message = "certificate verify failed: unable to get local issuer certificate"
    told = said("--error", message, "--pip", "25.0.1")
    assert "truststore-context-lost (pypa/pip#13288): since pip 24.2, fixed in pip 25.2" in told
    assert "proxy-leg-misses-openssl-defaults" not in told
    assert "truststore-context-lost" not in said("--error", message, "--pip", "26.3")
    assert "No known defect" in said("--error", "the disk is full")


@pytest.mark.usefixtures("private")
def test_what_fails_is_explained_and_every_way_that_works_has_a_line() -> None:
    told = said(*THEIRS)
    assert "It does not work with pip 25.0.1" in told
    assert "a known defect: truststore-context-lost (pypa/pip#13288), since pip 24.2, fixed in pip 25.2" in told
    works, _, fails = told.partition("What does not work:")
    assert UPGRADE in works
    assert "the oldest that works: 25.1.1 does not" in works
    assert "export SSL_CERT_FILE=/path/to/ca.pem" in works
    assert "/path/to/ca.pem must hold the authority that signed the index's own certificate; nothing else" in told
    assert "the bundle inside pip itself" in fails


@pytest.mark.usefixtures("private")
def test_results_that_are_there_answer_without_a_run(tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    cells = "tunnelled and (system_store_vouches_for_the_origin or ssl_cert_file_vouches) and not over_tls"
    matrix("--pip", "25.0.1", "--pip", "25.2", "--python", PYTHON, "-k", cells, "-n", "0", "--results", str(file))
    told = said(*THEIRS, "--results", str(file))
    assert UPGRADE in told
    assert "SSL_CERT_FILE" in told
    assert "REQUESTS_CA_BUNDLE" not in told
    done = lab("advise", "--topology", "direct", "--results", str(file))
    assert (done.returncode, done.stdout) == (2, "")
    assert "the results have no record of direct." in done.stderr


@pytest.mark.usefixtures("private")
def test_a_store_that_no_curated_scenario_has_is_asked_all_the_same() -> None:
    told = said("--topology", "intercepted", "--store", "pip-conf", "--pip", "24.0", "--python", PYTHON)
    assert "It works with pip 24.0" in told
    assert "side effect: hosts for which only the bundle inside pip vouches are refused while it is set" in told


@pytest.mark.usefixtures("private")
def test_an_old_pip_and_a_full_system_store_can_be_spoken_of() -> None:
    told = said("--topology", "intercepted", "--pip", "24.0", "--python", PYTHON)
    assert "It does not work with pip 24.0" in told
    assert "lacks: reading the system store without being asked" in told


@pytest.mark.usefixtures("private")
def test_whoever_has_an_intermediate_is_not_told_that_it_works() -> None:
    told = said(
        "--topology", "intercepted", "--store", "cert", "--ca", "intermediate", "--pip", "26.3", "--python", PYTHON
    )
    assert "It does not work with pip 26.3" in told
    assert "An intermediate is no anchor" in told
    assert "the root itself, in a file given with --cert" in told.partition("What does not work:")[0]


@pytest.mark.usefixtures("private")
def test_whoever_lacks_a_password_is_told_how_to_give_one_and_what_is_left() -> None:
    told = said("--topology", "tunnelled", "--store", "cert", "--login", "missing", "--pip", "26.3", "--python", PYTHON)
    assert "broken (http_407)" in told
    assert "export HTTPS_PROXY='http://USER:PASSWORD@PROXY:PORT'" in told
    assert "getpass" in told
    assert "opens-the-proxy" not in told


def test_a_log_is_read_from_standard_input() -> None:
    log = "line\n" * 1000 + "(Caused by SSLError('unable to get issuer certificate (_ssl.c:1007)'))\npip 26.3 from /x\n"
    done = subprocess.run(
        [*LAB, "advise", "--error", "-"], input=log, capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert "an intermediate and not its root" in done.stdout
    assert "--ca intermediate --pip 26.3" in done.stdout
    piped = subprocess.run([*LAB, "advise"], input=log, capture_output=True, text=True, cwd=ROOT, check=True)
    assert piped.stdout == done.stdout


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--store", "cert"), "--topology is missing: give one of direct, tunnelled, "),
        (("--pip", "26.3"), "--topology is missing"),
        (("--topology", "direct", "--login", "missing"), "direct has no proxy to ask for it"),
        (("--topology", "tunnelled", "--login", "missing", "--ca", "intermediate"), "ask about one at a time"),
        (("--error", "x", "--store", "cert"), "--topology is missing"),
        (("--topology", "direct", "--pip", ">=26"), ">=26 names several pips: expected one"),
        (("--topology", "direct", "--results", "nowhere.jsonl"), "nowhere.jsonl: No such file or directory"),
    ],
)
def test_what_cannot_be_answered_is_said_in_one_line(arguments: tuple[str, ...], why: str) -> None:
    done = lab("advise", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert why in done.stderr
    assert len(done.stderr.splitlines()) == 1


#: Each tells a column of the page from its neighbour, or a row.
SAMPLE = [
    ("intercepted", "system", "25.1.1"),
    ("intercepted", "system", "25.2"),
    ("tunnelled", "ssl-cert-file", "24.1.2"),
    ("tunnelled-over-tls", "system", "26.1.2"),
    ("tunnelled-over-tls", "system", "26.2.1"),
    ("intercepted-over-tls", "shipped", "24.1.2"),
    ("over-socks", "cert", "26.2.1"),
]


@pytest.mark.client
@pytest.mark.usefixtures("private")
@pytest.mark.parametrize(("place", "store", "version"), SAMPLE)
def test_the_page_of_answers_says_what_is_so_today(place: str, store: str, version: str) -> None:
    page = (ROOT / "docs" / "answers.md").read_text()
    section = page.partition(f"\n## {place}\n")[2].partition("\n## ")[0]
    lines = section.splitlines()
    heads = next(line for line in lines if line.startswith("| CA in, pip")).split(" | ")
    row = next(line for line in lines if line.startswith(f"| [{store}]")).rstrip(" |").split(" | ")
    with open_live_answers(version, None) as answers:
        name, scenario = find_asked(load_scenarios(), Question(topology=place, store=store)) or pytest.fail("none")
        record = answers.find_records([(name, scenario)])[name]
    told = row[[head.rstrip(" |") for head in heads].index(version)]
    assert told.startswith("yes" if has_worked(record) else "no"), record.observed
