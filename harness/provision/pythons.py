"""Which Pythons are on this machine, and which of them are meant.

One rule: an interpreter is named by its real executable, never by a shim or by a virtual environment that only leads to
it, and it is listed only once it has run and shown that it has ``ssl``.
"""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec
from packaging.version import Version
from python_discovery import PythonInfo, get_interpreter, iter_interpreters

from harness.model.cell import Interpreter
from harness.model.errors import UsageError
from harness.model.pip_facts import supports
from harness.provision.whole_files import write_whole

# It warns on stderr of every Python that it finds too old.
logging.getLogger("python_discovery").setLevel(logging.ERROR)

_OLDEST = (3, 6)
_PATIENCE = 20.0
_QUESTION = """
import json, site, ssl, sys
paths = ssl.get_default_verify_paths()
version = "%d.%d.%d" % sys.version_info[:3]
print(json.dumps({
    "version": version,
    "openssl": ssl.OPENSSL_VERSION,
    "openssl_cafile": paths.openssl_cafile,
    "openssl_capath": paths.openssl_capath,
    "site_packages": site.getsitepackages(),
}))
"""
_EXECUTABLE_NAME = re.compile(r"python(3(\.\d+)?)?(\.exe)?")

#: A file and when it changed, in nanoseconds.
_Stamp = tuple[str, int]


class _Kept(msgspec.Struct, frozen=True):
    """What a search saw, asked and found, so that the next one can tell whether it would find the same."""

    asked: str
    seen: tuple[_Stamp, ...]
    found: tuple[Interpreter, ...]
    stamps: tuple[_Stamp, ...]


def discover(cache_dir: Path) -> tuple[Interpreter, ...]:
    """Every CPython from 3.6 on that runs here and has ``ssl``: newest first, the highest patch of each minor version.

    Searched are pyenv's and uv's versions, the ``PATH`` and the Python that runs this. The answer is kept in
    ``cache_dir`` for as long as no executable in those folders comes, goes or changes.
    """
    folders = _folders()
    seen = _stamps(_executables(folders))
    kept_in = cache_dir / "interpreters.json"
    kept = _read(kept_in)
    if kept is not None and (kept.asked, kept.seen) == (_QUESTION, seen) and _still_there(kept):
        return kept.found
    found = newest_of_each_minor(_search(folders))
    _write(kept_in, _Kept(_QUESTION, seen, found, _stamps(Path(one.executable) for one in found)))
    return found


def choose(
    version: Version, interpreters: Sequence[Interpreter], wanted: Sequence[str] = ()
) -> tuple[Interpreter, ...]:
    """The interpreters to run a pip on: the newest that supports it, none if there is none.

    With ``wanted`` (``3.10``, ``3.10.13`` or a path) exactly those, once each, whether or not they support it: the plan
    says so of each. Raises `UsageError` for one that is not there.
    """
    if wanted:
        return named(wanted, interpreters)
    newest_first = sorted(interpreters, key=_version, reverse=True)
    return next(((one,) for one in newest_first if supports(version, one.minor)), ())


def named(wanted: Sequence[str], interpreters: Sequence[Interpreter]) -> tuple[Interpreter, ...]:
    """The interpreters of these names (``3.10``, ``3.10.13`` or a path), once each; without a name the newest.

    Raises `UsageError` for one that is not there.
    """
    if not wanted:
        return tuple(sorted(interpreters, key=_version)[-1:])
    return tuple(dict.fromkeys(_named(name, interpreters) for name in wanted))


def _named(name: str, interpreters: Sequence[Interpreter]) -> Interpreter:
    for one in interpreters:
        if name in (one.version, one.minor, one.executable):
            return one
    if os.sep in name or Path(name).is_file():
        return _at(name)
    there_are = ", ".join(one.version for one in interpreters) or "none"
    raise UsageError(f"no Python {name!r} here: give one of {there_are}, or the path of another")


