from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from packaging.version import Version

from harness.model.errors import UsageError
from harness.provision.pythons import choose_interpreters, find_interpreters
from harness.provision.releases import Releases, find_cache_folder
from tests.support.pip_trees import name_versions
from tests.support.surroundings import write_pip, write_wheel

#: Each starts pip, or a process that runs cells.
pytestmark = pytest.mark.client


def refusal(releases: Releases, spec: str) -> str:
    with pytest.raises(UsageError) as caught:
        releases.resolve_spec(spec)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_release_from_the_configured_index_runs(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    (source,) = releases.resolve_spec("25.0.1")
    python = choose_interpreters(source.version, find_interpreters(tmp_path))
    lines: list[str] = []
    trees = releases.fetch_all({source: python}, lines.append)
    assert lines == ["pip 25.0.1: downloaded (1 of 1)", f"pip 25.0.1: compiled for Python {python[0].minor}"]
    command = [python[0].executable, "-m", "pip", "--version"]
    said = subprocess.run(command, env={"PYTHONPATH": str(trees[source])}, capture_output=True, text=True, check=True)
    assert said.stdout.startswith(f"pip 25.0.1 from {trees[source]}")
    assert Releases(tmp_path).fetch_all({source: python}, lines.append) == trees
    assert len(lines) == 2


@pytest.mark.usefixtures("index")
def test_the_releases_known_are_final_not_yanked_and_ascending(tmp_path: Path) -> None:
    assert [str(version) for version in Releases(tmp_path / "cache").list_usual()] == [
        "20.3",
        "24.2",
        "25.0",
        "25.0.1",
        "26.3",
    ]


@pytest.mark.usefixtures("index")
def test_older_releases_are_listed_though_all_does_not_name_them(tmp_path: Path) -> None:
    releases = Releases(tmp_path / "cache")
    assert [str(version) for version in releases.list_all()] == ["19.3.1", *map(str, releases.list_usual())]


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
    assert name_versions(Releases(tmp_path / "cache"), spec) == named


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


@pytest.mark.usefixtures("index")
def test_a_wheel_of_the_same_version_is_not_the_release(tmp_path: Path) -> None:
    wheel = write_wheel(tmp_path, "25.0.1")
    with zipfile.ZipFile(wheel, "a") as opened:
        opened.writestr("pip/mine.py", "")
    releases = Releases(tmp_path / "cache")
    (mine,), (theirs,) = releases.resolve_spec(str(wheel)), releases.resolve_spec("25.0.1")
    assert (releases.make_tree(mine) / "pip" / "mine.py").exists()
    assert not (releases.make_tree(theirs) / "pip" / "mine.py").exists()
    assert (mine.label, theirs.label) == ("pip-25.0.1-py3-none-any", "")


@pytest.mark.parametrize("inside", ["src", "."])
def test_a_folder_with_pip_is_copied_as_it_is_now(inside: str, tmp_path: Path) -> None:
    folder = tmp_path / "my pip"
    package = write_pip(folder / inside, "26.4.dev0") / "pip"
    (package / "__pycache__").mkdir()
    first = Releases(tmp_path / "cache")
    (source,) = first.resolve_spec(str(folder))
    assert (source.version, source.kind, source.label) == (Version("26.4.dev0"), "tree", "my-pip")
    tree = first.make_tree(source)
    assert [path.name for path in (tree / "pip").iterdir()] == ["__init__.py"]
    (package / "new.py").touch()
    assert first.make_tree(source) == tree
    assert (Releases(tmp_path / "cache").make_tree(source) / "pip" / "new.py").exists()
    assert not (tree / "pip" / "new.py").exists()


def test_the_cache_is_where_the_variable_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_TRUST_LAB_CACHE", str(tmp_path))
    assert find_cache_folder() == tmp_path
    monkeypatch.delenv("PIP_TRUST_LAB_CACHE")
    assert find_cache_folder().name == "pip-trust-lab"


@pytest.mark.usefixtures("index")
def test_two_runs_at_once_end_with_one_good_tree(tmp_path: Path) -> None:
    code = f"""
from pathlib import Path
from harness.provision.releases import Releases
releases = Releases(Path({str(tmp_path / "cache")!r}))
print(releases.make_tree(releases.resolve_spec("25.0.1")[0]))
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
