from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from packaging.version import Version

from harness.commands import doctor
from harness.commands.doctor import Finding, examine_machine
from harness.lab import loopback
from harness.model.cell import Machine
from harness.provision.releases import Releases
from harness.provision.sources import name_release
from tests.support.surroundings import RELEASES, isolate

VERSION = "{}.{}.{}".format(*sys.version_info[:3])


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return isolate(tmp_path, monkeypatch)


def examined() -> dict[str, Finding]:
    findings = list(examine_machine())
    assert len({each.what for each in findings}) == len(findings)
    return {each.what: each for each in findings}


def first(what: str) -> Finding:
    """One finding, without what comes after it."""
    return next(each for each in examine_machine() if each.what == what)


@pytest.mark.client
def test_a_machine_that_has_everything_is_said_to(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "inspect_machine", Machine)
    monkeypatch.setattr(loopback, "explain_no_loopback", lambda: "")
    found = examined()
    assert not any(each.fatal or each.follows for each in found.values())
    assert found["private namespaces"].found == found["loopback alone"].found == "yes"
    there = f"answers: {len(RELEASES)} releases of pip, 24.1.2 to 26.3"
    assert found["package index"].found == f"{there}; kept for 10 minutes in {cache / 'answers'}"
    assert found["cache"].found == f"{cache} (0 MB)"
    assert "OpenSSL's defaults: " in found[f"Python {VERSION}"].found
    assert "pip's configuration" not in found


@pytest.mark.client
def test_what_a_machine_lacks_is_said_with_what_follows(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lacking = Machine(no_namespaces="not permitted", global_configuration="/etc/pip.conf cannot be hidden here")
    monkeypatch.setattr(doctor, "inspect_machine", lambda: lacking)
    monkeypatch.setattr(loopback, "explain_no_loopback", lambda: "unshare: Operation not permitted")
    monkeypatch.setenv("PIP_INDEX_URL", "file:///nowhere")
    found = examined()
    assert found["private namespaces"].found == "not permitted"
    assert found["private namespaces"].follows == "scenarios that need a system store are skipped"
    assert found["loopback alone"].found == "no: unshare: Operation not permitted"
    assert found["loopback alone"].follows.startswith("a client under test can reach")
    assert found["pip's configuration"].found == "/etc/pip.conf cannot be hidden here"
    assert found["pip's configuration"].follows == "scenarios with a file of their own are skipped"
    assert found["unshare"].found == found["git"].found == "not found"
    assert found["package index"].fatal
    assert "lists no pip releases" in found["package index"].found
    assert str(cache) in found["package index"].found
    assert [what for what, each in found.items() if each.fatal] == ["package index"]


@pytest.mark.usefixtures("cache")
def test_a_folder_in_which_no_store_can_be_put_is_said_with_what_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        doctor, "inspect_machine", lambda: Machine(no_store_in=(("/etc/pki", "mount: permission denied"),))
    )
    found = first("a store in /etc/pki")
    assert found.found == "mount: permission denied"
    assert found.follows == "scenarios with a system store there are skipped"


@pytest.mark.client
def test_the_doctor_asks_the_index_though_its_answer_is_kept(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert first("package index").found.startswith("answers")
    monkeypatch.setattr("harness.provision.release_list.ask_for_versions", lambda *_: frozenset({Version("27.0")}))
    assert "27.0" in first("package index").found
    assert cache


@pytest.mark.client
def test_an_index_that_does_not_answer_is_no_matter_where_releases_are_kept(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.mkdir()
    releases = Releases(cache)
    releases.fetch_all({name_release(Version(version)): () for version in ("25.2", "26.3")}, lambda _: None)
    (cache / "releases.json").write_text('["25.2", "26.3"]')
    monkeypatch.setenv("PIP_INDEX_URL", "file:///nowhere")
    found = examined()["package index"]
    assert not found.fatal
    assert found.found.endswith("those that it listed last time are used: 2 releases of pip, 25.2 to 26.3")


def test_a_machine_without_a_python_is_fatal(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "find_interpreters", lambda _cache: ())
    assert cache
    assert first("Python") == Finding("Python", "none that runs and has ssl", fatal=True)


@pytest.mark.parametrize("tool", ["unshare", "git"])
def test_a_tool_is_said_to_be_where_it_is(
    tool: str, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bin" / tool
    path.parent.mkdir()
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", str(path.parent))
    assert not cache.exists()
    assert first(tool).found == str(path)


def test_a_finding_is_a_line_and_what_follows_another() -> None:
    assert str(Finding("unshare", "/bin/unshare")) == f"{'unshare':<24} /bin/unshare"
    lines = str(Finding("unshare", "not found", "no namespaces")).split("\n")
    assert [line[:24].strip() for line in lines] == ["unshare", ""]
    assert [line[25:] for line in lines] == ["not found", "no namespaces"]


def test_the_size_of_a_cache_counts_every_file_and_no_dead_link(cache: Path) -> None:
    (cache / "deep").mkdir(parents=True)
    (cache / "deep" / "file").write_bytes(bytes(3_000_000))
    os.symlink("/nowhere", cache / "link")
    assert first("cache").found == f"{cache} (3 MB)"
