from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.model.client import Interpreter
from harness.model.errors import UsageError
from harness.provision import kept_trees
from harness.provision.index import NoAnswerError
from harness.provision.libraries import VariantTrees
from harness.provision.releases import Releases
from harness.provision.trees import PipTrees
from tests.support.kept_worlds import DAMAGE, World, module
from tests.support.product import LAB, PYTHON, environment, lab, ran
from tests.support.repository import Repository
from tests.support.surroundings import RELEASES, isolate, write_pip, write_wheel

#: Each starts pip, or a process that runs cells.
pytestmark = pytest.mark.client

KINDS = ("release", "wheel", "tree", "git", "a commit", "overlay", "variant")


@pytest.fixture
def world(tmp_path: Path, interpreter: Interpreter, monkeypatch: pytest.MonkeyPatch) -> World:
    git_path = os.environ["PATH"]
    cache = isolate(tmp_path, monkeypatch)
    monkeypatch.setenv("PATH", git_path)
    (tmp_path / "wheels").mkdir()
    write_wheel(tmp_path / "wheels", "24.2")
    tree = write_pip(tmp_path / "tree", "26.3")
    (tree / "pip" / "_vendor" / "urllib3").mkdir(parents=True)
    (tree / "pip" / "_vendor" / "urllib3" / "__init__.py").write_text("OLD = True\n")
    (tmp_path / "urllib3" / "urllib3").mkdir(parents=True)
    (tmp_path / "urllib3" / "urllib3" / "__init__.py").write_text("__version__ = '9'\n")
    (tmp_path / "repository").mkdir()
    repository = Repository(tmp_path / "repository")
    repository.commit("26.2")
    cache.mkdir()
    # What was listed before needs no index; the wheel of a release is fetched from one.
    (cache / "releases.json").write_text(json.dumps(RELEASES))

    def install(_wanted: object, _minor: str, folder: Path) -> str:
        (folder / "requests").mkdir()
        (folder / "requests" / "__init__.py").write_text("ready = True\n")
        return ""

    monkeypatch.setattr("harness.provision.libraries.install_wheels", install)
    return World(tmp_path, cache, interpreter, repository)


def content(tree: Path) -> dict[str, bytes]:
    """Every file of a tree but for its lists, bytecode without the times in its header."""
    files = (path for path in tree.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {
        path.relative_to(tree).as_posix(): path.read_bytes()[16 * (path.suffix == ".pyc") :]
        for path in files
        if path.suffix != ".sha256"
    }


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_kept_is_used_as_it_is_and_nothing_is_said(kind: str, world: World) -> None:
    made, said = world.run(kind)
    assert said
    times = {path: path.stat().st_mtime_ns for path in made.rglob("*")}
    assert world.run(kind) == (made, [])
    assert {path: path.stat().st_mtime_ns for path in made.rglob("*")} == times


@pytest.mark.parametrize("damaged", DAMAGE.values(), ids=DAMAGE)
@pytest.mark.parametrize("kind", ["release", "variant"])
def test_a_damaged_tree_is_made_anew_with_one_line(damaged: Callable[[Path], object], kind: str, world: World) -> None:
    tree, _ = world.run(kind)
    before = content(tree)
    damaged(tree)
    again, said = world.run(kind)
    assert again == tree
    assert not tree.is_symlink()
    assert content(tree) == before
    assert len([line for line in said if "compiled" not in line]) <= 1
    assert 1 <= len(said) <= 2
    assert world.run(kind) == (tree, [])


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_tree_is_made_anew(kind: str, world: World) -> None:
    tree, _ = world.run(kind)
    before = content(tree)
    module(tree).write_text("")
    _, said = world.run(kind)
    assert content(tree) == before
    assert "anew, because what was kept of it is damaged: " in said[0]
    assert "/__init__.py has different content" in said[0]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("wheel", "tree", "overlay", "git")])
