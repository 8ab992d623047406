from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from harness.provision.pythons import find_interpreters
from harness.provision.releases import find_cache_folder
from tests.support.product import (
    COMPARE,
    LAB,
    MATRIX,
    PYTHON,
    dead_address,
    environment,
    lab,
    matrix,
    ran,
    tail,
    without_index,
)

SCENARIO = "direct.shipped_store_vouches_for_the_origin"


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """A folder with things that are no pip."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.whl").write_text("no zip at all\n")
    with zipfile.ZipFile(tmp_path / "other-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("other/__init__.py", "")
        wheel.writestr("other-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\n")
    (tmp_path / "notes.txt").write_text("notes\n")
    return tmp_path


#: What is given, and the words of the line that answers it; {} is the folder of things that are no pip.
NO_PIPS = {
    "a release that does not exist": (("--pip", "25.9"), "there is no final pip release 25.9; nearest: 25.3 and 26.0"),
    "a range that matches none": (("--pip", ">=90"), "no pip release matches '>=90': there are "),
    "a range that is none": (("--pip", ">=new"), "'>=new' is not a range of releases: expected one such as"),
    "a release too old": (("--pip", "7.1.2"), "pip 7.1.2 is too old: the lab runs pip 8.0 and later"),
    "a file that is not a wheel": (("--pip", "{}/text.whl"), "{}/text.whl is not a wheel"),
    "a file that is nothing of the kind": (("--pip", "{}/notes.txt"), "{}/notes.txt is not a wheel"),
    "another project's wheel": (
        ("--pip", "{}/other-1.0-py3-none-any.whl"),
        "{}/other-1.0-py3-none-any.whl is the wheel of other 1.0, not of pip",
    ),
    "a tree without pip": (("--pip", "{}/empty"), "no pip in {}/empty: it has neither src/pip/__init__.py nor pip/"),
    "a path that does not exist": (
        ("--pip", "{}/absent"),
        "'{}/absent' does not name a pip: expected a release (25.0.1), ",
    ),
    "a Python that is not there": (("--pip", "25.2", "--python", "3.99"), "no Python '3.99' here: expected one of "),
}


@pytest.mark.parametrize(("arguments", "answer"), NO_PIPS.values(), ids=NO_PIPS)
def test_the_lab_answers_bad_input_with_one_line(given: Path, arguments: tuple[str, ...], answer: str) -> None:
    done = lab("run", SCENARIO, *(word.format(given) for word in arguments))
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith(f"Error: {answer.format(given)}")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", [LAB, MATRIX, COMPARE], ids=["lab", "matrix", "compare"])
def test_a_process_of_each_kind_ends_bad_use_with_one_line_and_its_code(command: tuple[str, ...]) -> None:
    arguments = ("run", SCENARIO, "--pip", "7.1.2") if command == LAB else ("--candidate", "7.1.2")
    done = ran((*command, *(("--pip", "7.1.2") if command == MATRIX else arguments)), environment())
    assert done.returncode == (2 if command == LAB else 4), done.stdout + done.stderr
    assert "error: pip 7.1.2 is too old: the lab runs pip 8.0 and later" in done.stderr.lower().splitlines()
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("workers", "wrong"), [("0", "a release too old"), ("0", "a tree without pip"), ("2", "a Python that is not there")]
)
def test_the_matrix_answers_bad_input_with_one_line(given: Path, workers: str, wrong: str) -> None:
    arguments, answer = NO_PIPS[wrong]
    done = matrix("-n", workers, *(word.format(given) for word in arguments))
    text = done.stdout + done.stderr
    assert done.returncode == 4, text
    assert any(line.startswith(f"ERROR: {answer.format(given)}") for line in text.splitlines()), text
    assert "Traceback" not in text


def test_an_unknown_option_is_named() -> None:
    done = matrix("--nonsense")
    assert done.returncode == 4
    assert "error: unrecognized arguments: --nonsense" in done.stderr


@pytest.mark.parametrize(
    ("words", "code"), [("nothing_like_this", 4), ("pip25.1", 5)], ids=["known at once", "known with the clients"]
)
def test_words_that_select_no_cell_are_named(words: str, code: int) -> None:
    done = matrix("-n", "0", "--pip", "25.2", "--python", PYTHON, "-k", words)
    assert done.returncode == code
    assert f"ERROR: -k {words!r} selects no cell" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_words_that_select_no_cell_are_named_before_an_index_is_asked(tmp_path: Path) -> None:
    with dead_address() as dead:
        done = matrix("-n", "0", "-k", "nothing_like_this", env=without_index(dead, tmp_path / "cache"))
    assert "ERROR: -k 'nothing_like_this' selects no cell" in done.stderr
    assert not (tmp_path / "cache").exists()


def test_a_number_of_workers_below_nought_is_refused() -> None:
    done = matrix("-n", "-1")
    assert done.returncode == 4
    assert tail(done.stderr) == "ERROR: -n -1 is no number of workers: expected 0 or more"


def test_results_that_cannot_be_written_end_the_run_before_it_starts(tmp_path: Path) -> None:
    absent = tmp_path / "absent" / "out.jsonl"
    done = matrix("--pip", "25.2", "--results", str(absent))
    assert done.returncode == 4
    assert tail(done.stderr) == f"ERROR: --results {absent}: No such file or directory"
    assert "Traceback" not in done.stderr


def test_without_an_index_and_with_nothing_kept_there_is_no_pip(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    find_interpreters(find_cache_folder())
    shutil.copytree(find_cache_folder() / "interpreters", cache / "interpreters")
    with dead_address() as dead:
        done = lab("run", SCENARIO, env=without_index(dead, cache))
    assert done.returncode == 2
    assert done.stderr.startswith("Error: the package index lists no pip releases (")
    assert done.stderr.endswith(f", and there are none in the cache {cache}\n")
    assert len(done.stderr.splitlines()) == 1


def test_without_an_index_what_is_kept_runs() -> None:
    fetched = lab("list", SCENARIO, "--pip", "latest", "--python", PYTHON)
    assert fetched.returncode == 0, fetched.stderr
    with dead_address() as dead:
        done = lab("run", SCENARIO, "--python", PYTHON, env=without_index(dead, find_cache_folder()))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "\nPASS\n" in done.stdout
    assert done.stderr.startswith("warning: the package index lists no pip releases (")
    assert "): those that it listed last time are used" in done.stderr
