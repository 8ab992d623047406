from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.version import Version

from harness.model.errors import UsageError
from harness.provision.pythons import choose, discover
from harness.provision.releases import Releases, default_cache
from tests.support.surroundings import write_pip, write_wheel

#: Each starts pip, or a process that runs cells.
pytestmark = pytest.mark.client


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


def versions(releases: Releases, spec: str) -> list[str]:
    return [str(source.version) for source in releases.resolve(spec)]


def refusal(releases: Releases, spec: str) -> str:
    with pytest.raises(UsageError) as caught:
        releases.resolve(spec)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_release_from_the_configured_index_runs(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    (source,) = releases.resolve("25.0.1")
    python = choose(source.version, discover(tmp_path))
    lines: list[str] = []
    trees = releases.fetch_all({source: python}, lines.append)
    assert lines == ["pip 25.0.1: downloaded", f"pip 25.0.1: compiled for Python {python[0].minor}"]
    command = [python[0].executable, "-m", "pip", "--version"]
    said = subprocess.run(command, env={"PYTHONPATH": str(trees[source])}, capture_output=True, text=True, check=True)
    assert said.stdout.startswith(f"pip 25.0.1 from {trees[source]}")
    assert Releases(tmp_path).fetch_all({source: python}, lines.append) == trees
    assert len(lines) == 2


@pytest.mark.usefixtures("index")
def test_the_releases_known_are_final_not_yanked_and_ascending(tmp_path: Path) -> None:
    assert [str(version) for version in Releases(tmp_path / "cache").known()] == [
        "20.3",
        "24.2",
        "25.0",
        "25.0.1",
        "26.3",
    ]


@pytest.mark.usefixtures("index")
def test_older_releases_are_listed_though_all_does_not_name_them(tmp_path: Path) -> None:
    releases = Releases(tmp_path / "cache")
    assert [str(version) for version in releases.listed()] == ["19.3.1", *map(str, releases.known())]


@pytest.mark.usefixtures("index")
@pytest.mark.parametrize(
    ("spec", "named"),
    [
        ("25.0.1", ["25.0.1"]),
        ("25.0.0", ["25.0"]),
        ("latest", ["26.3"]),
        ("all", ["20.3", "24.2", "25.0", "25.0.1", "26.3"]),
        (">=24.2,<26", ["24.2", "25.0", "25.0.1"]),
        ("!=24.2", ["20.3", "25.0", "25.0.1", "26.3"]),
        ("== 25.*", ["25.0", "25.0.1"]),
        ("19.3.1", ["19.3.1"]),
        ("<24.3", ["20.3", "24.2"]),
        ("<20.3", ["19.3.1"]),
        (">=19,<24.3", ["19.3.1", "20.3", "24.2"]),
        ("==19.3.*", ["19.3.1"]),
        ("<20.3.0", ["19.3.1"]),
        ("!=19.3.1", ["20.3", "24.2", "25.0", "25.0.1", "26.3"]),
    ],
)
def test_a_release_or_a_range_names_releases(spec: str, named: list[str], tmp_path: Path) -> None:
    assert versions(Releases(tmp_path / "cache"), spec) == named


@pytest.mark.usefixtures("index")
@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("25.3", ("25.3", "25.0.1 and 26.3")),
        ("26.0", ("26.0", "25.0.1 and 26.3")),
        ("99", ("99", "26.3")),
        ("19.3", ("19.3", "nearest: 19.3.1")),
        ("7.1.2", ("7.1.2", "8.0 and later")),
        (">=27", (">=27", "20.3 to 26.3")),
        (">=x", (">=x", ">=24.2,<26")),
        ("newest", ("newest", "latest")),
        ("./no/such/folder", ("./no/such/folder",)),
        ("", ("''",)),
    ],
)
def test_what_names_no_pip_is_refused_with_what_there_is(spec: str, words: tuple[str, ...], tmp_path: Path) -> None:
    said = refusal(Releases(tmp_path / "cache"), spec)
    assert all(word in said for word in words), said


def test_the_index_is_asked_once(tmp_path: Path, index: Path) -> None:
    releases = Releases(tmp_path / "cache")
    known = releases.known()
    shutil.rmtree(index)
    assert releases.known() == known
    assert not releases.warnings


