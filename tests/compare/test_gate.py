from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from harness.compare.gate import VARIABLES, Gate, find_parts, open_report_folder, read_gate
from harness.compare.shards import Shard
from harness.model.errors import UsageError


def asked(**variables: str) -> tuple[str, ...]:
    return read_gate({"GITHUB_WORKSPACE": "/ws", **variables}, Path("/elsewhere")).options


def test_a_path_counts_from_the_workspace_and_a_release_is_none() -> None:
    options = asked(LAB_BASELINE="26.3", LAB_CANDIDATE=".")
    assert options == ("--baseline", "26.3", "--candidate", "/ws")


@pytest.mark.parametrize("spec", ["latest", "26.3", "git+https://forge.example/pip.git@main", "/a/tree"])
def test_what_is_no_path_of_the_workspace_stays_as_it_is(spec: str) -> None:
    assert asked(LAB_CANDIDATE=spec) == ("--candidate", spec)


def test_paths_may_count_from_a_folder_of_the_workspace() -> None:
    options = asked(LAB_WORKSPACE="subject", LAB_OVERLAYS="urllib3=.\n\nrequests=../requests\n", LAB_TIMINGS="t.jsonl")
    overlays = ("--candidate-overlay", "urllib3=/ws/subject", "--candidate-overlay", "requests=/ws/subject/../requests")
    assert options == (*overlays, "--timings", "/ws/subject/t.jsonl")


def test_lines_are_options_each_and_words_are_one() -> None:
    options = asked(LAB_CANDIDATE="26.3", LAB_PYTHONS="3.12\n 3.13", LAB_SELECT="tunnelled and not build")
    assert options == ("--candidate", "26.3", "--python", "3.12", "--python", "3.13", "-k", "tunnelled and not build")


@pytest.mark.parametrize(
    ("variables", "base"),
    [({"GITHUB_WORKSPACE": "/github"}, "/github"), ({"CI_PROJECT_DIR": "/gitlab"}, "/gitlab"), ({}, "/here")],
)
def test_the_workspace_is_the_forges_or_the_folder_that_one_is_in(variables: dict[str, str], base: str) -> None:
    asked = read_gate({**variables, "LAB_CANDIDATE": "."}, Path("/here"))
    assert asked.options == ("--candidate", base)
    assert asked.results == Path(base) / "pip-trust-lab" / "results.jsonl"


def test_a_part_says_in_the_name_of_its_results_which_it_is() -> None:
    asked = read_gate({"LAB_CANDIDATE": ".", "LAB_SHARD": "2/3", "LAB_REPORT": "/report"}, Path("/here"))
    assert asked.results == Path("/report/results-2-of-3.jsonl")
    assert asked.shard == Shard(2, 3)
    assert asked.options[-2:] == ("--shard", "2/3")


def test_nothing_to_compare_is_named_with_what_would_be() -> None:
    with pytest.raises(UsageError, match="LAB_CANDIDATE and LAB_OVERLAYS are both empty"):
        read_gate(dict.fromkeys(VARIABLES, " "), Path("/here"))


def test_merging_asks_for_no_candidate() -> None:
    asked = read_gate({"LAB_MERGE": "parts"}, Path("/here"))
    assert (asked.merge, asked.options) == (Path("/here/parts"), ())


def test_the_parts_of_a_comparison_are_found_wherever_they_lie(tmp_path: Path) -> None:
    files = [tmp_path / "a" / "results-1-of-2.jsonl", tmp_path / "b" / "results-2-of-2.jsonl"]
    for file in (*files, tmp_path / "a" / "unfinished-results-1-of-2.jsonl"):
        file.parent.mkdir(exist_ok=True)
        file.touch()
    assert find_parts(tmp_path) == tuple(files)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["1-of-3", "3-of-3"], "the results of 2/3 are not in"),
        (["1-of-3", "1-of-2"], "are of different numbers of parts"),
        ([], "expected files such as results-1-of-4.jsonl"),
    ],
)
def test_a_part_that_is_missing_is_named(tmp_path: Path, names: list[str], words: str) -> None:
    for name in names:
        (tmp_path / f"results-{name}.jsonl").touch()
    with pytest.raises(UsageError, match=words):
        find_parts(tmp_path)


def test_a_gate_is_resumed_only_on_request() -> None:
    begun = read_gate({"LAB_CANDIDATE": ".", "LAB_REPORT": "/report"}, Path("/here"))
    assert (begun.resume, begun.begun) == (False, Path("/report/unfinished-results.jsonl"))
    assert read_gate({"LAB_CANDIDATE": ".", "LAB_RESUME": "1"}, Path("/here")).resume
    with pytest.raises(UsageError, match="LAB_RESUME is 'maybe': expected 1, or nothing"):
        read_gate({"LAB_CANDIDATE": ".", "LAB_RESUME": "maybe"}, Path("/here"))


def opened(tmp_path: Path, **variables: str) -> Gate:
    return read_gate({"LAB_CANDIDATE": "26.3", **variables}, tmp_path)


def test_a_gate_that_writes_nothing_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), open_report_folder(opened(tmp_path)):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_what_a_gate_writes_into_the_users_folder_is_hidden_from_git(tmp_path: Path) -> None:
    with open_report_folder(opened(tmp_path)):
        (tmp_path / "pip-trust-lab" / "results.jsonl").touch()
    assert {file.name for file in (tmp_path / "pip-trust-lab").iterdir()} == {".gitignore", "results.jsonl"}
    run_git("init", "-q", folder=tmp_path)
    assert run_git("status", "--porcelain", "--untracked-files=all", folder=tmp_path) == ""


def test_a_folder_that_is_named_or_was_there_stays_as_it_is(tmp_path: Path) -> None:
    with open_report_folder(opened(tmp_path, LAB_REPORT="named")):
        (tmp_path / "named" / "results.jsonl").touch()
    assert [file.name for file in (tmp_path / "named").iterdir()] == ["results.jsonl"]
    (tmp_path / "pip-trust-lab").mkdir()
    with open_report_folder(opened(tmp_path)):
        pass
    assert list((tmp_path / "pip-trust-lab").iterdir()) == []


def run_git(*words: str, folder: Path) -> str:
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout
