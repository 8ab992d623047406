"""Give up the privileges of a cell's client, root's too, so that it cannot take them back."""

from __future__ import annotations

import ctypes
import resource

# From ``linux/prctl.h`` and ``linux/capability.h``.
_SET_DUMPABLE, _DROP_BOUNDING, _SUBREAPER, _NO_NEW_PRIVILEGES, _AMBIENT, _CLEAR_ALL = 4, 24, 36, 38, 47, 4
_CAPABILITY_VERSION = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)


def hide_memory() -> None:
    """Keep other processes from reading the memory and open files of this one."""
    _libc.prctl(_SET_DUMPABLE, 0, 0, 0, 0)


def adopt_orphans() -> None:
    """Make this process the parent of every descendant that loses its own."""
    _libc.prctl(_SUBREAPER, 1, 0, 0, 0)


def give_up() -> None:
    """Give up every capability, for good: with one of them a read-only mount could be made writable again.

    Raises ``OSError`` if the kernel refuses.
    """
    capability = 0
    while _libc.prctl(_DROP_BOUNDING, capability, 0, 0, 0) == 0:
        capability += 1
    _libc.prctl(_AMBIENT, _CLEAR_ALL, 0, 0, 0)
    header, none = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0), (ctypes.c_uint32 * 6)()
    _check_call(_libc.capset(header, none))
    never_gain()


def never_gain() -> None:
    """Make this process gain no privilege from commands such as sudo, and leave no core file."""
    _check_call(_libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _check_call(failed: int) -> None:
    if failed:
        raise OSError(ctypes.get_errno(), "privileges cannot be given up")
