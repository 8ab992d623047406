"""Format an unexpected error as one line that says what broke and where, whatever its text holds."""

from __future__ import annotations

import traceback
from pathlib import Path

from harness.model.errors import LabBroken, UsageError

_ROOT = Path(__file__).parents[2]
#: More of an error's text than this says nothing new.
_MOST = 400


def format_error(error: BaseException) -> str:
    """Return ``No space left on device: /tmp/… (harness/lab/stores.py:88, in write_bundle)``; a lab error unchanged."""
    if isinstance(error, (LabBroken, UsageError)):
        return " ".join(str(error).splitlines())
    return f"{_name_error(error)}{_locate_error(error)}"


def _name_error(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror and error.filename is not None:
        return f"{error.strerror}: {error.filename!s}"
    text = " ".join(str(error).split())[:_MOST]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _locate_error(error: BaseException) -> str:
    """Return the last of our own lines on the way to an error, in brackets; empty for none."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_ROOT / "harness")]
    if not ours:
        return ""
    last = ours[-1]
    return f" ({Path(last.filename).relative_to(_ROOT)}:{last.lineno}, in {last.name})"
