from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from harness.model.client import Interpreter
from harness.model.errors import LabBroken, UsageError
from harness.provision.trees import PipTrees

ROOT = Path(__file__).parents[2]
MINOR = "{}.{}".format(*sys.version_info[:2])

# Makes a thing half-way, says so, and waits for somebody to end it.
HALF_WAY = """
import sys
from pathlib import Path
from harness.provision.trees import PipTrees
with PipTrees(Path(sys.argv[1])).working_folder("half") as folder:
    (folder / "half").touch()
    print("here", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "tree"
    (folder / "pip").mkdir(parents=True)
    (folder / "pip" / "__init__.py").write_text('__version__ = "26.3"\n')
    return folder


def python(executable: str = sys.executable) -> Interpreter:
    return Interpreter(
        executable=executable, version=f"{MINOR}.0", openssl="OpenSSL 3", openssl_cafile="", openssl_capath=""
    )


def test_what_a_killed_run_left_is_swept_and_what_a_living_one_makes_is_not(tmp_path: Path) -> None:
    unfinished = tmp_path / "unfinished" / "half" / "half"
    command = [sys.executable, "-c", HALF_WAY, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == b"here\n"
        PipTrees(tmp_path)
        assert unfinished.exists()
        run.kill()
    assert unfinished.exists()
    PipTrees(tmp_path)
    assert not list((tmp_path / "unfinished").iterdir())


def test_a_tree_that_could_not_be_filled_is_not_there(tmp_path: Path) -> None:
    trees = PipTrees(tmp_path)

    def fill(folder: Path) -> None:
        (folder / "pip").mkdir()
        raise UsageError("half-way")

    with pytest.raises(UsageError, match="half-way"):
        trees.add_contents("0" * 40, fill)
    assert not trees.locate_export("0" * 40).exists()
    assert not list((tmp_path / "unfinished").iterdir())


def test_a_tree_is_byte_compiled_once(tmp_path: Path, tree: Path) -> None:
    trees = PipTrees(tmp_path / "cache")
    assert trees.compile_tree(tree, python())
    assert list((tree / "pip" / "__pycache__").glob(f"*{sys.implementation.cache_tag}.pyc"))
    assert not trees.compile_tree(tree, python("/no/such/python"))


def test_a_file_that_is_for_another_python_is_passed_over(tmp_path: Path, tree: Path) -> None:
    (tree / "pip" / "old.py").write_text("print 'old'\n")
    assert PipTrees(tmp_path / "cache").compile_tree(tree, python())


def test_a_python_that_makes_no_bytecode_breaks_the_lab(tmp_path: Path, tree: Path) -> None:
    trees = PipTrees(tmp_path / "cache")
    with pytest.raises(LabBroken, match="/no/such/python"):
        trees.compile_tree(tree, python("/no/such/python"))
    assert trees.compile_tree(tree, python())


def test_a_cache_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=f"{tmp_path / 'file' / 'cache'}.*PIP_TRUST_LAB_CACHE"):
        PipTrees(tmp_path / "file" / "cache")


def test_a_users_package_is_only_read(tmp_path: Path, tree: Path) -> None:
    def files() -> list[tuple[str, int]]:
        return sorted((str(path), path.stat().st_mtime_ns) for path in (*tree.rglob("*"), tree))

    before = files()
    trees = PipTrees(tmp_path / "cache")
    trees.compile_tree(trees.add_package(tree / "pip"), python(os.path.realpath(sys.executable)))
    assert files() == before
