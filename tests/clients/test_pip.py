from __future__ import annotations

import dataclasses
import os
import ssl
import sys
from pathlib import Path

import pytest

from harness.model.capability import Capability
from harness.model.client import Interpreter
from harness.model.errors import UsageError
from harness.provision.kept_trees import list_bytecode
from harness.provision.releases import Releases
from harness.provision.sources import Source, read_source
from tests.support.stocks import clients

OWN = Interpreter(
    executable=os.path.realpath(sys.executable),
    version="{}.{}.{}".format(*sys.version_info[:3]),
    openssl=ssl.OPENSSL_VERSION,
    openssl_cafile="/absent/cert.pem",
    openssl_capath="/absent/certs",
)


def python(version: str) -> Interpreter:
    """A Python of another version, which no test here runs."""
    return dataclasses.replace(OWN, executable=f"/pythons/{version}/bin/python", version=version)


@pytest.fixture
def releases(tmp_path: Path) -> Releases:
    return Releases(tmp_path / "cache")


def tree(folder: Path, version: str) -> Source:
    """A checkout of a pip."""
    package = folder / "src" / "pip"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(f'__version__ = "{version}"\n')
    return read_source(str(folder))


def compiled(releases: Releases, source: Source, *interpreters: Interpreter) -> None:
    """Have a tree that counts as compiled for Pythons that are not here."""
    for one in interpreters:
        tree = releases.make_tree(source)
        tag = one.minor.replace(".", "")
        (tree / "pip" / "__pycache__").mkdir(exist_ok=True)
        (tree / "pip" / "__pycache__" / f"__init__.cpython-{tag}.pyc").touch()
        list_bytecode(tree, one.minor)


def test_a_client_says_what_it_is_and_how_to_name_it_again(tmp_path: Path, releases: Releases) -> None:
    source = tree(tmp_path / "my fix", "26.4.dev0")
    said: list[str] = []
    (client,) = clients([source], [], [OWN], releases, said.append)
    assert (client.name, client.version, client.source) == ("pip", "26.4.dev0", "tree")
    assert (client.spec, client.interpreter, client.unfit) == (f"--pip '{tmp_path / 'my fix'}'", OWN, "")
    assert client.id == f"pip26.4.dev0+my-fix-py{OWN.minor}"
    assert (Path(client.tree) / "pip" / "__init__.py").is_file()
    assert len(said) == 2


# https://pip.pypa.io/en/stable/news/#v24-2
@pytest.mark.parametrize(
    ("version", "minor", "reads"),
    [
        ("24.1.2", "3.12", False),
        ("24.2", "3.9", False),
        ("24.2", "3.10", True),
        ("25.0.1", "3.8", False),
        ("24.2.dev0", "3.10", True),
        ("26.3", "3.13", True),
    ],
)
def test_a_pip_reads_the_system_store_by_version_and_python(
    version: str, minor: str, reads: bool, tmp_path: Path, releases: Releases
) -> None:
    source, interpreter = tree(tmp_path / "pip", version), python(f"{minor}.1")
    compiled(releases, source, interpreter)
    (client,) = clients([source], [minor], [interpreter], releases, print)
    assert (Capability.SYSTEM_STORE in client.has) is reads


@pytest.mark.parametrize(
    ("version", "capability", "can"),
    [
        ("8.0.1", Capability.OPENSSL_DEFAULTS, True),
        ("8.0.2", Capability.OPENSSL_DEFAULTS, False),
        ("8.0.1", Capability.SYSTEM_STORE, False),
        ("8.1.2", Capability.NETRC, False),
        ("8.1.2", Capability.ALL_PROXY, False),
        ("9.0.0", Capability.NETRC, True),
        ("9.0.0", Capability.ALL_PROXY, True),
        ("18.1", Capability.BUILD, False),
        ("19.0", Capability.BUILD, True),
        ("20.2.4", Capability.TLS_TO_PROXIES, False),
        ("20.3", Capability.TLS_TO_PROXIES, True),
    ],
)
def test_an_early_pip_can_do_less(
    version: str, capability: Capability, can: bool, tmp_path: Path, releases: Releases
) -> None:
    source, interpreter = tree(tmp_path / "pip", version), python("3.7.16")
    compiled(releases, source, interpreter)
    (client,) = clients([source], ["3.7"], [interpreter], releases, print)
    assert (capability in client.has) is can


def test_a_pip_runs_on_the_newest_python_that_it_can_or_on_each_that_is_asked_for(
    tmp_path: Path, releases: Releases
) -> None:
    pythons = tuple(map(python, ("3.13.0", "3.11.7", "3.10.13")))
    old, new = tree(tmp_path / "old", "22.3.1"), tree(tmp_path / "new", "26.3")
    for source in (old, new):
        compiled(releases, source, *pythons)
    chosen = clients([old, new], [], pythons, releases, print)
    assert [client.id for client in chosen] == ["pip22.3.1+old-py3.11", "pip26.3+new-py3.13"]
    chosen = clients([new], ["3.10", "3.11"], pythons, releases, print)
    assert [client.id for client in chosen] == ["pip26.3+new-py3.10", "pip26.3+new-py3.11"]


def test_a_pip_that_does_not_run_on_a_python_says_so_and_is_not_made_ready_for_it(
    tmp_path: Path, releases: Releases
) -> None:
    source, old = tree(tmp_path / "pip", "26.3"), python("3.9.18")
    for pythons, wanted in (((OWN, old), ["3.9"]), ((old,), [])):
        (client,) = clients([source], wanted, pythons, releases, print)
        assert client.unfit == "pip 26.3 does not run on Python 3.9"
        assert client.interpreter == old
        assert client.tree == ""


def test_two_pips_that_would_be_called_the_same_are_refused_in_one_line(tmp_path: Path, releases: Releases) -> None:
    one, other = tree(tmp_path / "one" / "fix", "26.3"), tree(tmp_path / "other" / "fix", "26.3")
    with pytest.raises(UsageError) as caught:
        clients([one, other], [], [OWN], releases, print)
    said = str(caught.value)
    assert all(word in said for word in (one.location, other.location, f"pip26.3+fix-py{OWN.minor}"))
    assert "\n" not in said


def test_a_python_that_is_not_here_is_refused(tmp_path: Path, releases: Releases) -> None:
    with pytest.raises(UsageError, match=r"no Python '3\.99' here"):
        clients([tree(tmp_path / "pip", "26.3")], ["3.99"], [OWN], releases, print)
