"""A package index of our own, which the user has configured."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.provision import index_answers
from tests.support.surroundings import write_wheel


@pytest.fixture
def no_configuration(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment without the user's own pip configuration, to write another into."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    return monkeypatch


@pytest.fixture
def index(tmp_path: Path, no_configuration: pytest.MonkeyPatch) -> Path:
    """The folder of pip in a package index of our own, which the user has configured."""
    folder = tmp_path / "simple" / "pip"
    folder.mkdir(parents=True)
    links = []
    for version in ("19.3.1", "20.3", "24.2", "25.0", "25.0.1", "26.0b1", "26.0", "26.3"):
        wheel = write_wheel(folder, version)
        yanked = ' data-yanked=""' if version == "26.0" else ""
        links.append(f'<a href="{wheel.name}" data-requires-python="&gt;=3.99"{yanked}>{wheel.name}</a>')
    (folder / "index.html").write_text("<!DOCTYPE html><html><body>" + "\n".join(links) + "</body></html>")
    no_configuration.setenv("PIP_INDEX_URL", (tmp_path / "simple").as_uri())
    return folder


@pytest.fixture
def closed_port(no_configuration: pytest.MonkeyPatch) -> Iterator[None]:
    """A configured index on a port of which the kernel refuses every connection."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        no_configuration.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{bound.getsockname()[1]}/simple")
        yield


@pytest.fixture
def no_kept_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every run ask the package index itself."""
    monkeypatch.setattr(index_answers, "KEPT_FOR", 0)
