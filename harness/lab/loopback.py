"""A network of loopback alone, for this process and all that it starts: nothing can leave it, and every port is free.

One rule: it is entered for good, and before this process has a second thread. So another process tries it first.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import shutil
import socket
import struct
import subprocess
import sys
from functools import cache
from pathlib import Path

# From ``linux/sched.h``, ``linux/sockios.h`` and ``linux/if.h``.
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_SET_FLAGS, _UP = 0x8914, 1
_LAUNCH = "import sys; sys.path.insert(0, sys.argv[1]); from harness.lab.loopback import try_loopback; try_loopback()"
#: What is said where ``::1`` can be listened on.
_IPV6 = "version 6 too"
_ROOT = str(Path(__file__).parents[2])


def enter_loopback() -> None:
    """Enter a user and a network namespace, in which this user keeps its number. Raises ``OSError``."""
    user, group = os.geteuid(), os.getegid()
    if ctypes.CDLL(None, use_errno=True).unshare(_NEW_USER | _NEW_NETWORK):
        error = ctypes.get_errno()
        raise OSError(error, f"unshare: {os.strerror(error)}")
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        Path(f"/proc/self/{name}").write_text(text)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sH14x", b"lo", _UP))


def explain_no_loopback() -> str:
    """Return why no process of this machine can have such a network; empty if one can. It is tried once."""
    return _try_once()[0]


def explain_no_ipv6() -> str:
    """Return why nothing can listen on ``::1`` in such a network; empty if something can. It is tried once."""
    return "" if _IPV6 in _try_once()[1] else _try_once()[0] or "nothing can listen on ::1 in a network of its own"


@cache
def _try_once() -> tuple[str, str]:
    """Return why there can be no such network, empty if there can, and what was said in it."""
    if sys.platform != "linux":
        return f"{sys.platform} has no network namespaces", ""
    try:
        tried = subprocess.run(
            [sys.executable, "-I", "-S", "-c", _LAUNCH, _ROOT], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.SubprocessError) as error:
        return str(error), ""
    why = "" if tried.returncode == 0 else (tried.stderr.strip().splitlines() or ["unshare failed"])[-1]
    return why, tried.stdout


def try_loopback() -> None:
    """Enter the network, connect to this process, and make a cell's namespaces inside; exit with words on failure."""
    try:
        enter_loopback()
        with socket.create_server(("127.0.0.1", 0)) as listening:
            socket.create_connection(listening.getsockname()).close()
        with contextlib.suppress(OSError), socket.create_server(("::1", 0), family=socket.AF_INET6):
            os.write(sys.stdout.fileno(), _IPV6.encode())
    except OSError as error:
        sys.exit(f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror))
    if unshare := shutil.which("unshare"):
        sys.exit(subprocess.run([unshare, "-rm", "--pid", "--fork", "/bin/true"], check=False).returncode)
