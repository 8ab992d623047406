"""What others call a version, read as one.

One rule: pure, and whoever says it may say anything: Python refuses to read numbers of thousands of digits with an
error of its own, and a name of a file holds no more than 255 bytes.
"""

from __future__ import annotations

from functools import cache

from packaging.specifiers import SpecifierSet
from packaging.version import InvalidVersion, Version

#: Far more than any version that was ever released.
_LONGEST = 100


def shortened(text: str) -> str:
    """Return a text as far as a version may be long, to be shown in an error."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def read_version(text: str) -> Version | None:
    """Return the version that a text is, None if it is none or a senselessly long one."""
    try:
        return Version(text) if len(text) <= _LONGEST else None
    except InvalidVersion:
        return None


@cache
def read_specifiers(text: str) -> SpecifierSet:
    """Return the range of versions that a text is (``>=24.2,<26``), read once. Raises ``ValueError`` if it is none."""
    return SpecifierSet(text)