def _at(path: str) -> Interpreter:
    """The interpreter that a path leads to, which need not be one of those found."""
    if not os.access(path, os.X_OK) or not Path(path).is_file():
        raise UsageError(f"no Python at {path!r}: it is not an executable file")
    try:
        info = get_interpreter(str(Path(path).absolute()), env=environment(), predicate=_is_ours)
    except RuntimeError:
        info = None
    interpreter = None if info is None else _ask(info)
    if interpreter is None:
        raise UsageError(f"the Python at {path!r} cannot be used: it must run, be CPython 3.6 or newer and have ssl")
    return interpreter


def _search(folders: Sequence[Path]) -> Iterator[Interpreter]:
    for info in iter_interpreters(env=environment(folders), predicate=_is_ours):
        interpreter = _ask(info)
        if interpreter is not None:
            yield interpreter


def _is_ours(info: PythonInfo) -> bool:
    # A free-threaded build names its bytecode differently and shares its minor version with the ordinary one.
    return info.implementation == "CPython" and info.version_info[:2] >= _OLDEST and not info.free_threaded


def _ask(info: PythonInfo) -> Interpreter | None:
    """The interpreter as it describes itself, or None if it does not run or has no ``ssl``."""
    executable = os.path.realpath(info.system_executable or info.executable)
    try:
        answer = subprocess.run(
            [executable, "-I", "-S", "-c", _QUESTION],
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            check=True,
        ).stdout
        return msgspec.convert({"executable": executable, **json.loads(answer)}, type=Interpreter)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None


def newest_of_each_minor(interpreters: Iterable[Interpreter]) -> tuple[Interpreter, ...]:
    """The highest patch of each minor version, newest first."""
    newest: dict[str, Interpreter] = {}
    for one in interpreters:
        other = newest.get(one.minor)
        if other is None or _version(one) > _version(other):
            newest[one.minor] = one
    return tuple(sorted(newest.values(), key=_version, reverse=True))


def _version(interpreter: Interpreter) -> Version:
    return Version(interpreter.version)


def environment(folders: Sequence[Path] = ()) -> dict[str, str]:
    """An environment from nothing, with these folders as its ``PATH``."""
    # Windows cannot load its own libraries without it.
    system_root = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    return {"PATH": os.pathsep.join(map(str, folders)), **system_root}


def _folders() -> tuple[Path, ...]:
    """Where to look. pyenv's shims run only where pyenv is set up: its versions are searched in their stead."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    uv = Path(os.environ.get("UV_PYTHON_INSTALL_DIR") or Path.home() / ".local" / "share" / "uv" / "python")
    installed = [folder for root in (pyenv / "versions", uv) for folder in sorted(root.glob("*/bin"))]
    on_path = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    own = Path(sys.executable).parent
    return tuple(dict.fromkeys(folder for folder in (*installed, *on_path, own) if folder != pyenv / "shims"))


def _executables(folders: Sequence[Path]) -> Iterator[Path]:
    for folder in folders:
        try:
            names = sorted(os.listdir(folder))
        except OSError:
            continue
        yield from (folder / name for name in names if _EXECUTABLE_NAME.fullmatch(name))


def _stamp(path: Path) -> _Stamp:
    try:
        return str(path), path.stat().st_mtime_ns
    except OSError:
        return str(path), 0


def _stamps(paths: Iterable[Path]) -> tuple[_Stamp, ...]:
    return tuple(_stamp(path) for path in paths)


def _still_there(kept: _Kept) -> bool:
    return kept.stamps == _stamps(Path(one.executable) for one in kept.found)


def _read(kept_in: Path) -> _Kept | None:
    try:
        return msgspec.json.decode(kept_in.read_bytes(), type=_Kept)
    except (OSError, msgspec.DecodeError):
        return None


def _write(kept_in: Path, kept: _Kept) -> None:
    kept_in.parent.mkdir(parents=True, exist_ok=True)
    write_whole(kept_in, msgspec.json.encode(kept))
