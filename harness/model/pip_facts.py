"""The Pythons on which each release of pip runs, as measured."""

from __future__ import annotations

from packaging.version import Version

#: From this release of pip on, it runs on Pythons from here to there; None: on every newer one, measured up to 3.13.
#: The oldest is what the wheel's Requires-Python says, or the oldest that the lab knows. The newest was measured, by
#: running ``--version`` and a download from a folder: CPython 3.8 took away platform.linux_distribution, which pip 8
#: needs, 3.10 collections.Mapping, which it needs before 19.2, 3.12 distutils, which it needs before 22.2, and
#: pkgutil.ImpImporter, which pkg_resources needs before setuptools 66 (https://github.com/pypa/pip/issues/11501).
#: pip 23.1 vendors that of setuptools 67.6.1, 23.1.1 went back to 65.6.3, and 23.1.2 has 67.7.2.
_RUNS_ON: tuple[tuple[Version, tuple[int, int], tuple[int, int] | None], ...] = (
    (Version("8.0"), (3, 6), (3, 7)),
    (Version("9.0"), (3, 6), (3, 9)),
    (Version("19.2"), (3, 6), (3, 11)),
    (Version("22.0"), (3, 7), (3, 11)),
    (Version("23.1"), (3, 7), None),
    (Version("23.1.1"), (3, 7), (3, 11)),
    (Version("23.1.2"), (3, 7), None),
    (Version("24.1"), (3, 8), None),
    (Version("25.1"), (3, 9), None),
    (Version("26.1"), (3, 10), None),
)


def supports_python(version: Version, python_minor: str) -> bool:
    """Return whether a release of pip runs on a Python (``3.10``).

    A pip newer than the table runs where the newest one in it does, and a Python newer than any measured runs whatever
    the newest measured one does: what breaks there is for a cell to find.
    """
    major, minor = map(int, python_minor.split("."))
    rows = [row for row in _RUNS_ON if row[0] <= version]
    if not rows:
        return False
    _, oldest, newest = rows[-1]
    return oldest <= (major, minor) and (newest is None or (major, minor) <= newest)
