from __future__ import annotations

import os
import stat
import sys
import zipfile
from pathlib import Path

import pytest

from harness.model.client import Interpreter
from harness.model.errors import UsageError
from harness.provision.ensurepip import find_shipped_pip
from harness.provision.releases import Releases


def shipping(folder: Path, answer: str) -> Interpreter:
    """A Python that says this of its ensurepip."""
    executable = folder / "python"
    executable.write_text(f"#!/bin/sh\n{answer}\n")
    executable.chmod(executable.stat().st_mode | stat.S_IXUSR)
    return Interpreter(
        executable=str(executable), version="3.13.0", openssl="", openssl_cafile="/absent", openssl_capath="/absent"
    )


def write_wheel(folder: Path, version: str) -> Path:
    path = folder / f"pip-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as written:
        written.writestr("pip/__init__.py", f'__version__ = "{version}"\n')
        written.writestr(f"pip-{version}.dist-info/WHEEL", "Wheel-Version: 1.0\n")
    return path


def test_a_python_says_which_pip_it_ships_and_an_older_one_beside_it_is_not_taken(tmp_path: Path) -> None:
    wheels = [write_wheel(tmp_path, version) for version in ("22.0.4", "23.0.1")]
    python = shipping(tmp_path, f"""echo '{{"version": "23.0.1", "folders": ["/absent", "{tmp_path}"]}}'""")
    source = find_shipped_pip(python)
    assert (str(source.version), source.kind, source.label) == ("23.0.1", "ensurepip", "ensurepip")
    assert source.location == str(wheels[1])


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("exit 1", "no ensurepip"),
        ("echo nonsense", "no ensurepip"),
        ("""echo '{"version": "24.2", "folders": ["/absent/wheels"]}'""", "no wheel of pip 24.2 in /absent/wheels"),
    ],
)
def test_a_python_that_ships_none_is_refused_in_one_line(answer: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=words) as caught:
        find_shipped_pip(shipping(tmp_path, answer))
    assert "Python 3.13.0 ships no pip" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_python_that_runs_this_is_asked_as_any_other(tmp_path: Path) -> None:
    own = shipping(tmp_path, f'exec "{os.path.realpath(sys.executable)}" "$@"')
    try:
        source = find_shipped_pip(own)
    except UsageError as error:
        pytest.skip(str(error))
    assert (Releases(tmp_path / "cache").make_tree(source) / "pip" / "__init__.py").is_file()


def test_a_library_is_laid_over_it_as_over_any_other(tmp_path: Path) -> None:
    write_wheel(tmp_path, "24.2")
    library = tmp_path / "clone" / "urllib3"
    library.mkdir(parents=True)
    (library / "__init__.py").write_text("")
    python = shipping(tmp_path, f"""echo '{{"version": "24.2", "folders": ["{tmp_path}"]}}'""")
    source = Releases(tmp_path / "cache").resolve_shipped(f"ensurepip with urllib3={tmp_path}/clone", python)
    assert source.location == f"ensurepip with urllib3={tmp_path}/clone"
    assert source.label.startswith("ensurepip-urllib3")


def test_what_needs_one_pip_for_every_python_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="another pip on each Python"):
        Releases(tmp_path / "cache").resolve_spec("ensurepip")
