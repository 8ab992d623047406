"""Find the Pythons on this machine, and select those that the user means.

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

from harness.model.client import Interpreter
from harness.model.errors import UsageError
from harness.model.pip_facts import supports_python
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


class _KeptAnswer(msgspec.Struct, frozen=True):
    """The answer of an executable, with the question and the files as they were, to see whether it still holds."""

    asked: str
    stamps: tuple[_Stamp, ...]
    found: Interpreter | None


def find_interpreters(cache_dir: Path) -> tuple[Interpreter, ...]:
    """Return every CPython since 3.6 that runs here and has ``ssl``: newest first, one per minor version.

    Of each minor version it is the highest patch. pyenv's and uv's versions, the ``PATH`` and the Python that runs this
    are searched. What each executable answers is kept in ``cache_dir`` for as long as it does not change.
    """
    answers = (_find_known(executable, cache_dir / "interpreters") for executable in _list_executables(_list_folders()))
    return keep_newest_of_each_minor(one for one in answers if one is not None)


def _find_known(executable: Path, cache: Path) -> Interpreter | None:
    """Return the interpreter that an executable leads to, or None if the lab cannot use it; the answer is kept."""
    kept_in = cache / f"{hashlib.sha256(os.fsencode(executable)).hexdigest()[:16]}.json"
    kept = _read_kept(kept_in)
    if kept is not None and kept.asked == _QUESTION and kept.stamps == _read_stamps(executable, kept.found):
        return kept.found
    found = _find_interpreter(executable)
    _write_kept(kept_in, _KeptAnswer(_QUESTION, _read_stamps(executable, found), found))
    return found


def choose_interpreters(
    version: Version, interpreters: Sequence[Interpreter], wanted: Sequence[str] = ()
) -> tuple[Interpreter, ...]:
    """Return the interpreters to run a pip on: the newest that supports it, none if there is none.

    With ``wanted`` (``3.10``, ``3.10.13`` or a path) it is exactly those, once each, whether or not they support it,
    which the plan then says. Raises `UsageError` for one that is not there.
    """
    if wanted:
        return select_interpreters(wanted, interpreters)
    newest_first = sorted(interpreters, key=_parse_version, reverse=True)
    return next(((one,) for one in newest_first if supports_python(version, one.minor)), ())


def select_interpreters(wanted: Sequence[str], interpreters: Sequence[Interpreter]) -> tuple[Interpreter, ...]:
    """Return the interpreters of these names (``3.10``, ``3.10.13`` or a path), once each; without a name the newest.

    Raises `UsageError` for one that is not there.
    """
    if not wanted:
        return tuple(sorted(interpreters, key=_parse_version)[-1:])
    return tuple(dict.fromkeys(_select_interpreter(name, interpreters) for name in wanted))


def _select_interpreter(name: str, interpreters: Sequence[Interpreter]) -> Interpreter:
    for one in interpreters:
        if name in (one.version, one.minor, one.executable):
            return one
    if os.sep in name or Path(name).is_file():
        return _find_interpreter_at(name)
    there_are = ", ".join(one.version for one in interpreters) or "none"
    raise UsageError(f"no Python {name!r} here: expected one of {there_are}, or the path of another")


def _find_interpreter_at(path: str) -> Interpreter:
    """Return the interpreter that a path leads to, which need not be one of those found."""
    if not os.access(path, os.X_OK) or not Path(path).is_file():
        raise UsageError(f"no Python at {path!r}: it is not an executable file")
    interpreter = _find_interpreter(Path(path).absolute())
    if interpreter is None:
        raise UsageError(f"the Python at {path!r} cannot be used: it must run, be CPython 3.6 or newer and have ssl")
    return interpreter


def _find_interpreter(executable: Path) -> Interpreter | None:
    """Return the interpreter that an executable leads to, by running it, or None if the lab cannot use it."""
    try:
        info = get_interpreter(str(executable), env=make_environment(), predicate=_is_ours)
    except RuntimeError:
        return None
    return None if info is None else _ask_interpreter(info)


def _is_ours(info: PythonInfo) -> bool:
    # A free-threaded build names its bytecode differently and shares its minor version with the ordinary one.
    return info.implementation == "CPython" and info.version_info[:2] >= _OLDEST and not info.free_threaded


def ask_python(executable: str, code: str) -> bytes:
    """Return what a Python prints as it runs some code, isolated and without its site-packages.

    Raises ``OSError`` or ``subprocess.SubprocessError`` if it does not run, fails, or takes more than 20 seconds.
    """
    return subprocess.run(
        [executable, "-I", "-S", "-c", code],
        env=make_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=_PATIENCE,
        check=True,
    ).stdout


def _ask_interpreter(info: PythonInfo) -> Interpreter | None:
    """Return the interpreter as it describes itself, or None if it does not run or has no ``ssl``."""
    executable = os.path.realpath(info.system_executable or info.executable)
    try:
        answer = ask_python(executable, _QUESTION)
        return msgspec.convert({"executable": executable, **json.loads(answer)}, type=Interpreter)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None


def keep_newest_of_each_minor(interpreters: Iterable[Interpreter]) -> tuple[Interpreter, ...]:
    """Return the highest patch of each minor version, newest first."""
    newest: dict[str, Interpreter] = {}
    for one in interpreters:
        other = newest.get(one.minor)
        if other is None or _parse_version(one) > _parse_version(other):
            newest[one.minor] = one
    return tuple(sorted(newest.values(), key=_parse_version, reverse=True))


def _parse_version(interpreter: Interpreter) -> Version:
    return Version(interpreter.version)


def make_environment(folders: Sequence[Path] = ()) -> dict[str, str]:
    """Return an environment from nothing, with these folders as its ``PATH``."""
    # Windows cannot load its own libraries without it.
    system_root = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    return {"PATH": os.pathsep.join(map(str, folders)), **system_root}


def _list_folders() -> tuple[Path, ...]:
    """Return the folders to search. pyenv's versions stand in for its shims, which run only where pyenv is set up."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    uv = Path(os.environ.get("UV_PYTHON_INSTALL_DIR") or Path.home() / ".local" / "share" / "uv" / "python")
    installed = [folder for root in (pyenv / "versions", uv) for folder in sorted(root.glob("*/bin"))]
    on_path = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    own = Path(sys.executable).parent
    return tuple(dict.fromkeys(folder for folder in (*installed, *on_path, own) if folder != pyenv / "shims"))


