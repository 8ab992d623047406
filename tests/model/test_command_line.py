"""A command as it is typed in a checkout; ``tests/product/test_wheel.py`` has how it is where the lab is installed."""

import pytest

from harness.model.command_line import format_command


@pytest.mark.parametrize(
    ("command", "line"), [("run", "nox -s lab -- run a.b --keep"), ("bisect", "nox -s bisect -- a.b --keep")]
)
def test_a_command_goes_through_its_session(command: str, line: str) -> None:
    assert format_command(command, "a.b", "--keep") == line
