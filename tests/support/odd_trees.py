"""Folders that hold a pip and something that no package has, as they are found or sent."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

from tests.support.surroundings import write_pip


def odd_tree(folder: Path, spoil: Callable[[Path], object]) -> Path:
    """A folder that holds a spoilt pip."""
    spoil(write_pip(folder, "26.3") / "pip")
    return folder


def touched(path: Path) -> Path:
    path.touch()
    return path


def loop(pip: Path) -> None:
    (pip / "a.py").symlink_to("b.py")
    (pip / "b.py").symlink_to("a.py")


def piped(pip: Path) -> None:
    os.mkfifo(pip / "p")
    (pip / "x.py").symlink_to("p")


def bound(pip: Path) -> None:
    here = os.open(pip, os.O_RDONLY | os.O_DIRECTORY)
    with socket.socket(socket.AF_UNIX) as made:
        # The name of a socket must be short.
        made.bind(f"/proc/self/fd/{here}/s")
    os.close(here)


def relinked(pip: Path, target: str) -> None:
    (pip / "__init__.py").unlink()
    (pip / "__init__.py").symlink_to(target)


def replaced(pip: Path) -> None:
    (pip / "__init__.py").unlink()
    os.mkfifo(pip / "__init__.py")


def moved(pip: Path) -> None:
    pip.rename(pip.parent.parent / "elsewhere")
    pip.symlink_to(pip.parent.parent / "elsewhere")


#: What is in the folder beside a pip, written by these, and the words by which it is refused.
ODD: dict[str, tuple[Callable[[Path], object], str]] = {
    "a link that leads nowhere": (lambda pip: (pip / "lost.py").symlink_to("nowhere"), "lost.py is a link that leads"),
    "a loop of links": (loop, "is a link that leads nowhere"),
    "a link to a folder above": (lambda pip: (pip / "up").symlink_to(".."), "up is a link that leads out of"),
    "a link to its own folder": (lambda pip: (pip / "self").symlink_to("."), "self is a link to a folder"),
    "a link out of it": (lambda pip: (pip / "out.py").symlink_to("/etc/passwd"), "out.py is a link that leads out of"),
    "a link to /dev/zero": (
        lambda pip: (pip / "zero.py").symlink_to("/dev/zero"),
        "zero.py is a link that leads out of",
    ),
    "a named pipe": (lambda pip: os.mkfifo(pip / "fifo.py"), "fifo.py is a named pipe"),
    "a link to a named pipe": (piped, "is a named pipe|is a link to a named pipe"),
    "a socket": (bound, "is a socket"),
    "a name that is no UTF-8": (
        lambda pip: (pip / os.fsdecode(b"caf\xe9.py")).touch(),
        r"caf\\udce9.py has a name that",
    ),
    "a file without end": (lambda pip: os.truncate(touched(pip / "big.bin"), 2**40), "more than 20000 files or 256 MB"),
    "a version that is no string": (
        lambda pip: (pip / "__init__.py").write_text("__version__ = 25"),
        "that is a string",
    ),
    "a version of 5,000 digits": (
        lambda pip: (pip / "__init__.py").write_text(f'__version__ = "{"9" * 5000}"'),
        "is not a version",
    ),
    "a version of many parts": (
        lambda pip: (pip / "__init__.py").write_text(f'__version__ = "1{".1" * 900}"'),
        "is not a version",
    ),
    "an __init__ that is a link out of it": (
        lambda pip: relinked(pip, "/etc/passwd"),
        "__init__.py is a link that leads out",
    ),
    "an __init__ that is /dev/zero": (lambda pip: relinked(pip, "/dev/zero"), "no pip in"),
    "an __init__ that is a named pipe": (replaced, "no pip in"),
    "an __init__ without end": (lambda pip: os.truncate(pip / "__init__.py", 2**40), "is larger than"),
    "a pip that is a link out of it": (moved, "leads out of"),
}
