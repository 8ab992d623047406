"""List and make mounts, by the kernel's own calls.

One rule: the caller has made sure that its mount namespace is its own.
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
#: The options that a user namespace may not take off a mount, as in mountinfo. Others are kept where none is named.
_KEPT = {b"nosuid": NO_SUID, b"nodev": NO_DEVICES, b"noexec": NO_EXECUTION, b"nosymfollow": _NO_LINKS}

_libc = ctypes.CDLL(None, use_errno=True)


class Mount:
    """A mount, by its line of ``/proc/self/mountinfo``: its number, path and options."""

    def __init__(self, line: bytes) -> None:
        fields = line.split()
        self.number = int(fields[0])
        self.path = os.fsdecode(fields[4].decode("unicode_escape").encode("latin-1"))
        self.options = set(fields[5].split(b","))

    @property
    def is_read_only(self) -> bool:
        """True if nothing can be written by way of it."""
        return b"ro" in self.options


def list_mounts() -> list[Mount]:
    """Return every mount of this process's namespace, including those that others hide."""
    with open("/proc/self/mountinfo", "rb") as file:
        return [Mount(line) for line in file]


def mount_over(what: str, over: str) -> None:
    """Mount a file or a folder, with all mounts in it, over another."""
    _mount(what, over, None, _BIND | _RECURSIVE)


def mount_empty(folder: str, *, megabytes: int, mode: str = "755") -> None:
    """Mount an empty folder in memory, with room for so many megabytes."""
    _mount("tmpfs", folder, "tmpfs", NO_SUID | NO_DEVICES, f"size={megabytes}m,mode={mode}")


def mount_processes(folder: str) -> None:
    """Mount a ``/proc`` of this namespace's processes alone, read-only: root can set options of the kernel there."""
    _mount("proc", folder, "proc", NO_SUID | NO_DEVICES | NO_EXECUTION | _READ_ONLY)


def keep_apart() -> None:
    """Keep the mounts of this namespace and of all others apart."""
    _mount(None, "/", None, _RECURSIVE | _PRIVATE)


def make_read_only(but: Iterable[str]) -> None:
    """Make every mount read-only but those at these paths. Raises ``OSError`` if another stays writable."""
    exempt = set(but)
    for mount, path in _find_writable(exempt):
        flags = sum(flag for option, flag in _KEPT.items() if option in mount.options)
        _mount(None, path, None, _REMOUNT | _BIND | _READ_ONLY | flags, name=mount.path)
    for mount, _ in _find_writable(exempt):
        raise OSError(f"{mount.path} stays writable")


def _find_writable(exempt: set[str]) -> Iterator[tuple[Mount, str]]:
    """Yield the writable mounts that can be reached, each with a path that leads to it and to no other."""
    for mount in list_mounts():
        if mount.is_read_only or mount.path in exempt:
            continue
        try:
            file = os.open(mount.path, os.O_PATH | os.O_NOFOLLOW)
        except OSError:
            continue  # another mount hides the folder that it is in
        try:
            if _read_number(file) == mount.number:
                yield mount, f"/proc/self/fd/{file}"
        finally:
            os.close(file)


def _read_number(file: int) -> int:
    with open(f"/proc/self/fdinfo/{file}", "rb") as about:
        return next(int(line.split()[1]) for line in about if line.startswith(b"mnt_id:"))


def _mount(what: str | None, over: str, kind: str | None, flags: int, data: str | None = None, name: str = "") -> None:
    arguments = [None if each is None else os.fsencode(each) for each in (what, over, kind)]
    if _libc.mount(*arguments, ctypes.c_ulong(flags), data and data.encode()):
        error = ctypes.get_errno()
        raise OSError(error, f"mounting {what or ''}: {os.strerror(error)}", name or over)
