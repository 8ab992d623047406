"""The properties as ``nox -s properties`` runs them, asked for what they cannot do."""

from __future__ import annotations

import sys

import pytest

from tests.support.product import QUIET, environment, ran

#: Each starts pip, or a process that runs cells.
pytestmark = pytest.mark.client


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (("--pip", "99"), "there is no final pip release 99"),
        (("--examples", "0"), "'0' is not a number of examples: expected 1 or more"),
    ],
)
def test_a_wrong_use_ends_with_one_line_that_says_so(option: tuple[str, str], said: str) -> None:
    done = ran((sys.executable, "-m", "pytest", "properties", *QUIET, "-n", "0", *option), environment())
    assert done.returncode == 4
    assert [line for line in (done.stdout + done.stderr).splitlines() if said in line]
    assert "Traceback" not in done.stdout + done.stderr
