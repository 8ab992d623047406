"""Keep the answers of the package index for some minutes, so that not every run has to wait for it.

One rule: an answer counts only for the settings under which it was given. A kept answer that is old, damaged or from
another index is no answer. Of the settings only a digest is kept, because an index's URL may hold a password.
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
#: The variables, besides pip's own, that decide where pip asks and whom it trusts.
_VARIABLES = {"HOME", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", "NETRC", "SSL_CERT_FILE", "SSL_CERT_DIR"}
_VARIABLES |= {"REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "APPDATA", "PROGRAMDATA"}


class _Answer(msgspec.Struct, frozen=True):
    """The versions that an index named, and when, in seconds since the epoch."""

    asked_at: float
    versions: tuple[str, ...]


class IndexAnswers:
    """The answers kept in ``folder``. ``kept`` is true once one of them was returned instead of asking."""

    def __init__(self, folder: Path) -> None:
        self.kept = False
        self._folder, self._anew = folder, False

    def ask_index(self, question: str, index: Callable[[], Iterable[Version]]) -> frozenset[Version]:
        """Return the versions that ``index`` lists, or listed within the last minutes, as the answer to a question."""
        file = self._folder / f"{question}-{hash_settings()[:16]}.json"
        if not self._anew and (found := _read(file)) is not None:
            self.kept = True
            return found
        versions = frozenset(index())
        self._keep(file, versions)
        return versions

    def ask_anew(self) -> None:
        """Ask the index itself from now on."""
        self.kept, self._anew = False, True

    def _keep(self, file: Path, versions: Iterable[Version]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        answer = _Answer(time.time(), tuple(str(version) for version in sorted(versions)))
        write_whole(file, msgspec.json.encode(answer))
        for other in self._folder.glob("*.json"):
            with contextlib.suppress(OSError):
                if time.time() - other.stat().st_mtime > KEPT_FOR:
                    other.unlink()


def hash_settings() -> str:
    """Return a digest of all that decides which index pip asks, and how."""
    told = [
        f"{name}={value}"
        for name, value in sorted(os.environ.items())
        if name.upper() in _VARIABLES or name.upper().startswith("PIP_") or name.upper().endswith("_PROXY")
    ]
    digest = hashlib.sha256(os.fsencode("\0".join(told)))
    for file in _list_configuration():
        with contextlib.suppress(OSError):
            digest.update(os.fsencode(f"\0{file}\0") + file.read_bytes())
    return digest.hexdigest()


def _list_configuration() -> Iterator[Path]:
    """Yield every file in which pip may find settings: https://pip.pypa.io/en/stable/topics/configuration/#location."""
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
    """Return the answer in a file, or None if there is none, it is damaged or it is too old."""
    try:
        answer = msgspec.json.decode(file.read_bytes(), type=_Answer)
        versions = frozenset(map(Version, answer.versions))
    except (OSError, ValueError):
        return None
    return versions if 0 <= time.time() - answer.asked_at < KEPT_FOR else None
