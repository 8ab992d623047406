"""The libraries that are installed beside a client, where it looks for them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, kw_only=True)
class _Library:
    """A library as the package index has it, by name and version; both are empty for none."""

    words: str
    name: str = ""
    version: str = ""
    speaks_socks: bool = False


class Beside(Enum):
    """The library that is installed beside the client. What a client vendors is its own, and is not meant."""

    NOTHING = _Library(words="nothing")
    #: urllib3, vendored or not, speaks SOCKS by it: https://urllib3.readthedocs.io/en/stable/reference/contrib/socks.html
    PYSOCKS = _Library(words="PySocks", name="PySocks", version="1.7.1", speaks_socks=True)
