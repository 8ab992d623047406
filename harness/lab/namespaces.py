"""Private user, mount, process and IPC namespaces, by which a cell sees a host of its own.

They are made by util-linux ``unshare``, without root; what is done in them is :mod:`harness.lab.cell_init`'s.

One rule: a mount lives and dies with its cell's process; nothing is ever mounted outside.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from harness.lab import etc
from harness.lab.cell_init import NAMESPACES
from harness.lab.stores import GLOBAL_CONFIGURATION
from harness.model.cell import Machine
from harness.model.conditions import StorePlace

_Mounts = tuple[tuple[str, str], ...]

#: Starts the first process of a cell. It is isolated: the environment is the client's, and must not be Python's here.
_LAUNCH = "import sys; sys.path.insert(0, sys.argv.pop(1)); from harness.lab.cell_init.main import main; main()"
#: Where the lab's own code is.
_ROOT = str(Path(__file__).parents[2])
#: What a command says that was started in a cell.
_STARTED = "started in a cell"
#: A socket that somebody listens on, in ``/proc/net/unix``.
_LISTENING = 0x10000


def within(
    mounts: _Mounts,
    argv: tuple[str, ...],
    *,
    folder: str | None = None,
    kept: Iterable[str] = (),
    channel: int | None = None,
) -> tuple[str, ...]:
    """``argv`` in namespaces where the first of each pair is mounted over the second, and all is read-only.

    The exception is its ``folder``, in which ``kept`` are what it may not change. How it ends is told in ``channel``.
    """
    unshare = (shutil.which("unshare") or "unshare", "-rm", "--pid", "--ipc", "--fork", "--kill-child")
    outside = {name: os.readlink(f"/proc/self/ns/{name}") for name in NAMESPACES}
    task = {"mounts": mounts, "folder": folder, "kept": list(kept), "sockets": _sockets()}
    return (*unshare, *_init(task | {"channel": channel, "outside": outside}, argv))


def without(argv: tuple[str, ...], channel: int | None) -> tuple[str, ...]:
    """``argv`` where there are no namespaces, under a process that ends whatever it leaves behind."""
    return _init({"channel": channel, "outside": None}, argv)


def _init(task: dict[str, object], argv: tuple[str, ...]) -> tuple[str, ...]:
    return (sys.executable, "-I", "-S", "-c", _LAUNCH, _ROOT, json.dumps(task), *argv)


def _sockets() -> list[str]:
    """The files by which services of this machine are reached."""
    lines: list[list[str]] = []
    # Of a process with a network of its own, it is the parent that knows them.
    for process in ("self", str(os.getppid())):
        with contextlib.suppress(OSError), open(f"/proc/{process}/net/unix", errors="surrogateescape") as file:
            lines += [line.split(maxsplit=7) for line in file.read().splitlines()[1:]]
    named = [fields[7] for fields in lines if len(fields) == 8 and int(fields[3], 16) & _LISTENING]
    return sorted({name for name in named if name.startswith("/")})


@cache
def machine() -> Machine:
    """What this machine can and cannot do, tried once."""
    configured = [path for path in GLOBAL_CONFIGURATION if os.path.exists(path)]
    no_namespaces = _no_namespaces()
    return Machine(
        no_namespaces=no_namespaces,
        global_configuration=f"{configured[0]} cannot be hidden here" if configured else "",
        no_store_in=() if no_namespaces else _no_store_in(),
    )


def _no_namespaces() -> str:
    """Why no cell can have namespaces, in words; tried with a folder and a file, as a cell has them."""
    with tempfile.TemporaryDirectory(prefix="pip-trust-lab-") as name:
        folder = Path(name)
        for path in ("cell", "folder", "over"):
            (folder / path).mkdir()
        for path in ("cell/file", "folder/file"):
            (folder / path).touch()
        mounts = ((f"{name}/folder", f"{name}/over"), (f"{name}/folder/file", f"{name}/cell/file"))
        return _why_not(mounts, f"{name}/cell")


def _no_store_in() -> tuple[tuple[str, str], ...]:
    lacking = sorted(folder for folder in {etc.top(place.value) for place in StorePlace} if etc.lacks(folder))
    if not lacking:
        return ()
    with tempfile.TemporaryDirectory(prefix="pip-trust-lab-") as folder:
        etc.lay_out(Path(folder), lacking)
        why = _why_not(etc.mounts(Path(folder)))
    return tuple((folder, why) for folder in lacking if why)


def _why_not(mounts: _Mounts, folder: str | None = None) -> str:
    """Why nothing can be mounted like this, in words; empty if it can."""
    if shutil.which("unshare") is None:
        return "no unshare command (util-linux)"
    try:
        # A folder that is the cell's own can be written to.
        command = ("/bin/sh", "-c", f"{': > written && ' if folder else ''}echo {_STARTED}")
        tried = subprocess.run(
            within(mounts, command, folder=folder),
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
    except (OSError, subprocess.SubprocessError) as error:
        return str(error)
    if tried.returncode == 0 and tried.stdout == f"{_STARTED}\n":
        return ""
    return (tried.stderr.strip().splitlines() or ["unshare failed"])[-1]
