"""Another ``/etc`` for a cell: the machine's own, with a folder more.

One rule: nothing of the machine's is copied. Its ``/etc`` is mounted aside, and every entry of the other leads there.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

ETC = "/etc"


def top(file: str) -> str:
    """The folder right in ``/etc`` that holds a file: ``/etc/pki`` of ``/etc/pki/tls/cert.pem``."""
    return os.sep.join(file.split(os.sep)[:3])


def lacks(folder: str) -> bool:
    """Whether the machine has no such folder, or a link in its place, so that nothing can be mounted over it."""
    return not os.path.isdir(folder) or os.path.realpath(folder) != folder


def lay_out(place: Path, added: Iterable[str]) -> None:
    """Write another ``/etc`` below ``place``: links to the machine's entries, and folders that it has not got."""
    aside, other = place / "aside", place / "etc"
    aside.mkdir(parents=True)
    other.mkdir()
    for entry in os.scandir(ETC):
        # A relative link would lead elsewhere from below ``aside``.
        (other / entry.name).symlink_to(os.readlink(entry) if entry.is_symlink() else aside / entry.name)
    for folder in added:
        path = other / os.path.relpath(folder, ETC)
        path.unlink(missing_ok=True)
        path.mkdir()


def mounts(place: Path) -> tuple[tuple[str, str], ...]:
    """Pairs (what is mounted, over what), in this order, that put it into the place of the machine's."""
    return (ETC, f"{place}/aside"), (f"{place}/etc", ETC)
