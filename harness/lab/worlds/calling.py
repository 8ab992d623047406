"""Calls a function in a child process, with what a child alone can be given, and brings back what came of it."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from harness.model.errors import LabBroken, UsageError


def call_in_child(prepare: Callable[[], None], function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """Return what a function returns in a child of this process, which ``prepare`` has prepared.

    What it raises is raised here, with its traceback as the cause. Raises ``LabBroken`` if the child ends before.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    read, write = os.pipe()
    with warnings.catch_warnings():
        # The child has this one thread, and goes on to call a function and no more.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        os.close(read)
        _answer(write, prepare, function, arguments)
    os.close(write)
    try:
        with open(read, "rb") as pipe:
            answer = pipe.read()
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        _, status = os.waitpid(child, 0)
    if not answer:
        raise LabBroken(f"what was to run with another system store ended with {os.waitstatus_to_exitcode(status)}")
    return _take_over(answer)


def _answer(write: int, prepare: Callable[[], None], function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    """Call the function in the child, tell what came of it, and end without any of the parent's own ends."""
    code = 1
    try:
        answer = _call(prepare, function, arguments)
        with open(write, "wb") as pipe:
            pipe.write(answer)
        code = 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _call(prepare: Callable[[], None], function: Callable[..., Any], arguments: tuple[Any, ...]) -> bytes:
    try:
        prepare()
        result = function(*arguments)
    except BaseException as error:  # whatever it raises is the caller's
        return _hand_over(error, traceback.format_exc())
    try:
        return pickle.dumps((result, None, ""))
    except Exception as error:  # pickling calls code of the result's own
        why = f"what was called returned a {type(result).__name__}, which cannot be handed back: {error}"
        return _hand_over(UsageError(why), traceback.format_exc())


@dataclass(frozen=True)
class _Described:
    """An error that cannot be pickled: its class by name, its text, and as much of its attributes as can be."""

    module: str
    name: str
    text: str
    attributes: dict[str, Any]

    def rebuild(self) -> BaseException:
        """Return an error of that class if this process has it too, and else one that names it."""
        for kind in _find_subclasses(BaseException):
            if (kind.__module__, kind.__qualname__) == (self.module, self.name):
                error = kind.__new__(kind, self.text)
                error.__dict__.update(self.attributes)
                return error
        return RuntimeError(f"{self.name.rpartition('.')[2]}: {self.text}")


def _hand_over(error: BaseException, told: str) -> bytes:
    if _can_be_pickled(error):
        return pickle.dumps((None, error, told))
    attributes = {name: value for name, value in vars(error).items() if _can_be_pickled(value)}
    kind = type(error)
    return pickle.dumps((None, _Described(kind.__module__, kind.__qualname__, _text(error), attributes), told))


def _can_be_pickled(value: object) -> bool:
    try:
        pickle.loads(pickle.dumps(value))  # noqa: S301 - it is this program's own
    except Exception:  # both call code of the value's own
        return False
    return True


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # it is somebody else's code
        return ""


def _find_subclasses(kind: type[BaseException]) -> Iterator[type[BaseException]]:
    for each in kind.__subclasses__():
        yield each
        yield from _find_subclasses(each)


def _take_over(answer: bytes) -> Any:
    result, error, told = pickle.loads(answer)  # noqa: S301 - it is this program's own
    if error is not None:
        raise (error.rebuild() if isinstance(error, _Described) else error) from _RemoteError(told)
    return result


class _RemoteError(Exception):
    """The traceback of what a child raised."""

    def __str__(self) -> str:
        return f'\n"""\n{self.args[0]}"""'
