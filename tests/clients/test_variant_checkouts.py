from __future__ import annotations

import platform
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from harness.clients.variant import VariantKind
from harness.clients.variant_checkouts import find_checkouts, label_pins, lay_checkouts, name_released, name_versions
from harness.model.errors import UsageError
from harness.provision.specs import check_libraries
from harness.provision.stock import Stock
from tests.clients.test_variant_specs import NEWEST, Listed
from tests.support.cells import PYTHON
from tests.support.stocks import stock_of


@pytest.fixture
def stock(tmp_path: Path) -> Stock:
    found = stock_of(tmp_path / "cache", [PYTHON])
    (tmp_path / "cache").mkdir()
    found.libraries = Listed(tmp_path)
    return found


def clone(folder: Path, library: str, version: str = "") -> str:
    """A checkout that says its version, or, like one whose build makes it, says none."""
    (folder / "src" / library).mkdir(parents=True)
    (folder / "src" / library / "__init__.py").write_text(f'__version__ = "{version}"\n' if version else "")
    return str(folder)


def test_a_checkout_is_named_by_its_version_and_its_folder(tmp_path: Path, stock: Stock) -> None:
    pins = {**NEWEST, "urllib3": clone(tmp_path / "mine", "urllib3", "2.99.dev1")}
    assert label_pins(pins, stock) == {**NEWEST, "urllib3": "2.99.dev1-mine"}
    assert name_versions(pins, stock) == {**NEWEST, "urllib3": "2.99.dev1"}
    assert name_released(pins, stock) == NEWEST


def test_a_checkout_that_says_no_version_counts_as_the_newest_release(tmp_path: Path, stock: Stock) -> None:
    pins = {**NEWEST, "urllib3": clone(tmp_path / "mine", "urllib3")}
    assert name_versions(pins, stock) == NEWEST


@pytest.mark.parametrize("library", ["urllib3", "requests"])
def test_a_checkout_and_the_release_that_it_says_it_is_are_two_clients(
    tmp_path: Path, stock: Stock, library: str
) -> None:
    path = clone(tmp_path / "mine", library, NEWEST[library])
    kind = VariantKind()
    specs = kind.read_options({"variant": ["pool_only"], library: [path, NEWEST[library]]})
    for spec in specs:
        kind.check_spec(spec)
    found = [each.client for each in kind.find_clients(specs, (), stock)]
    assert len({client.id for client in found}) == 2
    assert "mine" in found[0].id
    assert f"--{library} {path}" in found[0].spec


def test_a_package_is_replaced_in_a_copy_and_what_was_given_is_only_read(tmp_path: Path, stock: Stock) -> None:
    base = tmp_path / "base"
    for library in ("urllib3", "requests"):
        (base / library).mkdir(parents=True)
        (base / library / "__init__.py").write_text("old")
    (base / "urllib3" / "_version.py").write_text("made")
    path = clone(tmp_path / "mine", "urllib3", "2.99")
    python = replace(PYTHON, executable=sys.executable, version=platform.python_version())
    tree = lay_checkouts(base, find_checkouts({"urllib3": path}), python, stock)
    assert "2.99" in (tree / "urllib3" / "__init__.py").read_text()
    assert (tree / "urllib3" / "_version.py").read_text() == "made"
    assert (tree / "requests" / "__init__.py").read_text() == "old"
    assert [file.name for file in (tmp_path / "mine").rglob("*.*")] == ["__init__.py"]
    assert (base / "urllib3" / "__init__.py").read_text() == "old"


@pytest.mark.parametrize(
    ("library", "spec", "said"),
    [
        ("urllib3", "./absent", "no such file or folder"),
        ("urllib3", "{}/empty", "it has neither src/urllib3/__init__.py nor urllib3/__init__.py"),
        ("cachecontrol", "{}/empty", "'cachecontrol={}/empty' is not an overlay"),
    ],
)
def test_a_path_that_holds_no_such_library_is_one_line(tmp_path: Path, library: str, spec: str, said: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError) as refused:
        check_libraries(library, [spec.format(tmp_path)])
    assert said.format(tmp_path) in str(refused.value)
    assert "\n" not in str(refused.value)
