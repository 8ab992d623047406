"""Build the three small packages of the index from the sources in ``packages_src``.

One rule: nothing built is committed, and no package needs any but these.

* ``demo`` is what a client fetches: a wheel and an sdist.
* ``built`` is only an sdist, so a client has to build it; its build needs ``lab-backend`` from the same index.
* ``lab-backend`` is a wheel with a build backend of our own, which runs wherever any pip under test does.
"""

from __future__ import annotations

import io
import tarfile
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from flit_core.sdist import SdistBuilder
from flit_core.wheel import WheelBuilder

from harness.lab.silence import silence_libraries

_SOURCES = Path(__file__).with_name("packages_src")


def build_files() -> dict[str, bytes]:
    """Return every file that the index offers, by file name."""
    with silence_libraries():
        return dict((build_wheel("demo"), build_sdist("demo"), build_sdist("built"), build_wheel("lab_backend")))


def read_project_module(source: str) -> bytes:
    """Return the one module of a folder of ``packages_src``, as its wheel has it."""
    return (_SOURCES / source / f"{source}.py").read_bytes()


def build_wheel(source: str) -> tuple[str, bytes]:
    """Return file name and content of the wheel made from one folder of ``packages_src``."""
    content = io.BytesIO()
    builder = WheelBuilder.from_ini_path(_SOURCES / source / "pyproject.toml", content)
    builder.build()
    return builder.wheel_filename, content.getvalue()


def alter_wheels(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the wheels among files with other bytes: each holds the same, and a comment such as zip files may have."""
    return {name: _add_comment(content) for name, content in files.items() if name.endswith(".whl")}


def _add_comment(wheel: bytes) -> bytes:
    content = io.BytesIO(wheel)
    with zipfile.ZipFile(content, "a") as opened:
        opened.comment = b"altered"
    return content.getvalue()


def build_sdist(source: str) -> tuple[str, bytes]:
    """Return file name and content of the sdist made from one folder of ``packages_src``."""
    builder = SdistBuilder.from_ini_path(_SOURCES / source / "pyproject.toml")
    with tempfile.TemporaryDirectory(prefix="sdist-") as folder:
        archive = builder.build(Path(folder))
        return archive.name, archive.read_bytes()


def read_metadata(filename: str, content: bytes) -> bytes:
    """Return the core metadata inside a wheel or an sdist."""
    if filename.endswith(".whl"):
        name, version = filename.split("-")[:2]
        with zipfile.ZipFile(io.BytesIO(content)) as wheel:
            return wheel.read(f"{name}-{version}.dist-info/METADATA")
    with tarfile.open(fileobj=io.BytesIO(content)) as sdist:
        member = sdist.extractfile(f"{filename.removesuffix('.tar.gz')}/PKG-INFO")
        assert member is not None
        return member.read()
