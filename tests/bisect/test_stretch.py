from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from packaging.version import Version

from harness.bisect.stretch import Stretch, choose_one_python, choose_stretch
from harness.model.client import Interpreter
from harness.model.errors import UsageError
from harness.provision.releases import Releases
from tests.support.cells import PYTHON
from tests.support.surroundings import isolate

#: Each starts pip, or a process that runs cells.
pytestmark = pytest.mark.client

ALL = ("20.3", "21.3.1", "23.1", "23.1.1", "23.1.2", "24.0", "25.2", "26.1", "26.3")


def python(version: str) -> Interpreter:
    return replace(PYTHON, executable=f"/pythons/{version}/bin/python", version=version)


PYTHONS = tuple(map(python, ("3.13.0", "3.11.7", "3.10.13", "3.8.18")))


@pytest.fixture
def releases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Releases:
    """A package index that has a few releases."""
    return Releases(isolate(tmp_path, monkeypatch, ALL))


def told(found: Stretch) -> tuple[str, ...]:
    return tuple(map(str, found.versions))


def test_without_ends_it_is_every_release_on_the_newest_python_that_runs_most(releases: Releases) -> None:
    found = choose_stretch(releases, PYTHONS, None, None, None)
    assert (told(found), found.interpreter.minor) == (ALL, "3.11")


def test_without_ends_it_begins_and_ends_with_what_runs_on_the_python(releases: Releases) -> None:
    assert told(choose_stretch(releases, PYTHONS, None, None, "3.13"))[0] == "23.1"
    assert told(choose_stretch(releases, PYTHONS, None, None, "3.8"))[-1] == "24.0"


def test_an_end_that_is_named_stays_one_whether_or_not_it_runs(releases: Releases) -> None:
    found = choose_stretch(releases, PYTHONS, "20.3", "26.3", "3.13")
    assert (told(found), found.interpreter.minor) == (ALL, "3.13")


def test_an_older_end_brings_the_older_releases_between(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    older = Releases(isolate(tmp_path, monkeypatch, ("8.0.0", "18.1", "19.3.1", *ALL)))
    assert told(choose_stretch(older, PYTHONS, "18.1", "21.3.1", None)) == ("18.1", "19.3.1", "20.3", "21.3.1")
    assert told(choose_stretch(older, PYTHONS, None, "21.3.1", None)) == ("20.3", "21.3.1")


def test_ends_choose_the_python(releases: Releases) -> None:
    found = choose_stretch(releases, PYTHONS, "24.0", "25.2", None)
    assert (told(found), found.interpreter.minor) == (("24.0", "25.2"), "3.13")
    assert told(choose_stretch(releases, PYTHONS, "25.2", "latest", None)) == ("25.2", "26.1", "26.3")


@pytest.mark.parametrize(
    ("old", "new", "named", "said"),
    [
        ("26.3", "25.2", None, "--old 26.3 is newer than --new 25.2"),
        ("25.2", "25.2", None, "--old 25.2 is the same release as --new 25.2"),
        ("25.2.1", None, None, "no final pip release 25.2.1; nearest: 25.2 and 26.1"),
        (">=25", None, None, "--old >=25: expected one release"),
        ("all", None, None, "--old all: expected one release"),
        (None, "nonsense", None, "'nonsense' does not name a pip"),
        ("20.3", "21.3.1", "3.13", "of pip 20.3 to 21.3.1, Python 3.13 runs none"),
        (None, None, "3.4", "no Python '3.4' here"),
    ],
)
def test_what_is_no_stretch_is_refused_in_one_line(
    releases: Releases, old: str | None, new: str | None, named: str | None, said: str
) -> None:
    with pytest.raises(UsageError) as refused:
        choose_stretch(releases, PYTHONS, old, new, named)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_machine_without_a_python_is_told() -> None:
    with pytest.raises(UsageError, match="there is no Python here"):
        choose_one_python([Version("26.3")], (), None)
