"""A machine of a test's own: one Python, an empty cache, and a package index that has only what the test puts there."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest

RELEASES = ("24.1.2", "24.2", "25.1.1", "25.2", "26.3")


def isolate(folder: Path, monkeypatch: pytest.MonkeyPatch, releases: Iterable[str] = RELEASES) -> Path:
    """Set the environment so that only this is found; return the cache, which does not exist yet."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", write_index(folder / "simple", releases).as_uri())
    monkeypatch.setenv("PIP_TRUST_LAB_CACHE", str(folder / "cache"))
    monkeypatch.setenv("PYENV_ROOT", str(folder / "pyenv"))
    monkeypatch.setenv("UV_PYTHON_INSTALL_DIR", str(folder / "uv"))
    monkeypatch.setenv("PATH", "")
    return folder / "cache"


def write_index(folder: Path, releases: Iterable[str]) -> Path:
    """A package index with wheels of these releases of pip, each of one empty module; as it is, if it is there."""
    project = folder / "pip"
    if project.exists():
        return folder
    project.mkdir(parents=True)
    names = [write_wheel(project, version).name for version in releases]
    links = "".join(f'<a href="{name}">{name}</a>' for name in names)
    (project / "index.html").write_text(f"<!DOCTYPE html><html><body>{links}</body></html>")
    return folder


def write_wheel(folder: Path, version: str) -> Path:
    """A wheel that an installer takes for this release."""
    wheel, info = folder / f"pip-{version}-py3-none-any.whl", f"pip-{version}.dist-info"
    with zipfile.ZipFile(wheel, "w") as opened:
        opened.writestr("pip/__init__.py", f'__version__ = "{version}"\n')
        opened.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: pip\nVersion: {version}\n")
        opened.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        opened.writestr(f"{info}/RECORD", "")
    return wheel


def write_pip(folder: Path, version: str) -> Path:
    """A folder that holds a pip of this version."""
    (folder / "pip").mkdir(parents=True)
    (folder / "pip" / "__init__.py").write_text(f'__version__ = "{version}"\n')
    return folder
