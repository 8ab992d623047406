"""Lay out a cell's view of the machine: the lab's files in the place of the machine's, and all of it read-only.

One rule: everything but the cell's own folder is read-only, checked, or absent.
"""

from __future__ import annotations

import os

from harness.lab.cell_init import mounting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: The devices that a client may need; all of ``/dev`` would bring disks, terminals and the machine's shared memory.
_DEVICES = ("null", "zero", "full", "random", "urandom")
_STREAMS = {"fd": "/proc/self/fd", "stdin": "fd/0", "stdout": "fd/1", "stderr": "fd/2"}
_SHARED = "/dev/shm"  # noqa: S108 - the cell's own
#: The folder in which services of the machine listen.
_RUN = "/run"
#: The room for files in memory.
_MEGABYTES = 64


def lay_out_view(
    mounts: Sequence[Sequence[str]],
    folder: str | None,
    kept: Iterable[str],
    sockets: Iterable[str],
    needed: Iterable[str],
) -> None:
    """Mount the first of each pair over the second, and make all but the cell's folder read-only.

    ``kept`` are files in the folder that the cell may use and not change; ``sockets`` those of services of the machine,
    which are hidden; ``needed`` are the real paths of all files that the client is given. Raises ``OSError``.
    """
    mounting.keep_apart()
    _renew_devices()
    _hide_services(sockets, needed)
    for what, over in mounts:
        mounting.mount_over(what, over)
    if folder is not None:
        mounting.mount_over(folder, folder)
        _let_execute(f"{folder}/bin")
        for path in kept:
            mounting.mount_over(path, path)
    mounting.make_read_only({_SHARED, *([folder] if folder else [])})
    _renew_processes()


def _renew_devices() -> None:
    held = {name: os.open(f"/dev/{name}", os.O_PATH) for name in _DEVICES if os.path.exists(f"/dev/{name}")}
    mounting.mount_empty("/dev", megabytes=1)
    for name, file in held.items():
        os.close(os.open(f"/dev/{name}", os.O_CREAT | os.O_WRONLY))
        mounting.mount_over(f"/proc/self/fd/{file}", f"/dev/{name}")
        os.close(file)
    for name, target in _STREAMS.items():
        os.symlink(target, f"/dev/{name}")
    os.mkdir(_SHARED)
    mounting.mount_empty(_SHARED, megabytes=_MEGABYTES, mode="1777")


def _hide_services(sockets: Iterable[str], needed: Iterable[str]) -> None:
    """Hide the sockets of services: a read-only mount does not keep a client from talking to them."""
    if os.path.isdir(_RUN) and not any(path.startswith(f"{_RUN}/") for path in needed):
        mounting.mount_empty(_RUN, megabytes=1)
    for path in sockets:
        if os.path.exists(path):
            mounting.mount_over("/dev/null", path)


def _let_execute(folder: str) -> None:
    """Move the commands of a cell into memory if their folder is mounted so that nothing in it can be executed."""
    if not os.path.isdir(folder) or not os.statvfs(folder).f_flag & os.ST_NOEXEC:
        return
    commands = {}
    for name in os.listdir(folder):
        with open(f"{folder}/{name}", "rb") as file:
            commands[name] = file.read()
    mounting.mount_empty(folder, megabytes=1)
    for name, content in commands.items():
        with open(f"{folder}/{name}", "wb") as file:
            file.write(content)
        os.chmod(f"{folder}/{name}", 0o700)


def _renew_processes() -> None:
    """Show the cell's own processes alone, or none where a container forbids that."""
    try:
        mounting.mount_processes("/proc")
    except PermissionError:
        mounting.mount_empty("/proc", megabytes=1, mode="555")
