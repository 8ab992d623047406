from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.product import PYTHON, lab, matrix

THEIRS = ("--topology", "tunnelled", "--pip", "25.0.1", "--python", PYTHON)
UPGRADE = "python -m pip install --upgrade 'pip>=25.2'"


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
    assert "export SSL_CERT_FILE=/path/to/ca.pem" in works
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


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--store", "cert"), "--topology is missing: give one of direct, tunnelled, "),
        (("--pip", "26.3"), "--topology is missing"),
        (("--topology", "intercepted", "--store", "pip-conf"), "no scenario has pip-conf alone behind intercepted"),
        (("--topology", "direct", "--pip", ">=26"), ">=26 names several pips: expected one"),
        (("--topology", "direct", "--results", "nowhere.jsonl"), "nowhere.jsonl: No such file or directory"),
    ],
)
def test_what_cannot_be_answered_is_said_in_one_line(arguments: tuple[str, ...], why: str) -> None:
    done = lab("advise", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert why in done.stderr
    assert len(done.stderr.splitlines()) == 1
