"""Let this process look up the names of a world, as a hosts file of its own would.

One rule: ``socket`` asks these names first, and else whatever it asks already; no code of anybody else is touched.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from harness.model.conditions.addresses import LOCAL_NAME, find_key, is_ip

_LOCK = threading.Lock()
#: The IP addresses by name of each block that lasts, the one begun last at the end.
_TABLES: list[Mapping[str, str]] = []
#: The functions of ``socket`` that look names up, and those that stand in for them. ``create_connection``, asyncio and
#: every library in Python ask the first; a library in C, such as pycurl, asks none.
_NAMES = ("getaddrinfo", "gethostbyname", "gethostbyname_ex")


@contextmanager
def resolve_names(hosts: Mapping[str, str]) -> Iterator[None]:
    """Let ``socket`` know these names in the block, in every thread; those that are added to them too."""
    with _LOCK:
        _TABLES.append(hosts)
        stand_ins = {name: _stand_in(getattr(socket, name)) for name in _NAMES} if len(_TABLES) == 1 else {}
        originals = {name: getattr(socket, name) for name in stand_ins}
        for name, function in stand_ins.items():
            setattr(socket, name, function)
        _ORIGINALS.update(originals)
    try:
        yield
    finally:
        with _LOCK:
            # By identity: two worlds may know the same names.
            del _TABLES[next(place for place, each in enumerate(_TABLES) if each is hosts)]
            if not _TABLES:
                for name, function in _ORIGINALS.items():
                    setattr(socket, name, function)


_ORIGINALS: dict[str, Callable[..., Any]] = {}


def _stand_in(original: Callable[..., Any]) -> Callable[..., Any]:
    def look_up(host: Any, *others: Any, **named: Any) -> Any:
        return original(find_ip(host) or host, *others, **named)

    return look_up


def find_ip(host: str | bytes | None) -> str:
    """Return the IP address of a name in a block that lasts, the one begun last first; empty if none has it."""
    text = host.decode(errors="replace") if isinstance(host, (bytes, bytearray)) else host or ""
    key = find_key(text) if isinstance(text, str) else ""
    if not key or key == LOCAL_NAME or is_ip(key):
        return ""
    return next((table[key] for table in reversed(_TABLES) if key in table), "")
