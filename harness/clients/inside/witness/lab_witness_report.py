"""The tools of the watchers: wrap a method, number objects, and write one line for each event.

One rule: an error in here stays in here. The client gets its own result or exception.
"""

import contextlib
import functools
import itertools
import json
import os
import sys
import threading
import weakref

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Any

    #: Runs up to its ``yield`` before a call, and gets the result or the exception of the call from it.
    Watcher = Callable[..., Generator[None, Any, None]]

_numbers = itertools.count(1)
_numbered: "dict[int, tuple[Any, int]]" = {}
_told: "set[int]" = set()
#: How many bytes a pipe takes in one piece on Linux (``PIPE_BUF``); others may write between those of more.
_WHOLE = 4096
#: How many callers are named, the nearest first.
_CALLERS = 4


def write_event(event: str, **what: "Any") -> None:
    """Append one event to the testimony; the first of a process is preceded by one about the process."""
    process = os.getpid()
    if process not in _told:
        _told.add(process)
        write_event("process", parent=os.getppid(), python=".".join(map(str, sys.version_info[:3])))
    line = (json.dumps({"event": event, "process": process, **what}) + "\n").encode()
    if len(line) > _WHOLE:
        raise ValueError(event + " takes " + str(len(line)) + " bytes, and others could write between them")
    file = os.open(os.environ["PIP_TRUST_LAB_WITNESS"], os.O_WRONLY | os.O_APPEND)
    try:
        os.write(file, line)
    finally:
        os.close(file)


def write_trouble(doing: str, error: Exception) -> None:
    """Write that the witness itself failed, if that much still works."""
    with contextlib.suppress(Exception):
        write_event("trouble", doing=doing, error=repr(error)[:500])


def number_object(thing: object) -> "tuple[int, bool]":
    """Return the number of an object in this process, and whether it is new. An id alone would be used again."""
    known = _numbered.get(id(thing))
    if known is not None and known[0]() is thing:
        return known[1], False
    _numbered[id(thing)] = weakref.ref(thing), next(_numbers)
    return _numbered[id(thing)][1], True


def list_callers() -> "list[str]":
    """Return the callers of a watched method, ``module.function``, nearest first, without ``ssl`` and importlib."""
    found: list[str] = []
    frame = sys._getframe(1)
    while frame is not None and len(found) < _CALLERS:
        module = frame.f_globals.get("__name__", "?")
        if not module.startswith(("lab_witness", "importlib", "_frozen_importlib")) and module != "ssl":
            found.append(module + "." + frame.f_code.co_name)
        frame = frame.f_back  # type: ignore[assignment]
    return found


def wrap_method(owner: "Any", name: str, watcher: "Watcher") -> None:
    """Have a watcher see every call of a class's method or a module's function.

    Name, signature and result stay, and so does the exception.
    """
    method = getattr(owner, name)

    @functools.wraps(method)
    def watched(*args: "Any", **keywords: "Any") -> "Any":
        watching = _begin_watching(watcher, args, keywords)
        try:
            result = method(*args, **keywords)
        except BaseException as error:
            _end_watching(watching, error)
            # Takes this frame out of the traceback. Before Python 3.11 ``raise`` puts it back.
            error.__traceback__ = error.__traceback__ and error.__traceback__.tb_next
            raise
        _end_watching(watching, result)
        return result

    setattr(owner, name, watched)


def _begin_watching(watcher: "Watcher", args: "Any", keywords: "Any") -> "Any":
    try:
        watching = watcher(*args, **keywords)
        next(watching)
    except Exception as error:
        write_trouble(getattr(watcher, "__name__", "?"), error)
        return None
    return watching


def _end_watching(watching: "Any", outcome: "Any") -> None:
    if watching is None:
        return
    try:
        watching.send(outcome)
    except StopIteration:
        pass
    except Exception as error:
        write_trouble(watching.__name__, error)


class ThreadState(threading.local):
    """The handshake that each thread is in the middle of."""

    #: The socket of the TLS session inside which another one is being set up.
    outer: "Any" = None
    #: Whether a socket is shaking hands.
    shaking = False
    #: The two ends of the connection on which the last handshake was, and whether that was inside another session.
    ends: "Any" = None
    #: The number of the connection that is being made.
    connection: "int | None" = None
