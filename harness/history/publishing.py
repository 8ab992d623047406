"""Put a site into a folder: whole, or not at all, and never over files of another's.

One rule: the site is built beside its folder and moved into its place. A folder that holds anything but a site of ours,
as the list in it says, is refused.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import msgspec

from harness.model.errors import UsageError
from harness.provision.whole_files import explain_error

#: The list of a site's files, by which a site of ours is known.
LIST = "pip-trust-lab-site.json"
_OPTION = "--into"


class _Listed(msgspec.Struct, frozen=True):
    site: int
    files: tuple[str, ...]


def check_place(folder: Path) -> None:
    """Raise ``UsageError`` unless a folder is not there yet, is empty or holds a site of ours alone."""
    try:
        if folder.is_dir():
            _check_contents(folder)
        elif folder.exists() or folder.is_symlink():
            raise UsageError(f"{_OPTION} {folder}: expected a folder, and this is none")
        beside = next(each for each in folder.absolute().parents if each.exists())
        with tempfile.TemporaryFile(dir=folder.resolve().parent if folder.is_dir() else beside):
            pass
    except OSError as error:
        raise UsageError(explain_error(folder, error, _OPTION)) from None


def _check_contents(folder: Path) -> None:
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    files = {name for name, path in found.items() if path.is_symlink() or not path.is_dir()}
    if not found:
        return
    own = _read_list(folder / LIST)
    folders = {parent.as_posix() for name in own for parent in Path(name).parents}
    foreign = sorted((files - own) | (found.keys() - files - folders))
    if foreign or not own:
        named = foreign[0] if foreign else sorted(found)[0]
        raise UsageError(
            f"{_OPTION} {folder} holds {named}, which is no part of a site of the lab: expected a new or empty folder"
        )


def _read_list(path: Path) -> set[str]:
    """Return the files of a site, the list included; nothing where there is no such list."""
    try:
        listed = msgspec.json.decode(path.read_bytes(), type=_Listed)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, msgspec.DecodeError, UnicodeDecodeError):
        return set()
    return {*listed.files, LIST}


def write_site(pages: Mapping[str, str], folder: Path) -> None:
    """Put pages into the place of what is in a folder, together with their list. Raises ``UsageError``."""
    check_place(folder)
    try:
        target = Path(os.path.realpath(folder))
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{target.name[:50]}-", dir=target.parent) as beside:
            new, old = Path(beside) / "new", Path(beside) / "old"
            new.mkdir()
            for name, text in {**pages, LIST: _format_list(pages)}.items():
                (new / name).parent.mkdir(exist_ok=True)
                (new / name).write_bytes(text.encode("utf-8", errors="backslashreplace"))
            _swap(new, old, target)
    except OSError as error:
        raise UsageError(explain_error(folder, error, _OPTION)) from None


def _format_list(pages: Mapping[str, str]) -> str:
    return msgspec.json.format(msgspec.json.encode(_Listed(1, tuple(sorted(pages)))), indent=1).decode() + "\n"


def _swap(new: Path, old: Path, target: Path) -> None:
    # An interruption may come between any two of these, and what is left beside the target is removed.
    try:
        if target.exists():
            shutil.copymode(target, new)
            target.rename(old)
        new.rename(target)
    except BaseException:
        if old.exists() and not target.exists():
            old.rename(target)
        raise
