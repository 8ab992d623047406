from __future__ import annotations

import re
from pathlib import Path

import pytest

from harness.model.errors import LabBroken, UsageError
from harness.provision.whole_files import check_writable
from harness.runs.trouble import format_error


def test_an_error_is_said_with_the_line_of_ours_that_it_came_from() -> None:
    with pytest.raises(AttributeError) as caught:
        check_writable(7)  # type: ignore[arg-type]
    place = r" \(harness/provision/whole_files\.py:\d+, in check_writable\)"
    assert re.fullmatch("AttributeError: 'int' object has no attribute 'is_dir'" + place, format_error(caught.value))


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (OSError(28, "No space left on device", "/tmp/x"), "No space left on device: /tmp/x"),
        (OSError(28, "No space left on device"), "OSError: [Errno 28] No space left on device"),
        (ValueError("one\n\n two"), "ValueError: one two"),
        (RuntimeError(), "RuntimeError"),
        (LabBroken("a node\nbroke"), "a node broke"),
        (UsageError("no pip"), "no pip"),
        (ValueError("x" * 5000), "ValueError: " + "x" * 400),
    ],
)
def test_an_error_is_one_line(error: Exception, line: str) -> None:
    assert format_error(error) == line
    assert Path(__file__).name not in line
