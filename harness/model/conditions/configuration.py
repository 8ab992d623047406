"""The places where pip looks for configuration files. https://pip.pypa.io/en/stable/topics/configuration/#location"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

#: The folder of a cell's client, in the paths of a place.
_FOLDER = "{folder}"


@dataclass(frozen=True, kw_only=True)
class _Place:
    """A place of a configuration file.

    ``file`` is where it is written, and ``over`` the file of the machine in whose place it then is, empty for none;
    ``variables`` lead a client there. In both, ``{folder}`` is the client's own. ``in_environment`` is whether the
    client runs in a virtual environment, which is the folder of the file.
    """

    words: str
    file: str
    over: str = ""
    variables: tuple[tuple[str, str], ...] = ()
    in_environment: bool = False


class ConfigPlace(Enum):
    """A place of a configuration file of pip."""

    VARIABLE = _Place(
        words="PIP_CONFIG_FILE",
        file=f"{_FOLDER}/pip.conf",
        variables=(("PIP_CONFIG_FILE", f"{_FOLDER}/pip.conf"),),
    )
    GLOBAL = _Place(words="global", file=f"{_FOLDER}/global.conf", over="/etc/pip.conf")
    #: https://specifications.freedesktop.org/basedir-spec/latest/
    GLOBAL_XDG = _Place(words="global, for XDG", file=f"{_FOLDER}/global-xdg.conf", over="/etc/xdg/pip/pip.conf")
    XDG_CONFIG_DIRS = _Place(
        words="XDG_CONFIG_DIRS",
        file=f"{_FOLDER}/xdg-dirs/pip/pip.conf",
        variables=(("XDG_CONFIG_DIRS", f"{_FOLDER}/xdg-dirs"),),
    )
    USER = _Place(words="user", file=f"{_FOLDER}/home/.config/pip/pip.conf")
    XDG_CONFIG_HOME = _Place(
        words="XDG_CONFIG_HOME",
        file=f"{_FOLDER}/xdg-home/pip/pip.conf",
        variables=(("XDG_CONFIG_HOME", f"{_FOLDER}/xdg-home"),),
    )
    LEGACY = _Place(words="user, as of old", file=f"{_FOLDER}/home/.pip/pip.conf")
    SITE = _Place(words="virtual environment", file=f"{_FOLDER}/environment/pip.conf", in_environment=True)
