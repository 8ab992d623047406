from __future__ import annotations

from pathlib import Path

import pytest

from harness.model.conditions import Beside
from harness.model.errors import LabBroken, UsageError
from harness.provision.beside import fetch_beside, locate_beside


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("PIP_TRUST_LAB_CACHE", str(folder))
    folder.mkdir()
    return folder


@pytest.mark.client
def test_a_library_is_fetched_once_and_then_found(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    fetch_beside(Beside.PYSOCKS, cache, told.append)
    place = Path(locate_beside(Beside.PYSOCKS))
    assert (place / "socks.py").is_file()
    assert place.is_relative_to(cache)
    monkeypatch.setattr("harness.provision.beside.install_wheels", lambda *_: pytest.fail("it was asked for again"))
    fetch_beside(Beside.PYSOCKS, cache, told.append)
    assert told == ["PySocks 1.7.1: fetched"]


@pytest.mark.client
def test_a_library_that_was_changed_is_fetched_anew(cache: Path) -> None:
    told: list[str] = []
    fetch_beside(Beside.PYSOCKS, cache, told.append)
    module = Path(locate_beside(Beside.PYSOCKS)) / "socks.py"
    whole = module.read_bytes()
    module.write_text("")
    fetch_beside(Beside.PYSOCKS, cache, told.append)
    assert module.read_bytes() == whole
    assert told[1].startswith("PySocks 1.7.1: fetched anew, because what was kept of it is damaged")


def test_a_library_that_the_index_does_not_have_is_told(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.provision.beside.install_wheels", lambda *_: "no route")
    with pytest.raises(UsageError, match=r"PySocks==1\.7\.1 could not be fetched from the package index: no route"):
        fetch_beside(Beside.PYSOCKS, cache, print)


def test_a_library_that_was_not_fetched_breaks_the_lab(cache: Path) -> None:
    with pytest.raises(LabBroken, match=f"PySocks is to be installed beside the client, and is not in {cache}"):
        locate_beside(Beside.PYSOCKS)


def test_nothing_is_fetched_for_a_client_that_has_nothing_beside_it(cache: Path) -> None:
    fetch_beside(Beside.NOTHING, cache, print)
    assert locate_beside(Beside.NOTHING) == ""
    assert list(cache.iterdir()) == []
