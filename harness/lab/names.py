"""A cell's own hosts file, which gives the nodes of its world their names (hosts(5), nsswitch.conf(5)).

One rule: every cell has one, and knows only the names in it. No other name is looked up anywhere.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

_TABLE, _SWITCH = "/etc/hosts", "/etc/nsswitch.conf"
_LOCAL = {"localhost": "127.0.0.1"}


def explain_no_names() -> str:
    """Return why a cell cannot have a hosts file of its own; empty if it can."""
    return "" if os.path.isfile(_TABLE) else f"there is no {_TABLE} to put another in the place of"


def _spell(name: str) -> tuple[str, ...]:
    """Return a name as it is and, of one with a dot at its end, without: some clients leave it out."""
    return tuple(dict.fromkeys((name, name.removesuffix("."))))


def list_added_names(folder: Path, hosts: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the mount (source, target) of this machine's hosts file with these names before its own; none for none.

    The file is written into the folder, once for each set of names.
    """
    if not hosts or not os.path.isfile(_TABLE):
        return ()
    added = "".join(f"{ip}\t{name}\n" for name, ip in hosts.items()).encode()
    text = added + Path(_TABLE).read_bytes()
    file = folder / f"added hosts {hashlib.sha256(text).hexdigest()[:16]}"
    if not file.exists():
        file.write_bytes(text)
    return ((str(file), _TABLE),)


def list_name_mounts(folder: Path, hosts: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the mounts (source, target) of a hosts file with localhost and these names and their IP addresses.

    The files are written into the folder, once for each set of names.
    """
    table = "".join(f"{ip}\t{spelled}\n" for name, ip in {**_LOCAL, **hosts}.items() for spelled in _spell(name))
    place = folder / f"hosts {hashlib.sha256(table.encode()).hexdigest()[:16]}"
    if not place.exists():
        place.mkdir(parents=True)
        (place / "hosts").write_text(table, encoding="utf-8")
        (place / "nsswitch.conf").write_text("hosts: files\n")
    mounts = ((f"{place}/hosts", _TABLE), (f"{place}/nsswitch.conf", _SWITCH))
    return tuple((what, over) for what, over in mounts if os.path.isfile(over))