def _list_executables(folders: Sequence[Path]) -> tuple[Path, ...]:
    """Return every Python in these folders, and the one that runs this, by its real file, each once."""
    found = [Path(sys.executable)]
    for folder in folders:
        try:
            names = sorted(os.listdir(folder))
        except OSError:
            continue
        found += [folder / name for name in names if _EXECUTABLE_NAME.fullmatch(name)]
    return tuple(dict.fromkeys(Path(os.path.realpath(each)) for each in found))


def _read_stamps(executable: Path, found: Interpreter | None) -> tuple[_Stamp, ...]:
    """Return the stamps of an executable and of the interpreter that it led to: other ones mean that it has changed."""
    files = dict.fromkeys([str(executable), *([found.executable] if found else [])])
    return tuple(map(_read_stamp, files))


def _read_stamp(path: str) -> _Stamp:
    try:
        status = os.stat(path)
    except OSError:
        return path, 0, 0
    return path, status.st_mtime_ns, status.st_size


def _read_kept(kept_in: Path) -> _KeptAnswer | None:
    try:
        return msgspec.json.decode(kept_in.read_bytes(), type=_KeptAnswer)
    except (OSError, msgspec.DecodeError):
        return None


def _write_kept(kept_in: Path, kept: _KeptAnswer) -> None:
    kept_in.parent.mkdir(parents=True, exist_ok=True)
    write_whole(kept_in, msgspec.json.encode(kept))
