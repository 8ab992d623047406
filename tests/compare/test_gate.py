from __future__ import annotations

from pathlib import Path

import pytest

from harness.compare.gate import VARIABLES, find_parts, read_gate
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
