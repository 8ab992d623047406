"""What the client of a cell may not do, whoever it is outside, and cannot take back."""

from __future__ import annotations

import ctypes
import resource

# From ``linux/prctl.h`` and ``linux/capability.h``.
_SET_DUMPABLE, _DROP_BOUNDING, _SUBREAPER, _NO_NEW_PRIVILEGES, _AMBIENT, _CLEAR_ALL = 4, 24, 36, 38, 47, 4
_CAPABILITY_VERSION = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)


def hide_memory() -> None:
    """Let nobody read the memory and files of this process."""
    _libc.prctl(_SET_DUMPABLE, 0, 0, 0, 0)


def adopt_orphans() -> None:
    """Become the parent of every descendant that loses its own."""
    _libc.prctl(_SUBREAPER, 1, 0, 0, 0)


def give_up() -> None:
    """Give up every capability, for good: with one of them a read-only mount could be made writable again.

    Raises ``OSError`` if the kernel does not let go of them.
    """
    capability = 0
    while _libc.prctl(_DROP_BOUNDING, capability, 0, 0, 0) == 0:
        capability += 1
    _libc.prctl(_AMBIENT, _CLEAR_ALL, 0, 0, 0)
    header, none = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0), (ctypes.c_uint32 * 6)()
    _checked(_libc.capset(header, none))
    never_gain()


def never_gain() -> None:
    """Gain no privilege by a command that gives some, as sudo does, and leave no core behind."""
    _checked(_libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _checked(failed: int) -> None:
    if failed:
        raise OSError(ctypes.get_errno(), "privileges cannot be given up")