@pytest.mark.parametrize("spec", ["27.0", ">=27"])
def test_a_release_that_was_published_just_now_is_there_for_whoever_names_it(
    spec: str, tmp_path: Path, index: Path
) -> None:
    assert versions(Releases(tmp_path / "cache"), "latest") == ["26.3"]
    wheel = write_wheel(index, "27.0")
    page = index / "index.html"
    page.write_text(page.read_text() + f'<a href="{wheel.name}">{wheel.name}</a>')
    assert versions(Releases(tmp_path / "cache"), "latest") == ["26.3"]
    assert versions(Releases(tmp_path / "cache"), spec) == ["27.0"]
    assert versions(Releases(tmp_path / "cache"), "latest") == ["27.0"]


@pytest.mark.usefixtures("closed_port")
@pytest.mark.parametrize("spec", [">=", ">=abc", "~=1", ">=" + "1" * 5000])
def test_what_is_no_range_is_refused_before_the_index_is_asked(spec: str, tmp_path: Path) -> None:
    assert "is no range of releases" in refusal(Releases(tmp_path), spec)


def test_the_index_is_not_asked_for_a_release_that_is_here(tmp_path: Path, index: Path) -> None:
    first = Releases(tmp_path / "cache")
    tree = first.tree(first.resolve("25.0.1")[0])
    shutil.rmtree(index)
    (tmp_path / "cache" / "releases.json").unlink()
    again = Releases(tmp_path / "cache")
    assert again.tree(again.resolve("25.0.1")[0]) == tree
    assert not again.warnings


@pytest.mark.usefixtures("no_kept_answer")
def test_without_the_index_what_it_listed_last_time_is_used_as_far_as_it_is_here(tmp_path: Path, index: Path) -> None:
    first = Releases(tmp_path / "cache")
    first.fetch_all({first.resolve(version)[0]: () for version in ("25.0.1", "24.2")}, lambda _: None)
    first.known()
    shutil.rmtree(index)
    releases = Releases(tmp_path / "cache")
    assert versions(releases, "latest") == ["25.0.1"]
    assert versions(releases, "all") == ["24.2", "25.0.1"]
    assert releases.ever_listed() == first.listed()
    (warning,) = releases.warnings
    assert "last time are used; left out, for they are not in the cache: 19.3.1, 20.3, 25.0, 26.3" in warning


def relisted(index: Path, *without: str, yanked: str = "") -> None:
    """Let the index list no more of these releases, and say that one was yanked."""
    page = index / "index.html"
    lines = [line for line in page.read_text().splitlines() if not any(f"pip-{each}-" in line for each in without)]
    yank = f'<a data-yanked="it /pip-1.0-py3-none-any.whl: broke" href="pip-{yanked}-'
    page.write_text("\n".join(lines).replace(f'<a href="pip-{yanked}-', yank))


@pytest.mark.usefixtures("no_kept_answer")
def test_an_index_that_answers_in_part_takes_no_release_away_for_good(tmp_path: Path, index: Path) -> None:
    first = Releases(tmp_path / "cache")
    everything = first.listed()
    first.tree(first.resolve("25.0.1")[0])
    relisted(index, "20.3", "25.0", "25.0.1")
    second = Releases(tmp_path / "cache")
    assert versions(second, "all") == ["24.2", "25.0.1", "26.3"]
    lacks = "the package index lists 3 releases of pip and lacks 3 that it listed before; used all the same, from the "
    assert second.warnings == [f"{lacks}cache: 25.0.1; left out: 20.3, 25.0"]
    assert second.ever_listed() == everything


@pytest.mark.usefixtures("no_kept_answer")
def test_a_release_that_was_yanked_since_is_left_out_though_it_is_here(tmp_path: Path, index: Path) -> None:
    first = Releases(tmp_path / "cache")
    first.fetch_all({first.resolve(version)[0]: () for version in ("25.0.1", "26.3")}, lambda _: None)
    first.known()
    relisted(index, yanked="26.3")
    second = Releases(tmp_path / "cache")
    assert versions(second, "latest") == ["25.0.1"]
    assert second.warnings == ["yanked since, and left out: pip 26.3"]
    shutil.rmtree(index)
    assert "26.3" not in map(str, Releases(tmp_path / "cache").ever_listed())


