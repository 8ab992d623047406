"""Which Pythons are on this machine, and which of them are meant.

One rule: an interpreter is named by its real executable, never by a shim or by a virtual environment that only leads to
it, and it is listed only once it has run and shown that it has ``ssl``.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
from packaging.version import Version
from python_discovery import PythonInfo, get_interpreter

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

#: A file, when it changed, in nanoseconds, and its size.
_Stamp = tuple[str, int, int]


class _Kept(msgspec.Struct, frozen=True):
    """What was asked of an executable and answered, and by what it is seen that it would answer the same again."""

    asked: str
    stamps: tuple[_Stamp, ...]
    found: Interpreter | None


def discover(cache_dir: Path) -> tuple[Interpreter, ...]:
    """Every CPython from 3.6 on that runs here and has ``ssl``: newest first, the highest patch of each minor version.

    Searched are pyenv's and uv's versions, the ``PATH`` and the Python that runs this. What each executable answers is
    kept in ``cache_dir`` for as long as it does not change.
    """
    answers = (_known(executable, cache_dir / "interpreters") for executable in _executables(_folders()))
    return newest_of_each_minor(one for one in answers if one is not None)


def _known(executable: Path, cache: Path) -> Interpreter | None:
    """The interpreter that an executable leads to, None if it is none for the lab; what was answered once is kept."""
    kept_in = cache / f"{hashlib.sha256(os.fsencode(executable)).hexdigest()[:16]}.json"
    kept = _read(kept_in)
    if kept is not None and kept.asked == _QUESTION and kept.stamps == _stamps(executable, kept.found):
        return kept.found
    found = _asked(executable)
    _write(kept_in, _Kept(_QUESTION, _stamps(executable, found), found))
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
    interpreter = _asked(Path(path).absolute())
    if interpreter is None:
        raise UsageError(f"the Python at {path!r} cannot be used: it must run, be CPython 3.6 or newer and have ssl")
    return interpreter


def _asked(executable: Path) -> Interpreter | None:
    """The interpreter that an executable leads to, by running it; None if it is none for the lab."""
    try:
        info = get_interpreter(str(executable), env=environment(), predicate=_is_ours)
    except RuntimeError:
        return None
    return None if info is None else _ask(info)


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


def _executables(folders: Sequence[Path]) -> tuple[Path, ...]:
    """Every Python in these folders, and the one that runs this, by the file that it is in the end, each once."""
    found = [Path(sys.executable)]
    for folder in folders:
        try:
            names = sorted(os.listdir(folder))
        except OSError:
            continue
        found += [folder / name for name in names if _EXECUTABLE_NAME.fullmatch(name)]
    return tuple(dict.fromkeys(Path(os.path.realpath(each)) for each in found))


def _stamps(executable: Path, found: Interpreter | None) -> tuple[_Stamp, ...]:
    """What tells whether an executable, or the interpreter to which it led, has changed."""
    files = dict.fromkeys([str(executable), *([found.executable] if found else [])])
    return tuple(map(_stamp, files))


def _stamp(path: str) -> _Stamp:
    try:
        status = os.stat(path)
    except OSError:
        return path, 0, 0
    return path, status.st_mtime_ns, status.st_size


def _read(kept_in: Path) -> _Kept | None:
    try:
        return msgspec.json.decode(kept_in.read_bytes(), type=_Kept)
    except (OSError, msgspec.DecodeError):
        return None


def _write(kept_in: Path, kept: _Kept) -> None:
    kept_in.parent.mkdir(parents=True, exist_ok=True)
    write_whole(kept_in, msgspec.json.encode(kept))
