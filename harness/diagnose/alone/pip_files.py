"""Find pip's configuration files at their places, and what they set: https://pip.pypa.io/en/stable/topics/configuration/"""

from __future__ import annotations

import configparser
import os
import sys
from collections.abc import Iterator, Mapping
from typing import NamedTuple


class ConfigFile(NamedTuple):
    """A file at one of pip's places; ``ignored`` says why pip does not read it, empty if it does."""

    path: str
    ignored: str
    settings: tuple[tuple[str, str, str], ...]  #: section, key and value, in order

    def find_setting(self, key: str, command: str) -> str:
        """Return the value of a key, that of the command's section before ``[global]``; empty if it has none."""
        for section in (command, "global"):
            for where, name, value in reversed(self.settings):
                if where == section and name == key:
                    return value
        return ""


def list_config_files(environment: Mapping[str, str], prefix: str, isolated: bool) -> list[ConfigFile]:
    """Return the files that are there, those first that count for less."""
    named = environment.get("PIP_CONFIG_FILE", "")
    off = f"PIP_CONFIG_FILE is {named}, which turns all files off" if named == os.devnull else ""
    no_user = "--isolated leaves the user's files out" if isolated else ""
    if not no_user and named and os.path.exists(named):
        no_user = "PIP_CONFIG_FILE names another file in the place of the user's"
    places = [
        *((path, off) for path in _list_global(environment)),
        *((path, off or no_user) for path in _list_users(environment)),
        *([(os.path.join(prefix, _NAME), off)] if prefix else []),
        *([(named, "--isolated leaves the environment out" if isolated else "")] if named and not off else []),
    ]
    return [ConfigFile(path, ignored, tuple(_read_settings(path))) for path, ignored in places if os.path.isfile(path)]


_NAME = "pip.ini" if sys.platform == "win32" else "pip.conf"


def _list_global(environment: Mapping[str, str]) -> Iterator[str]:
    if sys.platform == "win32":
        yield os.path.join(environment.get("PROGRAMDATA", r"C:\ProgramData"), "pip", _NAME)
        return
    if sys.platform == "darwin":
        yield "/Library/Application Support/pip/pip.conf"
    for folder in reversed((environment.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(os.pathsep)):
        yield os.path.join(folder, "pip", _NAME)
    yield "/etc/pip.conf"


def _list_users(environment: Mapping[str, str]) -> Iterator[str]:
    home = environment.get("HOME") or os.path.expanduser("~")
    if sys.platform == "win32":
        yield os.path.join(home, "pip", _NAME)
        yield os.path.join(environment.get("APPDATA", home), "pip", _NAME)
        return
    yield os.path.join(home, ".pip", _NAME)
    own = os.path.join(home, "Library", "Application Support", "pip")
    if sys.platform == "darwin" and os.path.isdir(own):
        yield os.path.join(own, _NAME)
        return
    yield os.path.join(environment.get("XDG_CONFIG_HOME") or os.path.join(home, ".config"), "pip", _NAME)


def _read_settings(path: str) -> Iterator[tuple[str, str, str]]:
    parser = configparser.RawConfigParser()
    try:
        parser.read(path, encoding="utf-8")
    except (configparser.Error, OSError, UnicodeDecodeError):
        return
    for section in parser.sections():
        for key, value in parser.items(section):
            yield section, key.lower().replace("_", "-").lstrip("-"), value