def test_a_folder_of_wheels_in_the_place_of_the_index_answers_in_part(
    tmp_path: Path, index: Path, no_configuration: pytest.MonkeyPatch
) -> None:
    everything = Releases(tmp_path / "cache").listed()
    (tmp_path / "wheels").mkdir()
    write_wheel(tmp_path / "wheels", "25.0")
    no_configuration.setenv("PIP_NO_INDEX", "1")
    no_configuration.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    releases = Releases(tmp_path / "cache")
    assert versions(releases, "all") == ["25.0"]
    assert "lacks 5 that it listed before; left out: 19.3.1, 20.3, 24.2, 25.0.1, 26.3" in releases.warnings[0]
    assert releases.ever_listed() == everything
    assert index.is_dir()


@pytest.mark.usefixtures("no_kept_answer")
def test_without_the_index_and_its_list_the_trees_that_are_here_are_used(tmp_path: Path, index: Path) -> None:
    first = Releases(tmp_path / "cache")
    first.fetch_all({first.resolve(version)[0]: () for version in ("25.0.1", "24.2")}, lambda _: None)
    shutil.rmtree(index)
    (tmp_path / "cache" / "releases.json").write_text("[[")
    releases = Releases(tmp_path / "cache")
    assert versions(releases, "all") == ["24.2", "25.0.1"]
    assert "24.2 to 25.0.1" in releases.warnings[0]


@pytest.mark.usefixtures("closed_port")
def test_without_the_index_and_with_an_empty_cache_the_use_is_wrong(tmp_path: Path) -> None:
    assert str(tmp_path) in refusal(Releases(tmp_path), "latest")


def test_a_release_that_cannot_be_downloaded_is_named(tmp_path: Path, index: Path) -> None:
    releases = Releases(tmp_path / "cache")
    (source,) = releases.resolve("25.0.1")
    shutil.rmtree(index)
    with pytest.raises(UsageError, match=r"pip 25\.0\.1 could not be downloaded"):
        releases.tree(source)
    assert not list((tmp_path / "cache" / "unfinished").iterdir())


@pytest.mark.usefixtures("index")
def test_a_wheel_of_the_same_version_is_not_the_release(tmp_path: Path) -> None:
    wheel = write_wheel(tmp_path, "25.0.1")
    with zipfile.ZipFile(wheel, "a") as opened:
        opened.writestr("pip/mine.py", "")
    releases = Releases(tmp_path / "cache")
    (mine,), (theirs,) = releases.resolve(str(wheel)), releases.resolve("25.0.1")
    assert (releases.tree(mine) / "pip" / "mine.py").exists()
    assert not (releases.tree(theirs) / "pip" / "mine.py").exists()
    assert (mine.label, theirs.label) == ("pip-25.0.1-py3-none-any", "")


@pytest.mark.parametrize("inside", ["src", "."])
def test_a_folder_with_pip_is_copied_as_it_is_now(inside: str, tmp_path: Path) -> None:
    folder = tmp_path / "my pip"
    package = write_pip(folder / inside, "26.4.dev0") / "pip"
    (package / "__pycache__").mkdir()
    first = Releases(tmp_path / "cache")
    (source,) = first.resolve(str(folder))
    assert (source.version, source.kind, source.label) == (Version("26.4.dev0"), "tree", "my-pip")
    tree = first.tree(source)
    assert [path.name for path in (tree / "pip").iterdir()] == ["__init__.py"]
    (package / "new.py").touch()
    assert first.tree(source) == tree
    assert (Releases(tmp_path / "cache").tree(source) / "pip" / "new.py").exists()
    assert not (tree / "pip" / "new.py").exists()


def test_the_cache_is_where_the_variable_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_TRUST_LAB_CACHE", str(tmp_path))
    assert default_cache() == tmp_path
    monkeypatch.delenv("PIP_TRUST_LAB_CACHE")
    assert default_cache().name == "pip-trust-lab"


@pytest.mark.usefixtures("index")
def test_two_runs_at_once_end_with_one_good_tree(tmp_path: Path) -> None:
    code = f"""
from pathlib import Path
from harness.provision.releases import Releases
releases = Releases(Path({str(tmp_path / "cache")!r}))
print(releases.tree(releases.resolve("25.0.1")[0]))
"""
    root = Path(__file__).parents[2]
    runs = [
        subprocess.Popen([sys.executable, "-c", code], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    answers = [run.communicate(timeout=120) for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0], answers
    (tree,) = {Path(out.decode().strip()) for out, _ in answers}
    assert (tree / "pip" / "__init__.py").is_file()
    assert len(list(tree.parent.glob("pip-*-*"))) == 1
    assert not list((tmp_path / "cache" / "unfinished").iterdir())
