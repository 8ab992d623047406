"""The examples of the page on fixtures, each with the library that it is about, as it was released."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from harness.model.client import Interpreter
from tests.support.installed import TRAPS, Installed, install
from tests.support.product import ROOT

EXAMPLES = ROOT / "docs" / "examples" / "fixtures"
#: For each example how it ends, and what it is about; the last is of urllib3 before its fix of #3472.
ENDINGS = {
    "first": "1 passed",
    "requests": "7 passed",
    "urllib3": "3 passed",
    "socks": "6 passed",
    "names": "5 passed",
    "truststore": "4 passed",
    "httpx": "3 passed, 1 xfailed",
    "pip": "7 passed",
}
#: Released libraries of one day. Newer ones may end otherwise, which is news, and not a fault of the fixtures.
LIBRARIES = (
    "pytest",
    "requests==2.34.2",
    "urllib3==2.8.0",
    "truststore==0.10.5",
    "httpx==0.28.1",
    "pip==26.3",
    "pysocks==1.7.1",
)

pytestmark = pytest.mark.usefixtures("private")


@pytest.fixture(scope="session")
def wheel(distributions: Path) -> str:
    (found,) = distributions.glob("*.whl")
    return str(found)


@pytest.fixture(scope="session")
def libraries(shared: Path, wheel: str, interpreter: Interpreter) -> Installed:
    return install(shared / "libraries", interpreter.executable, wheel, *LIBRARIES)


@pytest.fixture(scope="session")
def older(shared: Path, wheel: str, interpreter: Interpreter) -> Installed:
    return install(shared / "older-urllib3", interpreter.executable, wheel, "pytest", "urllib3==2.6.3")


def run(installed: Installed, example: str, folder: Path) -> tuple[str, str]:
    """The last line without the seconds, and all that was said, in a folder of its own and an environment of traps."""
    shutil.copy(EXAMPLES / f"test_{example}.py", folder)
    _, said = installed.pytest("-q", "-W", "error", f"test_{example}.py", cwd=folder, env=TRAPS)
    return re.sub(r" in [\d.]+s.*", "", said.splitlines()[-1]), said


@pytest.mark.parametrize("example", ENDINGS)
def test_an_example_ends_as_it_says(libraries: Installed, example: str, tmp_path: Path) -> None:
    ending, said = run(libraries, example, tmp_path)
    assert ending == ENDINGS[example], said


def test_the_example_of_urllib3_finds_its_defect(older: Installed, tmp_path: Path) -> None:
    ending, said = run(older, "urllib3", tmp_path)
    assert ending == "2 failed, 1 passed", said
    assert "FAILED test_urllib3.py::test_the_proxy_is_verified_and_the_origin_is_not" in said
    assert "ValueError: Cannot set verify_mode to CERT_NONE when check_hostname is enabled" in said


def test_every_example_is_run_or_is_for_a_clone() -> None:
    assert {path.name for path in EXAMPLES.glob("*.py")} == {"pip_functional.py"} | {f"test_{e}.py" for e in ENDINGS}


def test_the_first_test_is_the_one_on_the_page() -> None:
    page = (ROOT / "docs" / "fixtures.md").read_text()
    first = (EXAMPLES / "test_first.py").read_text().partition('"""\n\n')[2]
    assert f"```python\n{first}```" in page
    assert len(first.splitlines()) <= 10
