from __future__ import annotations

from pathlib import Path

import pytest

from harness.model.client import Interpreter
from harness.model.errors import LabBroken, UsageError
from harness.provision.index import NoAnswerError
from harness.provision.libraries import VariantTrees, read_vendored_versions
from harness.provision.releases import find_cache_folder
from tests.support.product import PYTHON

IMPOSSIBLE = {"requests": "2.28.2", "urllib3": "2.0.7", "truststore": "0.10.4", "cachecontrol": "0.14.4"}
LIST = """CacheControl==0.14.1
requests==2.32.3
    certifi==2024.8.30
    urllib3==1.26.20
truststore==0.10.0
"""


def test_a_pip_lists_what_it_vendors(tmp_path: Path) -> None:
    folder = tmp_path / "pip" / "_vendor"
    folder.mkdir(parents=True)
    (folder / "vendor.txt").write_text(LIST)
    assert read_vendored_versions(tmp_path) == (
        ("requests", "2.32.3"),
        ("urllib3", "1.26.20"),
        ("truststore", "0.10.0"),
        ("cachecontrol", "0.14.1"),
    )


def test_a_pip_that_lists_nothing_breaks_the_lab(tmp_path: Path) -> None:
    with pytest.raises(LabBroken, match="which libraries the pip in"):
        read_vendored_versions(tmp_path)


@pytest.mark.parametrize("version", ["new", "9" * 5000, "1.0\x1b[2J", "::error::x"])
def test_a_pip_that_lists_what_is_no_version_breaks_the_lab(version: str, tmp_path: Path) -> None:
    folder = tmp_path / "pip" / "_vendor"
    folder.mkdir(parents=True)
    (folder / "vendor.txt").write_text(f"urllib3=={version}\n")
    with pytest.raises(LabBroken, match=r"vendors urllib3 .*, which is not a version") as broken:
        read_vendored_versions(tmp_path)
    assert str(broken.value).isprintable()


@pytest.mark.client
def test_a_combination_that_cannot_be_is_refused_with_its_reason_and_remembered(
    tmp_path: Path, interpreters: tuple[Interpreter, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    modern = next(each for each in interpreters if each.minor == PYTHON)
    _, why = VariantTrees(tmp_path).install_libraries(IMPOSSIBLE, modern, told.append)
    assert "conflicting dependencies" in why
    assert told == []
    monkeypatch.setattr("harness.provision.libraries.install_wheels", lambda *_: pytest.fail("it was asked for again"))
    assert VariantTrees(tmp_path).install_libraries(IMPOSSIBLE, modern, told.append)[1] == why


@pytest.mark.client
def test_an_index_that_does_not_answer_is_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*_: object) -> None:
        raise NoAnswerError("no route")

    known = VariantTrees(find_cache_folder()).list_releases("truststore")
    trees = VariantTrees(tmp_path)
    monkeypatch.setattr("harness.provision.release_list.ask_for_versions", silent)
    with pytest.raises(UsageError, match=r"the package index lists no truststore releases \(no route\)"):
        trees.list_releases("truststore")
    (tmp_path / "variants" / "truststore.json").write_text(f'["{known[-1]}"]')
    assert trees.list_releases("truststore") == known[-1:]
