"""The form in which the client's own code is on the machine."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from harness.model.capability import Capability


@dataclass(frozen=True, kw_only=True)
class _Form:
    """A form of a client's code, which is ``zipped`` if Python runs it, with its own bundle, from one zip file."""

    words: str
    zipped: bool = False
    needs: frozenset[Capability] = frozenset()


class Packaging(Enum):
    """The form of the client's code: a folder on Python's path, or one file.

    https://pip.pypa.io/en/stable/installation/#standalone-zip-application
    """

    FOLDER = _Form(words="a folder")
    ZIP = _Form(words="one zip file, as pip.pyz is", zipped=True, needs=frozenset({Capability.RUNS_ZIPPED}))
