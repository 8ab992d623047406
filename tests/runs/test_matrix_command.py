from __future__ import annotations

from pathlib import Path

import pytest

from harness.runs.matrix_command import count_workers, find_scenarios_folder, list_matrix_words, list_worker_options
from tests.support.product import ROOT


def test_the_scenarios_are_named_by_their_whole_path_with_the_settings_of_the_lab() -> None:
    words = list_matrix_words("-k", "tunnelled")
    assert find_scenarios_folder() == ROOT / "scenarios"
    assert words[1:4] == ("-m", "harness.runs.run_pytest", str(ROOT / "scenarios"))
    assert words[words.index("-c") + 1] == str(ROOT / "pyproject.toml")
    assert words[-4:] == ("-n", str(count_workers()), "-k", "tunnelled")
    assert all(Path(word).is_absolute() for word in words if "/" in word)


@pytest.mark.parametrize(
    ("options", "added"),
    [
        ((), ("-n", "auto")),
        (("-n", "1"), ()),
        (("-n2",), ()),
        (("--numprocesses=2",), ()),
        (("-k", "x"), ("-n", "auto")),
    ],
)
def test_there_is_a_worker_per_core_unless_a_number_is_given(options: tuple[str, ...], added: tuple[str, ...]) -> None:
    assert list_worker_options(options) == added
