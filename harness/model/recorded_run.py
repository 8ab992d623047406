"""The run that left a file of results: how it was called, when, and on what."""

from __future__ import annotations

import msgspec


class RecordedRun(msgspec.Struct, frozen=True, kw_only=True):
    """One run. It names no host, user or folder of its machine, so that results can be shown to anybody.

    ``command`` is what was typed, each path in it by its last name; ``started`` a time in UTC by ISO 8601; ``system``
    the operating system (``Debian GNU/Linux 12 (bookworm)``), ``machine`` its architecture (``x86_64``). ``lab`` is the
    lab's version, ``commit`` that of its checkout, with a ``+`` behind it if files had changed; each is empty where it
    is unknown. ``repository`` is where that commit lies on github.com, as ``owner/name``; links to sources need it.
    """

    command: str
    started: str
    system: str = ""
    machine: str = ""
    python: str = ""
    lab: str = ""
    commit: str = ""
    repository: str = ""
