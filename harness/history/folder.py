"""The runs in a folder of results, in the order in which they were run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

from harness.history.run import History, Run, drop_ending
from harness.model.errors import UsageError
from harness.model.foreign import clean_line
from harness.model.record import Results, read_results

#: ``2026-01-05``, perhaps with a time of day behind it: ``2026-01-05T04-17``, ``2026-01-05 0417``.
_DATE = re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?:[T_ -]?(\d\d)[-:.]?(\d\d)(?:[-:.]?(\d\d))?)?(?!\d)")
_ENDINGS = (".jsonl", ".jsonl.gz")


def read_history(folder: Path) -> History:
    """Return what a folder holds, its folders included. Raises ``UsageError`` if nothing can be read."""
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder of results")
    found: list[tuple[datetime, str, Results]] = []
    left_out = []
    for path in _find_files(folder):
        name = clean_line(path.relative_to(folder).as_posix())
        try:
            results = read_results(path)
            if not results.records:
                raise UsageError("no records")
            found.append((find_time(results, path, name), name, results))
        except UsageError as error:
            left_out.append(f"{name}: {str(error).replace(str(path), '').lstrip(': ')}")
    if not found:
        why = f": {left_out[0]}" if left_out else f": there is no file of {' or '.join(_ENDINGS)}"
        raise UsageError(f"no results can be read in {folder}{why}")
    pages = _Pages()
    ordered = sorted(found, key=lambda each: each[:2])
    runs = tuple(
        Run(name=name, page=pages.name(name), when=when.isoformat(), results=each) for when, name, each in ordered
    )
    return History(runs=runs, left_out=tuple(left_out))


def _find_files(folder: Path) -> Iterator[Path]:
    """Yield the files of results in order; nothing in a hidden folder is one."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.name.endswith(_ENDINGS) and not hidden and path.is_file():
            yield path


def find_time(results: Results, path: Path, name: str) -> datetime:
    """Return when a run was started: as it says itself, by the date in its name, or when its file was written."""
    for text in (*(run.started for run in reversed(results.runs)), *reversed(name.split("/"))):
        if time := _read_time(text):
            return time
    return datetime.fromtimestamp(int(path.stat().st_mtime), timezone.utc)


def _read_time(text: str) -> datetime | None:
    if not (found := _DATE.search(text)):
        return None
    try:
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
        return datetime(year, month, day, hour, minute, second, tzinfo=timezone.utc)
    except ValueError:
        return None


class _Pages:
    """The names of pages that are in use; a new one is unique, and plain enough for any server and file system."""

    def __init__(self) -> None:
        self._used: set[str] = set()

    def name(self, text: str) -> str:
        plain = re.sub(r"[^A-Za-z0-9._-]+", "-", drop_ending(text)).strip(".-")[:80] or "run"
        name, number = plain, 1
        while name.lower() in self._used:
            number += 1
            name = f"{plain}-{number}"
        self._used.add(name.lower())
        return f"runs/{name}.html"
