"""Mounts, by the kernel's own calls: what is mounted where, and one more.

One rule: whoever calls this has made sure that its mount namespace is its own.
"""

from __future__ import annotations

import ctypes
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: From ``linux/mount.h``.
NO_SUID, NO_DEVICES, NO_EXECUTION = 2, 4, 8
_READ_ONLY, _REMOUNT, _NO_LINKS, _BIND, _RECURSIVE, _PRIVATE = 1, 32, 256, 4096, 16384, 1 << 18
#: What a user namespace may not take off a mount, as mountinfo has it. Times of access are kept where none is named.
_KEPT = {b"nosuid": NO_SUID, b"nodev": NO_DEVICES, b"noexec": NO_EXECUTION, b"nosymfollow": _NO_LINKS}

_libc = ctypes.CDLL(None, use_errno=True)


class Mount:
    """A line of ``/proc/self/mountinfo``: where it is mounted, and with which options."""

    def __init__(self, line: bytes) -> None:
        fields = line.split()
        self.number = int(fields[0])
        self.path = os.fsdecode(fields[4].decode("unicode_escape").encode("latin-1"))
        self.options = set(fields[5].split(b","))

    @property
    def is_read_only(self) -> bool:
        """Whether nothing can be written by way of it."""
        return b"ro" in self.options


def mounted() -> list[Mount]:
    """Every mount of this process's namespace, those that others hide among them."""
    with open("/proc/self/mountinfo", "rb") as file:
        return [Mount(line) for line in file]


def bind(what: str, over: str) -> None:
    """Mount a file or a folder, with what is mounted in it, over another."""
    _mount(what, over, None, _BIND | _RECURSIVE)


def mount_empty(folder: str, *, megabytes: int, mode: str = "755") -> None:
    """Mount an empty folder in memory, of which no more than so much can be filled."""
    _mount("tmpfs", folder, "tmpfs", NO_SUID | NO_DEVICES, f"size={megabytes}m,mode={mode}")


def mount_processes(folder: str) -> None:
    """Mount the processes of this namespace alone, read-only: root may turn screws of the kernel there."""
    _mount("proc", folder, "proc", NO_SUID | NO_DEVICES | NO_EXECUTION | _READ_ONLY)


def keep_apart() -> None:
    """Let no mount of this namespace reach another one, or the other way round."""
    _mount(None, "/", None, _RECURSIVE | _PRIVATE)


def make_read_only(but: Iterable[str]) -> None:
    """Make every mount but those at these paths read-only. Raises ``OSError`` if one of them stays writable."""
    exempt = set(but)
    for mount, path in _writable(exempt):
        flags = sum(flag for option, flag in _KEPT.items() if option in mount.options)
        _mount(None, path, None, _REMOUNT | _BIND | _READ_ONLY | flags, name=mount.path)
    for mount, _ in _writable(exempt):
        raise OSError(f"{mount.path} stays writable")


def _writable(exempt: set[str]) -> Iterator[tuple[Mount, str]]:
    """Mounts that are not read-only and can be reached, each with a path that leads to it and to no other."""
    for mount in mounted():
        if mount.is_read_only or mount.path in exempt:
            continue
        try:
            file = os.open(mount.path, os.O_PATH | os.O_NOFOLLOW)
        except OSError:
            continue  # another mount hides the folder that it is in
        try:
            if _number(file) == mount.number:
                yield mount, f"/proc/self/fd/{file}"
        finally:
            os.close(file)


def _number(file: int) -> int:
    with open(f"/proc/self/fdinfo/{file}", "rb") as about:
        return next(int(line.split()[1]) for line in about if line.startswith(b"mnt_id:"))


def _mount(what: str | None, over: str, kind: str | None, flags: int, data: str | None = None, name: str = "") -> None:
    arguments = [None if each is None else os.fsencode(each) for each in (what, over, kind)]
    if _libc.mount(*arguments, ctypes.c_ulong(flags), data and data.encode()):
        error = ctypes.get_errno()
        raise OSError(error, f"mounting {what or ''}: {os.strerror(error)}", name or over)
