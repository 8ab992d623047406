"""Real libraries over real pips: what is in this Python's site-packages, and what the package index has."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from harness.model.client import Interpreter
from harness.model.errors import UsageError
from harness.provision.overlays import NAMES, split_overlays
from harness.provision.releases import Releases, find_cache_folder

#: Imports what pip imports, and says where each library came from and what is not pip's among them.
_ASK = """
import json, sys
sys.path.insert(0, sys.argv[1])
import pip._internal.network.session
import pip._vendor.requests, pip._vendor.truststore, pip._vendor.urllib3
names = ("requests", "truststore", "urllib3")
found = {name: sys.modules[f"pip._vendor.{name}"] for name in names}
print(json.dumps({
    "versions": {name: module.__version__ for name, module in found.items()},
    "strangers": [name for name in sys.modules if name.partition(".")[0] in {*names, "idna", "certifi"}],
    "exceptions": issubclass(found["requests"].exceptions.ConnectionError, OSError),
}))
"""


@pytest.fixture(scope="module")
def releases() -> Releases:
    return Releases(find_cache_folder())


def told(tree: Path, interpreter: Interpreter) -> dict[str, object]:
    command = [interpreter.executable, "-I", "-S", "-W", "ignore", "-c", _ASK, str(tree)]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert answer.returncode == 0, answer.stderr
    said: dict[str, object] = json.loads(answer.stdout)
    return said


def installed(name: str) -> Path:
    """The folder in which this Python has a library."""
    found = importlib.util.find_spec(name)
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parents[1]


def wheel(folder: Path, name: str, version: str = "9.8.7") -> Path:
    """Return this Python's copy of a library as a wheel of another version."""
    file = folder / f"{name}-{version}-py3-none-any.whl"
    package = installed(name) / name
    with zipfile.ZipFile(file, "w") as opened:
        for module in package.rglob("*.py"):
            opened.write(module, f"{name}/{module.relative_to(package)}")
        opened.writestr(f"{name}-{version}.dist-info/WHEEL", "Wheel-Version: 1.0\n")
    return file


def checkout(folder: Path, name: str, text: str) -> Path:
    package = folder / "src" / name
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(text)
    return folder


def test_every_library_can_take_the_place_of_the_copy_that_pip_vendors(
    releases: Releases, interpreter: Interpreter
) -> None:
    here = " with ".join(["26.3", *(f"{name}={installed(name)}" for name in NAMES)])
    (source,) = releases.resolve_spec(here)
    assert source.label == "-".join(f"{name}-{__import__(name).__version__}" for name in NAMES)
    said = told(releases.make_tree(source), interpreter)
    assert said["versions"] == {name: __import__(name).__version__ for name in NAMES}
    assert said["strangers"] == []


@pytest.mark.parametrize("pip", ["25.2", "26.3"])
def test_a_wheel_of_an_older_requests_imports_its_neighbours_from_pip(
    releases: Releases, interpreter: Interpreter, tmp_path: Path, pip: str
) -> None:
    download = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--dest", str(tmp_path), "requests==2.32.5"]
    subprocess.run(download, check=True, capture_output=True, timeout=120)
    (file,) = tmp_path.glob("*.whl")
    (source,) = releases.resolve_spec(f"{pip} with requests={file}")
    assert source.label == "requests-2.32.5"
    said = told(releases.make_tree(source), interpreter)
    assert isinstance(said["versions"], dict)
    assert said["versions"]["requests"] == "2.32.5"
    assert said["strangers"] == []


