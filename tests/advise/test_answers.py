from __future__ import annotations

from pathlib import Path

import pytest
from packaging.version import Version

from harness.advise.answers import RecordedAnswers, choose_host, has_own_store
from harness.model.capability import Capability
from harness.model.client import Interpreter
from harness.model.errors import UsageError
from harness.model.record import encode_record
from tests.advise.test_report import BAD, GOOD, SCENARIO

NAME = GOOD.scenario


def interpreter(file: Path, folder: Path) -> Interpreter:
    return Interpreter(
        executable="", version="3.12.1", openssl="", openssl_cafile=str(file), openssl_capath=str(folder)
    )


def test_a_python_whose_openssl_finds_a_file_or_a_hashed_folder_has_a_store(tmp_path: Path) -> None:
    file, folder = tmp_path / "cert.pem", tmp_path / "certs"
    assert not has_own_store(interpreter(file, folder))
    folder.mkdir()
    (folder / "readme").touch()
    assert not has_own_store(interpreter(file, folder))
    (folder / "002c0b4f.0").touch()
    assert has_own_store(interpreter(file, folder))
    (folder / "002c0b4f.0").unlink()
    file.touch()
    assert has_own_store(interpreter(file, folder))


def test_a_host_that_is_said_is_not_asked_for() -> None:
    assert choose_host("distro", None) == "distro"
    assert choose_host(None, "3.12") == "standalone"
    assert choose_host(None, None) == "standalone"


def test_a_python_that_is_not_there_is_named() -> None:
    with pytest.raises(UsageError, match="no Python at"):
        choose_host(None, "/nowhere/python")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "out.jsonl"
    path.write_bytes(encode_record(BAD) + encode_record(GOOD))
    return path


def test_records_answer_for_the_release_and_the_newer_ones(file: Path) -> None:
    answers = RecordedAnswers([file], "25.0", None)
    assert answers.find_records([(NAME, SCENARIO)]) == {NAME: BAD}
    assert answers.find_records([(NAME, SCENARIO)], "25.2") == {NAME: GOOD}
    assert answers.list_newer() == (Version("25.2"),)
    assert Capability.SYSTEM_STORE in answers.has
    assert Capability.SYSTEM_STORE not in answers.find_capabilities(Version("24.0"))


def test_without_a_release_the_newest_of_the_records_answers(file: Path) -> None:
    for pip in (None, "latest"):
        assert RecordedAnswers([file], pip, None).find_records([(NAME, SCENARIO)]) == {NAME: GOOD}


def test_records_of_another_python_do_not_answer(file: Path) -> None:
    with pytest.raises(UsageError, match="no record of a pip on this Python"):
        RecordedAnswers([file], None, "3.6")