def test_a_damaged_tree_that_cannot_be_made_anew_is_named_in_one_line(
    kind: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = Releases(world.cache)
    spec = "" if kind == "variant" else world.spec(kind)
    tree, _ = world.run(kind)
    module(tree).write_text("")
    world.cut_off(monkeypatch)
    use = (lambda: there.make_tree(there.resolve_spec(spec)[0])) if spec else lambda: world.run(kind)
    with pytest.raises(
        UsageError, match=r"/__init__.py has different content\), and it cannot be made anew:"
    ) as refused:
        use()
    assert str(tree) in str(refused.value)
    assert str(refused.value).isprintable()


def test_a_release_is_made_anew_of_its_wheel_without_an_index(world: World) -> None:
    tree, _ = world.run("release")
    shutil.rmtree(world.folder / "simple")
    shutil.rmtree(tree / "pip")
    world.run("release")
    assert (tree / "pip" / "__init__.py").is_file()


def test_a_wheel_that_is_damaged_is_fetched_anew(world: World) -> None:
    tree, _ = world.run("release")
    (wheel,) = (world.cache / "wheels").iterdir()
    os.truncate(wheel, 100)
    shutil.rmtree(tree / "pip")
    world.run("release")
    assert (tree / "pip" / "__init__.py").is_file()
    assert wheel.stat().st_size > 100


@pytest.mark.parametrize("record", ["", "0" * 63, "../" * 20 + "../etc", "0" * 64])
def test_a_record_of_a_release_that_is_damaged_counts_for_nothing(record: str, world: World) -> None:
    tree, _ = world.run("release")
    (world.cache / "trees" / "pip-25.2.sha256").write_text(record)
    assert world.run("release")[0] == tree


def test_whoever_runs_from_a_damaged_tree_sees_no_file_of_it_vanish(world: World) -> None:
    tree, _ = world.run("release")
    missed: list[OSError] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                (tree / "pip" / "__init__.py").read_bytes()
            except OSError as error:
                missed.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    for _ in range(20):
        (tree / "more.py").touch()
        world.run("release")
    stop.set()
    thread.join()
    assert missed == []


def test_what_was_replaced_goes_once_no_cell_can_run_from_it(world: World) -> None:
    tree, _ = world.run("release")
    module(tree).write_text("")
    world.run("release")
    (aside,) = (world.cache / "replaced").iterdir()
    PipTrees(world.cache)
    assert aside.exists()
    os.utime(aside, (0, 0))
    PipTrees(world.cache)
    assert not aside.exists()


def test_a_system_that_cannot_exchange_folders_renames_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctypes.CDLL", lambda *_args, **_how: object())
    for name in ("made", "place", "replaced"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    kept_trees.put_in_place(tmp_path / "made", tmp_path / "place", tmp_path / "replaced")
    assert [path.name for path in (tmp_path / "place").iterdir()] == ["made"]
    assert sorted(path.name for path in (tmp_path / "replaced").rglob("*") if path.is_file()) == ["place", "replaced"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["place", "replaced"]


def test_a_damaged_note_of_what_cannot_be_or_is_there_counts_for_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree, _ = world.run("variant")
    shutil.rmtree(tree)
    tree.with_name(f"{tree.name}.impossible").write_text("")
    assert world.run("variant")[0].is_dir()

    def silent(*_: object) -> None:
        raise NoAnswerError("no route")

    monkeypatch.setattr("harness.provision.release_list.ask_for_versions", silent)
    (world.cache / "variants" / "requests.json").write_text('["2.3')
    with pytest.raises(UsageError, match=r"lists no requests releases \(no route\)"):
        VariantTrees(world.cache).list_releases("requests")


def test_damage_is_never_a_verdict(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    command = (*LAB, "run", "direct.shipped_store_vouches_for_the_origin", "--pip", "26.3", "--python", PYTHON)
    env = environment({"PIP_TRUST_LAB_CACHE": str(cache)})
    assert ran(command, env).returncode == 0
    (tree,) = (path for path in (cache / "trees").iterdir() if path.is_dir())
    for damaged in (
        lambda: (tree / "pip" / "_internal" / "network" / "session.py").write_text(""),
        (tree / "pip" / "_vendor" / "certifi" / "cacert.pem").unlink,
        lambda: os.truncate(next((tree / "pip" / "_internal" / "network" / "__pycache__").glob("session.*.pyc")), 200),
    ):
        damaged()
        done = ran(command, env)
        assert (done.returncode, "\nPASS\n" in done.stdout) == (0, True), done.stdout + done.stderr
        assert "pip 26.3: " in done.stderr
        assert "Traceback" not in done.stdout


def test_damage_without_an_index_is_one_line_and_2(tmp_path: Path, world: World) -> None:
    tree, _ = world.run("release")
    module(tree).write_text("")
    shutil.rmtree(world.cache / "wheels")
    shutil.rmtree(tmp_path / "simple")
    done = lab("run", "direct.shipped_store_vouches_for_the_origin", "--pip", "25.2", "--python", PYTHON)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1].startswith(
        f"Error: {tree} is damaged (pip/__init__.py has different content), and"
    )
    assert "Traceback" not in done.stderr
