from __future__ import annotations

import os
import ssl
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from packaging.version import Version

from harness.model.client import Interpreter
from harness.model.errors import UsageError
from harness.provision.pythons import choose_interpreters, find_interpreters, keep_newest_of_each_minor

OWN = os.path.realpath(getattr(sys, "_base_executable", sys.executable))
OWN_VERSION = "{}.{}.{}".format(*sys.version_info[:3])


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a pyenv version on a machine that has hardly any Python besides the one that runs this."""
    version = tmp_path / "pyenv" / "versions" / "one" / "bin"
    version.mkdir(parents=True)
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.setenv("UV_PYTHON_INSTALL_DIR", str(tmp_path / "uv"))
    monkeypatch.setenv("PATH", "")
    return version


@pytest.fixture
def runs(machine: Path) -> Callable[[], int]:
    """Return the number of times that the Python of a pyenv version has been run."""
    log = machine / "log"
    log.touch()
    write_script(machine / "python3", f'echo run >> "{log}"; exec "{OWN}" "$@"')
    return lambda: len(log.read_text().splitlines())


def write_script(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def python(version: str) -> Interpreter:
    return Interpreter(
        executable=f"/pythons/{version}/bin/python3",
        version=version,
        openssl="OpenSSL 3",
        openssl_cafile="/cert.pem",
        openssl_capath="/certs",
    )


PYTHONS = tuple(map(python, ("3.13.0", "3.12.1", "3.10.13", "3.9.18", "3.6.15")))


@pytest.mark.usefixtures("machine")
def test_the_python_that_runs_this_is_found_by_its_real_executable_and_as_it_describes_itself(tmp_path: Path) -> None:
    (found,) = find_interpreters(tmp_path / "cache")
    paths = ssl.get_default_verify_paths()
    assert (found.executable, found.version, found.openssl) == (OWN, OWN_VERSION, ssl.OPENSSL_VERSION)
    assert (found.openssl_cafile, found.openssl_capath) == (paths.openssl_cafile, paths.openssl_capath)
    assert found.site_packages
    assert all(path.startswith(sys.base_prefix) for path in found.site_packages)


def test_the_pythons_of_this_machine_are_listed_newest_first_and_each_minor_version_once(tmp_path: Path) -> None:
    found = find_interpreters(tmp_path)
    minors = [tuple(map(int, one.minor.split("."))) for one in found]
    assert minors == sorted(set(minors), reverse=True)
    assert min(minors) >= (3, 6)
    assert all(not Path(one.executable).is_symlink() for one in found)


def test_of_a_minor_version_the_highest_patch_is_listed() -> None:
    found = map(python, ("3.9.18", "3.10.2", "3.10.13", "3.10.9"))
    assert [one.version for one in keep_newest_of_each_minor(found)] == ["3.10.13", "3.9.18"]


def test_a_second_search_runs_no_python(tmp_path: Path, runs: Callable[[], int]) -> None:
    first = find_interpreters(tmp_path / "cache")
    before = runs()
    assert before
    assert find_interpreters(tmp_path / "cache") == first
    assert runs() == before


def touched(machine: Path) -> None:
    os.utime(machine / "pyenv" / "versions" / "one" / "bin" / "python3", ns=(1, 1))


def kept_as(text: str) -> Callable[[Path], None]:
    def written(machine: Path) -> None:
        for file in (machine / "cache" / "interpreters").iterdir():
            file.write_text(text)

    return written


@pytest.mark.parametrize("changed", [touched, kept_as('{"asked": ['), kept_as('{"asked": "", "stamps": 1}')])
def test_a_python_is_asked_again_once_it_or_what_was_kept_of_it_has_changed(
    changed: Callable[[Path], None], tmp_path: Path, runs: Callable[[], int]
) -> None:
    first = find_interpreters(tmp_path / "cache")
    before = runs()
    changed(tmp_path)
    assert find_interpreters(tmp_path / "cache") == first
    assert runs() > before


def test_a_python_that_joins_is_asked_and_the_others_are_not(
    tmp_path: Path, machine: Path, runs: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = find_interpreters(tmp_path / "cache")
    before = runs()
    another = tmp_path / "another"
    another.mkdir()
    write_script(another / "python3.9", f'echo run >> "{another}/log"; exec "{OWN}" "$@"')
    monkeypatch.setenv("PATH", str(another))
    assert find_interpreters(tmp_path / "cache") == first
    joined = (another / "log").read_text()
    assert joined
    monkeypatch.setenv("PATH", "")
    assert find_interpreters(tmp_path / "cache") == first
    monkeypatch.setenv("PATH", str(another))
    assert find_interpreters(tmp_path / "cache") == first
    assert (another / "log").read_text() == joined
    assert runs() == before
    assert machine


def test_an_executable_is_asked_once_whatever_leads_to_it(
    machine: Path, tmp_path: Path, runs: Callable[[], int]
) -> None:
    find_interpreters(tmp_path / "cache")
    before = runs()
    (machine / "python3.99").symlink_to(machine / "python3")
    find_interpreters(tmp_path / "cache")
    assert runs() == before


def test_a_python_that_does_not_run_is_left_out(tmp_path: Path, machine: Path) -> None:
    write_script(machine / "python3", "exit 127")
    assert [one.executable for one in find_interpreters(tmp_path / "cache")] == [OWN]


def test_the_newest_python_that_runs_a_pip_is_chosen() -> None:
    assert [one.version for one in choose_interpreters(Version("26.3"), PYTHONS)] == ["3.13.0"]
    assert [one.version for one in choose_interpreters(Version("22.3.1"), PYTHONS)] == ["3.10.13"]
    assert choose_interpreters(Version("26.3"), PYTHONS[-2:]) == ()


def test_the_wanted_pythons_are_chosen_even_where_they_do_not_run_the_pip() -> None:
    wanted = ["3.6", "3.12.1", "3.12", "/pythons/3.9.18/bin/python3"]
    assert [one.version for one in choose_interpreters(Version("26.3"), PYTHONS, wanted)] == [
        "3.6.15",
        "3.12.1",
        "3.9.18",
    ]


def test_a_path_may_lead_to_a_python_through_a_virtual_environment() -> None:
    (chosen,) = choose_interpreters(Version("26.3"), PYTHONS, [sys.executable])
    assert (chosen.executable, chosen.version) == (OWN, OWN_VERSION)


@pytest.mark.parametrize("wanted", ["3.11", "3.10.1", "three", "/no/such/python"])
def test_a_wanted_python_that_is_not_there_is_named(wanted: str) -> None:
    with pytest.raises(UsageError, match=wanted) as caught:
        choose_interpreters(Version("26.3"), PYTHONS, [wanted])
    assert "\n" not in str(caught.value)


def test_a_wanted_path_that_is_no_usable_python_is_named(tmp_path: Path) -> None:
    write_script(tmp_path / "python3", "exit 1")
    with pytest.raises(UsageError, match=f"{tmp_path}/python3.*CPython 3.6"):
        choose_interpreters(Version("26.3"), PYTHONS, [str(tmp_path / "python3")])
