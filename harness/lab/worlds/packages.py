"""Packages of a test's own, built when asked for: one empty module each."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable
from pathlib import Path

from flit_core.sdist import SdistBuilder
from flit_core.wheel import WheelBuilder
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from harness.lab.silence import silence_libraries
from harness.model.errors import UsageError


def build_package(
    project: str,
    version: str,
    requires: Iterable[str],
    wheel: bool,
    sdist: bool,
    backend: tuple[tuple[str, ...], str],
) -> dict[str, bytes]:
    """Return the files of a package by their names.

    ``backend`` is what an sdist's build requires, and the backend. Raises ``UsageError`` for what is no version or no
    requirement.
    """
    needed = [_read_requirement(each) for each in requires]
    try:
        Version(version)
    except InvalidVersion:
        raise UsageError(f"{version!r} is not a version of {project}") from None
    with tempfile.TemporaryDirectory(prefix="package-") as name, silence_libraries():
        folder = Path(name)
        module = canonicalize_name(project).replace("-", "_")
        (folder / f"{module}.py").write_text(f'"""{project}."""\n', encoding="utf-8")
        (folder / "pyproject.toml").write_text(_write_project(project, version, module, needed, backend), "utf-8")
        files = [_build_wheel(folder)] if wheel else []
        files += [_build_sdist(folder)] if sdist else []
        return dict(files)


def _read_requirement(text: str) -> str:
    try:
        return str(Requirement(text))
    except InvalidRequirement:
        raise UsageError(f"{text!r} is not a requirement, such as demo>=1.0") from None


def _write_project(
    project: str, version: str, module: str, requires: list[str], backend: tuple[tuple[str, ...], str]
) -> str:
    return "\n".join(
        (
            "[build-system]",
            f"requires = {list(backend[0])!r}",
            f'build-backend = "{backend[1]}"',
            "[project]",
            f'name = "{project}"',
            f'version = "{version}"',
            f'description = "{project}"',
            f"dependencies = {requires!r}",
            "[tool.flit.module]",
            f'name = "{module}"',
            "",
        )
    )


def _build_wheel(folder: Path) -> tuple[str, bytes]:
    content = io.BytesIO()
    builder = WheelBuilder.from_ini_path(folder / "pyproject.toml", content)
    builder.build()
    return builder.wheel_filename, content.getvalue()


def _build_sdist(folder: Path) -> tuple[str, bytes]:
    archive = SdistBuilder.from_ini_path(folder / "pyproject.toml").build(folder / "dist")
    return archive.name, archive.read_bytes()
