"""Run a command with another system store; it still sees the machine's files and may write them.

One rule: nothing is mounted before it is certain that the mount namespace is this process's own.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys

from harness.lab.cell_init import mounting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import NoReturn

# From ``linux/sched.h``.
_NEW_MOUNTS, _NEW_USER = 0x00020000, 0x10000000
_NAMESPACE = "/proc/self/ns/mnt"


def run_with_mounts() -> NoReturn:
    """Make the mounts that the first argument lists, as JSON, and become the command in the others."""
    task, command = json.loads(sys.argv[1]), sys.argv[2:]
    try:
        enter_namespaces(task["mounts"])
    except OSError as error:
        sys.exit(f"no other system store for {command[0]}: {error.strerror or error}")
    try:
        os.execvp(command[0], command)  # noqa: S606 - it is the test's own
    except OSError as error:
        sys.exit(f"{command[0]}: {error.strerror or error}")


def enter_namespaces(mounts: Iterable[tuple[str, str]]) -> None:
    """Move this process into a user and a mount namespace of its own, and mount the first of each pair over the other.

    It must have one thread only. Raises ``OSError`` where the machine does not allow it.
    """
    outside, user, group = os.readlink(_NAMESPACE), os.getuid(), os.getgid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_NEW_USER | _NEW_MOUNTS):
        raise OSError(ctypes.get_errno(), f"no namespaces: {os.strerror(ctypes.get_errno())}")
    _write("/proc/self/setgroups", "deny")
    # The user keeps its number, so that its files stay its own.
    _write("/proc/self/uid_map", f"{user} {user} 1")
    _write("/proc/self/gid_map", f"{group} {group} 1")
    if os.readlink(_NAMESPACE) == outside:
        raise OSError("unshare gave no mount namespace of its own: nothing may be mounted here")
    mounting.keep_apart()
    for what, over in mounts:
        mounting.mount_over(what, over)
    # What was the working folder is below the mounts now.
    os.chdir(os.getcwd())


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="ascii") as file:
        file.write(text)
