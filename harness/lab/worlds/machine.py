"""A machine with another system store, on which a command or a function runs."""

from __future__ import annotations

import json
import os
import platform
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from harness.lab import cell_init
from harness.lab.cell_init import opening
from harness.lab.stores import Stores
from harness.lab.worlds.calling import call_in_child
from harness.model.client import Interpreter
from harness.model.conditions import Host
from harness.model.errors import UsageError
from harness.model.trust import Authority

_Result = TypeVar("_Result")
_Mounts = tuple[tuple[str, str], ...]

#: Becomes a command with its mounts. It is isolated: the environment is the command's, and must not be Python's here.
_LAUNCH = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    f"from {opening.__name__} import run_with_mounts; run_with_mounts()"
)
#: The folder that holds the top package of this code.
_ROOT = str(Path(cell_init.__file__).parents[cell_init.__name__.count(".") + 1])


class StoreMachine:
    """A machine on which the system store, and where it is asked for OpenSSL's defaults, hold just these authorities.

    Neither has it pip's global configuration files, and its hosts file has the names of the world too. All else is this
    machine's: files, which may be written, processes and the network.
    """

    def __init__(
        self,
        stores: Stores,
        authorities: frozenset[Authority],
        *,
        openssl_defaults: bool,
        list_names: Callable[[], _Mounts] = tuple,
    ) -> None:
        if why := find_why_no_machine():
            raise UsageError(f"a system store needs a private mount namespace: {why}")
        host = Host.DISTRO if openssl_defaults else Host.STANDALONE
        self._list_names = list_names
        self._stores = stores.lay_out_host(host, authorities, _this_python())

    def command(self, *argv: str | os.PathLike[str]) -> list[str]:
        """Return the command line that runs a command on this machine, for whatever starts commands.

        A program without a folder is looked for on the ``PATH`` that the command line is started with.
        """
        if not argv:
            raise UsageError("there is no command to run")
        return _launch(self._list_mounts(), *(os.fspath(each) for each in argv))

    def run(self, function: Callable[..., _Result], *arguments: Any) -> _Result:
        """Call a function on this machine, in a child, and return what it returns, which must be pickled.

        What it raises is raised here, with its traceback as the cause. Raises ``LabBroken`` if the child ends before.
        """
        mounts = self._list_mounts()
        result: _Result = call_in_child(lambda: opening.enter_namespaces(mounts), function, arguments)
        return result

    def _list_mounts(self) -> _Mounts:
        """Return the mounts for what is started now: a node that has been raised since has a name too."""
        return (*self._stores, *self._list_names())


@cache
def find_why_no_machine() -> str:
    """Return why no other store can be mounted on this machine, in words; empty if it can. It is tried once."""
    if sys.platform != "linux":
        return f"{sys.platform} has none, only Linux has"
    with tempfile.TemporaryDirectory(prefix="pip-trust-lab-") as folder:
        over = os.path.join(folder, "over")
        os.mkdir(over)
        tried = subprocess.run(
            _launch(((folder, over),), "/bin/sh", "-c", ""), capture_output=True, text=True, check=False
        )
    return (tried.stderr.strip().splitlines() or [f"exit {tried.returncode}"])[-1] if tried.returncode else ""


def _launch(mounts: _Mounts, *argv: str) -> list[str]:
    return [sys.executable, "-I", "-S", "-c", _LAUNCH, _ROOT, json.dumps({"mounts": mounts}), *argv]


def _this_python() -> Interpreter:
    """The Python that runs this. What is installed for it is not hidden."""
    paths = ssl.get_default_verify_paths()
    return Interpreter(
        executable=sys.executable,
        version=platform.python_version(),
        openssl=ssl.OPENSSL_VERSION,
        openssl_cafile=paths.openssl_cafile,
        openssl_capath=paths.openssl_capath,
    )
