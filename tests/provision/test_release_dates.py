from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from packaging.version import Version

from harness.model.errors import UsageError
from harness.provision.release_dates import find_build_date, find_newest_date
from tests.support.surroundings import isolate

NEWEST = (2025, 7, 30, 20, 51, 26)


def write_dates(wheel: Path, *dates: tuple[int, int, int, int, int, int]) -> Path:
    with zipfile.ZipFile(wheel, "w") as opened:
        for number, date in enumerate(dates):
            opened.writestr(zipfile.ZipInfo(f"pip/{number}.py", date), "")
    return wheel


def test_a_wheel_is_as_old_as_its_newest_file(tmp_path: Path) -> None:
    wheel = write_dates(tmp_path / "pip.whl", (1980, 1, 1, 0, 0, 0), NEWEST, (2025, 7, 29, 23, 59, 58))
    assert find_newest_date(wheel) == "2025-07-30"


@pytest.mark.parametrize("content", [b"", b"no zip"])
def test_a_damaged_wheel_is_refused_in_one_line(tmp_path: Path, content: bytes) -> None:
    wheel = tmp_path / "pip.whl"
    wheel.write_bytes(content)
    with pytest.raises(UsageError, match=r"pip\.whl is damaged"):
        find_newest_date(wheel)


@pytest.mark.client
def test_a_date_is_that_of_the_wheel_in_the_package_index_and_is_asked_for_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = isolate(tmp_path, monkeypatch)
    wheel = tmp_path / "simple" / "pip" / "pip-25.2-py3-none-any.whl"
    with zipfile.ZipFile(wheel) as opened:
        contents = {name: opened.read(name) for name in opened.namelist()}
    with zipfile.ZipFile(wheel, "w") as opened:
        for name, content in contents.items():
            opened.writestr(zipfile.ZipInfo(name, NEWEST), content)
    assert find_build_date(Version("25.2"), cache) == "2025-07-30"
    wheel.unlink()
    assert find_build_date(Version("25.2"), cache) == "2025-07-30"


@pytest.mark.client
def test_a_wheel_that_is_not_to_be_had_has_no_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = isolate(tmp_path, monkeypatch)
    assert find_build_date(Version("25.0"), cache) == ""
    assert not (cache / "dates" / "25.0").exists()
