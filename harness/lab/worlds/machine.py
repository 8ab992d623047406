"""A machine with another system store, on which a command or a function runs."""

from __future__ import annotations

import json
import os
import pickle
import platform
import ssl
import sys
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from harness.lab import cell_init
from harness.lab.cell_init import opening
from harness.lab.host import inspect_machine
from harness.lab.stores import Stores
from harness.model.client import Interpreter
from harness.model.conditions import Host
from harness.model.errors import LabBroken, UsageError
from harness.model.trust import Authority

_Result = TypeVar("_Result")

#: Becomes a command with its mounts. It is isolated: the environment is the command's, and must not be Python's here.
_LAUNCH = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    f"from {opening.__name__} import run_with_mounts; run_with_mounts()"
)
#: The folder that holds the top package of this code.
_ROOT = str(Path(cell_init.__file__).parents[cell_init.__name__.count(".") + 1])


class StoreMachine:
    """A machine on which the system store, and where it is asked for OpenSSL's defaults, hold just these authorities.

    Neither has it pip's global configuration files. All else is this machine's: files, which may be written, processes
    and the network.
    """

    def __init__(self, stores: Stores, authorities: frozenset[Authority], *, openssl_defaults: bool) -> None:
        if why := inspect_machine().no_namespaces:
            raise UsageError(f"a system store needs a private mount namespace: {why}")
        host = Host.DISTRO if openssl_defaults else Host.STANDALONE
        self._mounts = stores.lay_out_host(host, authorities, _this_python())

    def command(self, *argv: str | os.PathLike[str]) -> list[str]:
        """Return the command line that runs a command on this machine, for whatever starts commands.

        A program without a folder is looked for on the ``PATH`` that the command line is started with.
        """
        if not argv:
            raise UsageError("there is no command to run")
        task = json.dumps({"mounts": self._mounts})
        return [sys.executable, "-I", "-S", "-c", _LAUNCH, _ROOT, task, *(os.fspath(word) for word in argv)]

    def run(self, function: Callable[..., _Result], *arguments: Any) -> _Result:
        """Call a function on this machine, in a child, and return what it returns, which must be pickled.

        What it raises is raised here, with its traceback as the cause. Raises ``LabBroken`` if the child ends before.
        """
        read, write = os.pipe()
        with warnings.catch_warnings():
            # The child has this one thread, and goes on to call a function and no more.
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
        if child == 0:
            os.close(read)
            self._answer(write, function, arguments)
        os.close(write)
        with open(read, "rb") as pipe:
            answer = pipe.read()
        _, status = os.waitpid(child, 0)
        if not answer:
            raise LabBroken(f"what was to run with another system store ended with {os.waitstatus_to_exitcode(status)}")
        result, error, told = pickle.loads(answer)  # noqa: S301 - it is this program's own
        if error is not None:
            raise error from _RemoteError(told)
        return result  # type: ignore[no-any-return]

    def _answer(self, write: int, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
        """Call the function in the child, tell what came of it, and end without any of the parent's own ends."""
        code = 1
        try:
            with open(write, "wb") as pipe:
                pipe.write(self._call(function, arguments))
            code = 0
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _call(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> bytes:
        try:
            opening.enter_namespaces(self._mounts)
            return pickle.dumps((function(*arguments), None, ""))
        except BaseException as error:  # whatever it raises is the caller's
            told = traceback.format_exc()
            try:
                return pickle.dumps((None, pickle.loads(pickle.dumps(error)), told))  # noqa: S301 - its own
            except Exception:  # an exception may be impossible to pickle
                return pickle.dumps((None, RuntimeError(f"{type(error).__name__}: {error}"), told))


class _RemoteError(Exception):
    """The traceback of what a child raised."""

    def __init__(self, told: str) -> None:
        super().__init__(told)

    def __str__(self) -> str:
        return f'\n"""\n{self.args[0]}"""'


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
