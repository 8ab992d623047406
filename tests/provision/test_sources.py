from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from harness.model.errors import UsageError
from harness.provision.releases import Releases
from harness.provision.sources import read_source


def write(path: Path, files: dict[str, str]) -> Path:
    """A zip, or a folder if the name has no ending."""
    if path.suffix:
        with zipfile.ZipFile(path, "w") as opened:
            for name, text in files.items():
                opened.writestr(name, text)
        return path
    for name, text in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text)
    return path


def wheel(name: str, version: str) -> dict[str, str]:
    return {f"{name}/__init__.py": f'__version__ = "{version}"', f"{name}-{version}.dist-info/WHEEL": ""}


@pytest.mark.parametrize(
    ("name", "files", "read"),
    [
        ("any name.whl", wheel("pip", "25.0.1"), ("wheel", "25.0.1", "any-name")),
        ("checkout", {"src/pip/__init__.py": "__version__ = '26.4.dev0'"}, ("tree", "26.4.dev0", "checkout")),
        ("unpacked", wheel("pip", "25.0.1"), ("tree", "25.0.1", "unpacked")),
    ],
)
def test_a_pip_says_which_version_it_is(
    name: str, files: dict[str, str], read: tuple[str, str, str], tmp_path: Path
) -> None:
    path = write(tmp_path / name, files)
    source = read_source(str(path))
    assert (source.kind, str(source.version), source.label) == read
    assert source.location == str(path)


@pytest.mark.parametrize(
    ("name", "files", "words"),
    [
        ("plain.zip", {"pip/__init__.py": ""}, "not a wheel"),
        ("demo.whl", wheel("demo", "1.0"), "demo 1.0, not of pip"),
        ("bundle.whl", {**wheel("demo", "1.0"), "pip/__init__.py": ""}, "demo 1.0, not of pip"),
        ("old.whl", wheel("pip", "7.1.2"), "8.0 and later"),
        ("empty", {"README": ""}, "src/pip/__init__.py"),
        ("old", {"pip/__init__.py": '__version__ = "6.0"'}, "8.0 and later"),
        ("mute", {"pip/__init__.py": ""}, "__version__"),
        ("odd", {"pip/__init__.py": '__version__ = "newest"'}, "newest"),
    ],
)
def test_what_is_no_pip_is_refused_with_what_it_is(
    name: str, files: dict[str, str], words: str, tmp_path: Path
) -> None:
    path = write(tmp_path / name, files)
    with pytest.raises(UsageError) as caught:
        read_source(str(path))
    assert str(path) in str(caught.value)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_damaged_wheel_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "pip.whl", wheel("pip", "25.0.1"))
    whole = path.read_bytes()
    for damaged in (b"", b"no zip", whole[:-30], whole.replace(b'"25.0.1"', b'"25.0.2"')):
        path.write_bytes(damaged)
        with pytest.raises(UsageError, match=f"{path}.*damaged"):
            read_source(str(path))


def zip_application(path: Path, version: str = "26.3") -> Path:
    """A file as pip.pyz is: a line for a shell, then a zip file with ``__main__.py`` and ``pip/``."""
    with path.open("wb") as file:
        file.write(b"#!/usr/bin/env python3\n")
        with zipfile.ZipFile(file, "w") as written:
            written.writestr("__main__.py", "import runpy\n")
            written.writestr("pip/__init__.py", f'__version__ = "{version}"\n')
    return path


def test_a_zip_application_is_a_pip(tmp_path: Path) -> None:
    source = read_source(str(zip_application(tmp_path / "pip.pyz")))
    assert (source.kind, str(source.version), source.label) == ("zipapp", "26.3", "pip.pyz")
    assert (Releases(tmp_path / "cache").make_tree(source) / "__main__.py").read_text() == "import runpy\n"


def test_a_zip_application_of_a_pip_that_is_too_old_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"7\.1\.2: the lab runs"):
        read_source(str(zip_application(tmp_path / "pip.pyz", "7.1.2")))
