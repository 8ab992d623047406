"""The packages: what is built is what an installer expects, and builds in its turn."""

from __future__ import annotations

import ast
import base64
import csv
import hashlib
import io
import subprocess
import sys
import tarfile
import zipfile
from email.message import Message
from email.parser import BytesParser
from functools import cache
from pathlib import Path

import pytest
from packaging.utils import parse_sdist_filename, parse_wheel_filename

from harness.lab import packages

BACKEND = Path(packages.__file__).parent / "packages_src" / "lab_backend"


@cache
def files() -> dict[str, bytes]:
    return packages.build_files()


def test_the_index_has_something_to_fetch_something_to_build_and_what_builds_it() -> None:
    wheels = {parse_wheel_filename(name)[:2] for name in files() if name.endswith(".whl")}
    sdists = {parse_sdist_filename(name) for name in files() if not name.endswith(".whl")}
    assert {(name, str(version)) for name, version in wheels} == {("demo", "1.0"), ("lab-backend", "1.0")}
    assert {(name, str(version)) for name, version in sdists} == {("demo", "1.0"), ("built", "1.0")}


def test_building_twice_gives_the_same_bytes() -> None:
    assert packages.build_files() == files()


@pytest.mark.parametrize("name", ["demo-1.0-py3-none-any.whl", "lab_backend-1.0-py3-none-any.whl"])
def test_the_record_of_a_wheel_is_right(name: str) -> None:
    assert unrecorded(files()[name]) == set()


@pytest.mark.parametrize("name", ["demo-1.0-py3-none-any.whl", "lab_backend-1.0-py3-none-any.whl", "built-1.0.tar.gz"])
def test_a_package_needs_no_other_and_any_python_3_will_do(name: str) -> None:
    metadata = metadata_of(name, files()[name])
    assert metadata["Name"].replace("-", "_") == name.partition("-")[0]
    assert metadata["Version"] == "1.0"
    assert metadata.get_all("Requires-Dist") is None
    assert metadata["Requires-Python"] == ">=3.6"


def test_building_needs_the_backend_from_the_index() -> None:
    with tarfile.open(fileobj=io.BytesIO(files()["built-1.0.tar.gz"])) as sdist:
        member = sdist.extractfile("built-1.0/pyproject.toml")
        assert member is not None
        assert member.read().startswith(b'[build-system]\nrequires = ["lab-backend"]\nbuild-backend = "lab_backend"\n')


def test_the_backend_is_python_3_6() -> None:
    ast.parse((BACKEND / "lab_backend.py").read_text(), feature_version=(3, 6))


def test_the_backend_imports_the_standard_library_alone() -> None:
    tree = ast.parse((BACKEND / "lab_backend.py").read_text())
    named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    named |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert named
    assert {name.split(".")[0] for name in named} <= sys.stdlib_module_names


def test_the_backend_builds_a_wheel_whose_record_is_right(tmp_path: Path) -> None:
    wheel = Path(hook("build_wheel", tmp_path))
    assert wheel.name == "built-1.0-py3-none-any.whl"
    assert unrecorded((tmp_path / wheel).read_bytes()) == set()
    assert "built.py" in zipfile.ZipFile(tmp_path / wheel).namelist()


def test_the_backend_prepares_the_metadata_that_it_builds(tmp_path: Path) -> None:
    wheel = zipfile.ZipFile(tmp_path / hook("build_wheel", tmp_path))
    prepared = tmp_path / hook("prepare_metadata_for_build_wheel", tmp_path)
    assert {file.name for file in prepared.iterdir()} == {"METADATA", "WHEEL"}
    for file in prepared.iterdir():
        assert file.read_bytes() == wheel.read(f"built-1.0.dist-info/{file.name}")


def hook(name: str, folder: Path) -> str:
    """Unpack the sdist in a folder, call a hook of the backend there as PEP 517 says, and return what it returns."""
    with tarfile.open(fileobj=io.BytesIO(files()["built-1.0.tar.gz"])) as sdist:
        sdist.extractall(folder)
    code = f"import sys; sys.path.insert(0, {str(BACKEND)!r}); import lab_backend; print(lab_backend.{name}('..'))"
    done = subprocess.run(
        [sys.executable, "-I", "-B", "-c", code], cwd=folder / "built-1.0", env={}, stdout=subprocess.PIPE, check=True
    )
    return done.stdout.decode().strip()


def unrecorded(wheel: bytes) -> set[str]:
    """The files of a wheel that its RECORD does not give as they are, by name, hash and size."""
    archive = zipfile.ZipFile(io.BytesIO(wheel))
    (record,) = (name for name in archive.namelist() if name.endswith(".dist-info/RECORD"))
    recorded = {tuple(row) for row in csv.reader(archive.read(record).decode().splitlines())}
    real = {row(name, archive.read(name)) for name in archive.namelist() if name != record} | {(record, "", "")}
    return {name for name, _, _ in recorded ^ real}


def row(name: str, content: bytes) -> tuple[str, str, str]:
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
    return name, f"sha256={digest}", str(len(content))


def metadata_of(name: str, content: bytes) -> Message:
    if name.endswith(".whl"):
        archive = zipfile.ZipFile(io.BytesIO(content))
        (path,) = (member for member in archive.namelist() if member.endswith(".dist-info/METADATA"))
        return BytesParser().parsebytes(archive.read(path))
    with tarfile.open(fileobj=io.BytesIO(content)) as sdist:
        member = sdist.extractfile(name.removesuffix(".tar.gz") + "/PKG-INFO")
        assert member is not None
        return BytesParser().parsebytes(member.read())
