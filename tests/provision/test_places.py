from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from harness.model.errors import UsageError
from harness.provision.places import check_places, prepare_cache

ODD = {"a colon": "a:b", "a line's end": "a\nb", "a tab": "a\tb", "an escape": "a\x1bb"}


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PIP_TRUST_LAB_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_the_cache_is_made_where_it_is_named_and_nothing_in_it(cache: Path) -> None:
    assert prepare_cache() == cache
    assert list(cache.iterdir()) == []


@pytest.mark.parametrize("name", ODD.values(), ids=ODD)
def test_a_cache_that_no_client_can_be_given_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("PIP_TRUST_LAB_CACHE", str(tmp_path / name))
    with pytest.raises(UsageError) as caught:
        prepare_cache()
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith("so that it cannot be passed to a client; PIP_TRUST_LAB_CACHE names another")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a b", "ü", "a'b", 'a"b', "a%b", "a$b", "a#b"])
def test_other_signs_are_no_hindrance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("PIP_TRUST_LAB_CACHE", str(tmp_path / name))
    assert prepare_cache().is_dir()


def test_a_name_that_is_no_text_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    odd = tmp_path / os.fsdecode(b"a\xffb")
    odd.mkdir()
    monkeypatch.setenv("TMPDIR", str(odd))
    with pytest.raises(UsageError, match=r"^the folder for temporary files, .*a\\xffb, has a name that is not text in"):
        check_places()


def test_a_file_in_the_place_of_the_cache_is_named(cache: Path) -> None:
    cache.touch()
    with pytest.raises(UsageError, match=f"^no cache can be kept in {cache}: File exists; PIP_TRUST_LAB_CACHE names"):
        prepare_cache()


@pytest.mark.parametrize("name", ["absent", "file"])
def test_a_folder_for_temporary_files_that_is_none_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("TMPDIR", str(tmp_path / name))
    with pytest.raises(UsageError, match=rf"^TMPDIR names {tmp_path / name}, where no temporary file can be written: "):
        check_places()


def test_without_any_folder_for_temporary_files_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> str:
        raise FileNotFoundError(2, "No usable temporary directory found in ['/tmp']")

    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(tempfile, "gettempdir", none)
    with pytest.raises(UsageError, match=r"^no temporary file can be written anywhere: No usable"):
        check_places()
