"""Private user and mount namespaces, by which a cell sees a host of its own (util-linux ``unshare``; no root needed).

One rule: a mount lives and dies with its cell's process; nothing is ever mounted outside.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from harness import etc
from harness.cell import Machine
from harness.conditions import StorePlace
from harness.stores import GLOBAL_CONFIGURATION

#: The exit code of a cell whose mounts failed, before its client was started; pip does not use it.
MOUNT_FAILED = 97

# The shell needs a PATH of its own to find mount; the client gets the one it was given. Mounts below come along: what
# hides something of a container's from it may not be taken off.
_SCRIPT = (
    f"client_path=$PATH; PATH={os.defpath}:/sbin:/usr/sbin; "
    f'while [ "$1" != -- ]; do mount -o rbind,ro "$1" "$2" || exit {MOUNT_FAILED}; shift 2; done; '
    'shift; PATH=$client_path; exec "$@"'
)


def within(mounts: tuple[tuple[str, str], ...], argv: tuple[str, ...]) -> tuple[str, ...]:
    """``argv`` in a namespace where the first of each pair is mounted over the second."""
    pairs = (path for mount in mounts for path in mount)
    return (shutil.which("unshare") or "unshare", "-rm", "/bin/sh", "-c", _SCRIPT, "cell", *pairs, "--", *argv)


@cache
def machine() -> Machine:
    """What this machine can and cannot do, tried once."""
    configured = [path for path in GLOBAL_CONFIGURATION if os.path.exists(path)]
    no_namespaces = _why_not((("/dev/null", "/dev/null"),))
    return Machine(
        no_namespaces=no_namespaces,
        global_configuration=f"{configured[0]} cannot be hidden here" if configured else "",
        no_store_in=() if no_namespaces else _no_store_in(),
    )


def _no_store_in() -> tuple[tuple[str, str], ...]:
    lacking = sorted(folder for folder in {etc.top(place.value) for place in StorePlace} if etc.lacks(folder))
    if not lacking:
        return ()
    with tempfile.TemporaryDirectory(prefix="pip-trust-lab-") as folder:
        etc.lay_out(Path(folder), lacking)
        why = _why_not(etc.mounts(Path(folder)))
    return tuple((folder, why) for folder in lacking if why)


def _why_not(mounts: tuple[tuple[str, str], ...]) -> str:
    """Why nothing can be mounted like this, in words; empty if it can."""
    if shutil.which("unshare") is None:
        return "no unshare command (util-linux)"
    try:
        tried = subprocess.run(
            within(mounts, ("/bin/true",)),
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
    except (OSError, subprocess.SubprocessError) as error:
        return str(error)
    return "" if tried.returncode == 0 else (tried.stderr.strip().splitlines() or ["unshare failed"])[-1]