def test_a_wheel_is_told_by_its_version_and_a_checkout_by_the_one_it_is_written_in(
    releases: Releases, tmp_path: Path
) -> None:
    (by_wheel,) = releases.resolve_spec(f"26.3 with truststore={wheel(tmp_path, 'truststore')}")
    clone = checkout(tmp_path / "clone", "urllib3", '__version__ = "2.99"\n')
    (by_text,) = releases.resolve_spec(f"26.3 with urllib3={clone}")
    mute = checkout(tmp_path / "mute", "urllib3", "")
    (by_folder,) = releases.resolve_spec(f"26.3 with urllib3={mute} with truststore={wheel(tmp_path, 'truststore')}")
    labels = [source.label for source in (by_wheel, by_text, by_folder)]
    assert labels == ["truststore-9.8.7", "urllib3-2.99", "urllib3-mute-truststore-9.8.7"]
    assert str(by_text) == "pip 26.3 (urllib3-2.99)"
    assert releases.resolve_spec(by_folder.location) == (by_folder,)


def test_what_is_given_is_only_read_and_another_content_is_another_tree(releases: Releases, tmp_path: Path) -> None:
    clone = checkout(tmp_path, "urllib3", "import idna\n")
    spec = f"26.3 with urllib3={clone}"
    first = releases.make_tree(releases.resolve_spec(spec)[0])
    assert (clone / "src" / "urllib3" / "__init__.py").read_text() == "import idna\n"
    assert (first / "pip" / "_vendor" / "urllib3" / "__init__.py").read_text() == "from pip._vendor import idna\n"
    names = {file.name for file in (first / "pip" / "_vendor" / "urllib3").glob("*.py")}
    assert names == {"_version.py", "__init__.py"}
    (clone / "src" / "urllib3" / "__init__.py").write_text("import certifi\n")
    assert Releases(find_cache_folder()).make_tree(releases.resolve_spec(spec)[0]) != first


def test_a_version_that_only_a_build_writes_is_lent_by_the_vendored_copy(releases: Releases, tmp_path: Path) -> None:
    (source,) = releases.resolve_spec(
        f"26.3 with urllib3={checkout(tmp_path, 'urllib3', 'from ._version import __version__')}"
    )
    lent = releases.make_tree(source) / "pip" / "_vendor" / "urllib3" / "_version.py"
    (plain,) = releases.resolve_spec("26.3")
    assert lent.read_bytes() == (releases.make_tree(plain) / "pip" / "_vendor" / "urllib3" / "_version.py").read_bytes()


def test_overlays_are_split_off_where_a_name_and_a_path_follow() -> None:
    assert split_overlays("26.3 with urllib3=./a b with requests=c") == ("26.3", ("urllib3=./a b", "requests=c"))
    assert split_overlays("./tree with a view") == ("./tree with a view", ())


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("idna={}", "'idna={}' is not an overlay: expected one of requests=PATH, truststore=PATH, urllib3=PATH"),
        ("urllib3={}/absent", "'urllib3={}/absent' is not an overlay: no such file or folder"),
        ("urllib3={}", "no urllib3 in {}: it has neither src/urllib3/__init__.py nor urllib3/__init__.py"),
        ("urllib3={}/truststore-1-py3-none-any.whl", "is the wheel of truststore 1, not of urllib3"),
    ],
)
def test_what_is_no_overlay_is_refused_in_one_line(releases: Releases, tmp_path: Path, given: str, words: str) -> None:
    wheel(tmp_path, "truststore", "1")
    with pytest.raises(UsageError) as caught:
        releases.resolve_spec(f"26.3 with {given.format(tmp_path)}")
    assert words.format(tmp_path) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("pip", "text", "words"),
    [
        ("20.3.4", "", "pip 20.3.4 does not vendor truststore, which "),
        ("26.3", "import (", "truststore/__init__.py cannot be read, so its imports cannot be made pip's: "),
    ],
)
def test_what_cannot_be_laid_over_a_pip_is_refused_in_one_line(
    releases: Releases, tmp_path: Path, pip: str, text: str, words: str
) -> None:
    (source,) = releases.resolve_spec(f"{pip} with truststore={checkout(tmp_path, 'truststore', text)}")
    with pytest.raises(UsageError) as caught:
        releases.make_tree(source)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
