"""A host of a cell's own, by private user, mount, process and IPC namespaces, and another ``/etc`` for it.

The namespaces are made by util-linux ``unshare``, without root, and set up by :mod:`harness.lab.cell_init`.

One rule: a mount lives and dies with its cell's process; nothing is ever mounted outside. Nothing of the machine's
``/etc`` is copied: it is mounted aside, and every entry of the other one leads there.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from harness.lab.cell_init import NAMESPACES
from harness.lab.git import explain_no_git, explain_no_git_store, locate_git
from harness.lab.loopback import explain_no_ipv6, explain_no_loopback
from harness.lab.names import explain_no_names
from harness.model.cell import Machine
from harness.model.conditions import StorePlace

_Mounts = tuple[tuple[str, str], ...]

#: pip reads these whatever ``PIP_CONFIG_FILE`` names, unless it names the null device.
GLOBAL_CONFIGURATION = ("/etc/pip.conf", "/etc/xdg/pip/pip.conf")
ETC = "/etc"

#: Starts the first process of a cell. It is isolated: the environment is the client's, and must not be Python's here.
_LAUNCH = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    "from harness.lab.cell_init.main import run_cell_init; run_cell_init()"
)
#: Where the lab's own code is.
_ROOT = str(Path(__file__).parents[2])
#: The output of a command that was started in a cell.
_STARTED = "started in a cell"
#: The flag of a listening socket in ``/proc/net/unix``.
_LISTENING = 0x10000


def enclose_command(
    mounts: _Mounts,
    argv: tuple[str, ...],
    *,
    folder: str | None = None,
    kept: Iterable[str] = (),
    channel: int | None = None,
) -> tuple[str, ...]:
    """Return the command that runs ``argv`` in namespaces, with the first of each pair mounted over the second.

    All is read-only but ``folder``, in which it may not change the files ``kept``. How it ends is written to the file
    descriptor ``channel``.
    """
    unshare = (shutil.which("unshare") or "unshare", "-rm", "--pid", "--ipc", "--fork", "--kill-child")
    outside = {name: os.readlink(f"/proc/self/ns/{name}") for name in NAMESPACES}
    task = {"mounts": mounts, "folder": folder, "kept": list(kept), "sockets": _find_sockets()}
    return (*unshare, *_make_command(task | {"channel": channel, "outside": outside}, argv))


def supervise_command(argv: tuple[str, ...], channel: int | None) -> tuple[str, ...]:
    """Return the command that runs ``argv`` without namespaces, under a process that ends whatever it leaves behind."""
    return _make_command({"channel": channel, "outside": None}, argv)


def _make_command(task: dict[str, object], argv: tuple[str, ...]) -> tuple[str, ...]:
    return (sys.executable, "-I", "-S", "-c", _LAUNCH, _ROOT, repr(task), *argv)


def _find_sockets() -> list[str]:
    """Return the socket files by which services of this machine are reached."""
    lines: list[list[str]] = []
    # Of a process with a network of its own, it is the parent that knows them.
    for process in ("self", str(os.getppid())):
        with contextlib.suppress(OSError), open(f"/proc/{process}/net/unix", errors="surrogateescape") as file:
            lines += [line.split(maxsplit=7) for line in file.read().splitlines()[1:]]
    named = [fields[7] for fields in lines if len(fields) == 8 and int(fields[3], 16) & _LISTENING]
    return sorted({name for name in named if name.startswith("/")})


@cache
def inspect_machine() -> Machine:
    """Return what this machine cannot do, found out once by trying."""
    configured = [path for path in GLOBAL_CONFIGURATION if os.path.exists(path)]
    no_namespaces = _try_namespaces()
    lacking = _find_lacking_folders()
    no_other_etc = no_namespaces or _try_other_etc(lacking)
    return Machine(
        no_namespaces=no_namespaces,
        no_network=explain_no_loopback(),
        no_ipv6=explain_no_ipv6(),
        no_names=no_namespaces or explain_no_names(),
        global_configuration=f"{configured[0]} cannot be hidden here" if configured else "",
        no_other_etc=no_other_etc,
        no_store_in=tuple((folder, no_other_etc) for folder in lacking if no_other_etc and not no_namespaces),
        no_git=explain_no_git(),
        no_git_store=explain_no_git_store(),
        git=locate_git(),
    )


def _try_namespaces() -> str:
    """Return why no cell can have namespaces, empty if one can; tried with a folder and a file, as a cell has them."""
    with tempfile.TemporaryDirectory(prefix="pip-trust-lab-") as name:
        folder = Path(name)
        for path in ("cell", "folder", "over"):
            (folder / path).mkdir()
        for path in ("cell/file", "folder/file"):
            (folder / path).touch()
        mounts = ((f"{name}/folder", f"{name}/over"), (f"{name}/folder/file", f"{name}/cell/file"))
        return _try_mounts(mounts, f"{name}/cell")


def _find_lacking_folders() -> list[str]:
    return sorted(folder for folder in {find_top_folder(place.value) for place in StorePlace} if lacks_folder(folder))


def _try_other_etc(added: Iterable[str]) -> str:
    """Return why no cell can have another ``/etc``, with these folders and the global configuration of pip in it."""
    with tempfile.TemporaryDirectory(prefix="pip-trust-lab-") as folder:
        write_etc(Path(folder), added, GLOBAL_CONFIGURATION)
        return _try_mounts(list_etc_mounts(Path(folder)))


def _try_mounts(mounts: _Mounts, folder: str | None = None) -> str:
    """Return why these mounts cannot be made; empty if they can."""
    if shutil.which("unshare") is None:
        return "no unshare command (util-linux)"
    try:
        # A folder that is the cell's own can be written to.
        command = ("/bin/sh", "-c", f"{': > written && ' if folder else ''}echo {_STARTED}")
        tried = subprocess.run(
            enclose_command(mounts, command, folder=folder),
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


def find_top_folder(file: str) -> str:
    """Return the folder right in ``/etc`` that holds a file: ``/etc/pki`` of ``/etc/pki/tls/cert.pem``."""
    return os.sep.join(file.split(os.sep)[:3])


def lacks_folder(folder: str) -> bool:
    """Return whether nothing can be mounted over a folder, because the machine has none, or a link in its place."""
    return not os.path.isdir(folder) or os.path.realpath(folder) != folder


def write_etc(place: Path, added: Iterable[str], files: Iterable[str] = ()) -> None:
    """Write another ``/etc`` below ``place``: links to the machine's entries, the ``added`` folders, and empty files.

    Where a file lies deeper, nothing else is in the folder of ``/etc`` that holds it.
    """
    aside, other = place / "aside", place / "etc"
    aside.mkdir(parents=True)
    other.mkdir()
    for entry in os.scandir(ETC):
        # A relative link would lead elsewhere from below ``aside``.
        (other / entry.name).symlink_to(os.readlink(entry) if entry.is_symlink() else aside / entry.name)
    for folder in added:
        path = other / os.path.relpath(folder, ETC)
        path.unlink(missing_ok=True)
        path.mkdir()
    for file in files:
        top = other / os.path.relpath(find_top_folder(file), ETC)
        if top.is_symlink():
            top.unlink()
        path = other / os.path.relpath(file, ETC)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def list_etc_mounts(place: Path) -> tuple[tuple[str, str], ...]:
    """Return the mounts (what, over what), in order, that put the other ``/etc`` into the place of the machine's."""
    return (ETC, f"{place}/aside"), (f"{place}/etc", ETC)
