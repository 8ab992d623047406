"""Find when a release was built: the date of the newest file in its wheel.

Not every index says when a file was uploaded, but each has the wheel.
"""

from __future__ import annotations

import os
import re
import tempfile
import zipfile
from pathlib import Path

from packaging.version import Version

from harness.model.errors import UsageError
from harness.provision.index import download_release


def find_build_date(version: Version, cache: Path) -> str:
    """Return a date such as ``2025-07-30``, kept in the cache once known; empty if the index has no such wheel now."""
    kept = cache / "dates" / str(version)
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", date := kept.read_text(encoding="ascii")):
            return date
    except (OSError, ValueError):
        pass
    with tempfile.TemporaryDirectory(prefix="pip-trust-lab-wheel-") as folder:
        try:
            date = find_newest_date(download_release(version, Path(folder)))
        except UsageError:
            return ""
        kept.parent.mkdir(parents=True, exist_ok=True)
        unfinished = kept.with_name(f"{kept.name}.{os.getpid()}")
        unfinished.write_text(date, encoding="ascii")
        os.replace(unfinished, kept)
    return date


def find_newest_date(wheel: Path) -> str:
    """Return the date of the newest file in a wheel, such as ``2025-07-30``. Raises `UsageError` if it is damaged."""
    try:
        with zipfile.ZipFile(wheel) as opened:
            year, month, day, *_ = max(info.date_time for info in opened.infolist())
    except (zipfile.BadZipFile, ValueError) as error:
        raise UsageError(f"{wheel} is damaged: {error}") from None
    return f"{year}-{month:02}-{day:02}"
