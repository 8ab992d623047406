"""What the package index answered within the last minutes, so that not every run has to wait for it.

One rule: an answer counts only for the settings under which it was given. A kept answer that is old, damaged or from
another index is no answer. Settings are kept as a digest alone, for an index's URL may hold a password.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec
from packaging.version import Version

from harness.provision.whole_files import write_whole

#: Seconds for which an answer is kept.
KEPT_FOR = 600.0
#: What else than pip's own variables decides where pip asks, and whom it believes.
_VARIABLES = {"HOME", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", "NETRC", "SSL_CERT_FILE", "SSL_CERT_DIR"}
_VARIABLES |= {"REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "APPDATA", "PROGRAMDATA"}


class _Answer(msgspec.Struct, frozen=True):
    """The versions that an index named, and when, in seconds since the epoch."""

    asked_at: float
    versions: tuple[str, ...]


class IndexAnswers:
    """The answers in ``folder``. ``kept`` says whether one of those given out was not asked for just now."""

    def __init__(self, folder: Path) -> None:
        self.kept = False
        self._folder, self._anew = folder, False

    def ask(self, question: str, index: Callable[[], Iterable[Version]]) -> frozenset[Version]:
        """Return the versions that ``index`` gives to a question, or gave within the last minutes."""
        file = self._folder / f"{question}-{settings()[:16]}.json"
        if not self._anew and (found := _read(file)) is not None:
            self.kept = True
            return found
        versions = frozenset(index())
        self._keep(file, versions)
        return versions

    def ask_anew(self) -> None:
        """From now on let the index itself answer."""
        self.kept, self._anew = False, True

    def _keep(self, file: Path, versions: Iterable[Version]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        answer = _Answer(time.time(), tuple(str(version) for version in sorted(versions)))
        write_whole(file, msgspec.json.encode(answer))
        for other in self._folder.glob("*.json"):
            with contextlib.suppress(OSError):
                if time.time() - other.stat().st_mtime > KEPT_FOR:
                    other.unlink()


def settings() -> str:
    """Return a digest of all that decides which index pip asks, and how."""
    told = [
        f"{name}={value}"
        for name, value in sorted(os.environ.items())
        if name.upper() in _VARIABLES or name.upper().startswith("PIP_") or name.upper().endswith("_PROXY")
    ]
    digest = hashlib.sha256(os.fsencode("\0".join(told)))
    for file in _configuration():
        with contextlib.suppress(OSError):
            digest.update(os.fsencode(f"\0{file}\0") + file.read_bytes())
    return digest.hexdigest()


def _configuration() -> Iterator[Path]:
    """Every file in which pip may find settings: https://pip.pypa.io/en/stable/topics/configuration/#location."""
    home, environ = Path.home(), os.environ
    if named := environ.get("PIP_CONFIG_FILE"):
        yield Path(named)
    for folder in environ.get("XDG_CONFIG_DIRS", "/etc/xdg").split(os.pathsep):
        yield Path(folder) / "pip" / "pip.conf"
    yield from (Path("/etc/pip.conf"), Path("/Library/Application Support/pip/pip.conf"))
    yield Path(environ.get("PROGRAMDATA", "")) / "pip" / "pip.ini"
    yield home / ".pip" / "pip.conf"
    yield Path(environ.get("XDG_CONFIG_HOME") or home / ".config") / "pip" / "pip.conf"
    yield home / "Library" / "Application Support" / "pip" / "pip.conf"
    yield Path(environ.get("APPDATA", "")) / "pip" / "pip.ini"
    yield home / "pip" / "pip.ini"
    yield from (Path(sys.prefix) / name for name in ("pip.conf", "pip.ini"))


def _read(file: Path) -> frozenset[Version] | None:
    """The answer in a file; None if there is none that makes sense, or it is no longer of use."""
    try:
        answer = msgspec.json.decode(file.read_bytes(), type=_Answer)
        versions = frozenset(map(Version, answer.versions))
    except (OSError, ValueError):
        return None
    return versions if 0 <= time.time() - answer.asked_at < KEPT_FOR else None
