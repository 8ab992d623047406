"""Read versions and ranges of versions that others wrote.

One rule: any text may be given: Python refuses to read numbers of thousands of digits with an error of its own, and the
name of a file holds no more than 255 bytes.
"""

from __future__ import annotations

from functools import cache

from packaging.specifiers import SpecifierSet
from packaging.version import InvalidVersion, Version

#: Far more than any version that was ever released.
_LONGEST = 100


def shorten_version(text: str) -> str:
    """Return a text cut to the length of the longest version, to be shown in an error."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def read_version(text: str) -> Version | None:
    """Return the version that a text names, None if it names none or is senselessly long."""
    try:
        return Version(text) if len(text) <= _LONGEST else None
    except InvalidVersion:
        return None


@cache
def read_specifiers(text: str) -> SpecifierSet:
    """Return the range of versions that a text names (``>=24.2,<26``), parsed once. Raises ``ValueError`` otherwise."""
    return SpecifierSet(text)
