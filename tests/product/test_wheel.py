"""Other people's suites, in environments in which the wheel or the sdist of this checkout is installed."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from harness.model.client import Interpreter
from tests.support.installed import TRAPS, Installed, install

#: Five tests with nothing but the standard library, that know nothing of what is set around them.
SUITE = """
import os
import ssl
import urllib.request

import pytest

from pip_trust_lab import CORPORATE, INSPECTION, PUBLIC


def get(url, bundle=None, proxy=None):
    context = ssl.create_default_context(cafile=bundle)
    handlers = [urllib.request.HTTPSHandler(context=context)]
    handlers += [urllib.request.ProxyHandler({"https": proxy.url})] if proxy else []
    with urllib.request.build_opener(*handlers).open(url, timeout=20) as response:
        return response.status


@pytest.fixture
def copied():
    return dict(os.environ)


def test_direct(copied, fake_pypi, trust_store):
    assert get(fake_pypi.file_url, trust_store(PUBLIC)) == 200
    assert fake_pypi.delivered
    assert "SSL_CERT_FILE" not in copied
    assert {name for name in copied if name.startswith("PIP_")} <= {"PIP_CONFIG_FILE", "PIP_TRUST_LAB_CACHE"}


def test_refused(fake_pypi, trust_store):
    with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
        get(fake_pypi.file_url, trust_store(CORPORATE))
    assert fake_pypi.refused == ["unknown_ca"]


def test_tunnelled(fake_pypi, connect_proxy, trust_store):
    assert get(fake_pypi.file_url, trust_store(PUBLIC), connect_proxy) == 200
    assert connect_proxy.tunnelled == ["origin"]


def test_intercepted(fake_pypi, intercepting_proxy, trust_store):
    assert get(fake_pypi.file_url, trust_store(INSPECTION), intercepting_proxy) == 200


def test_system_store(fake_pypi, system_store):
    assert system_store(PUBLIC, openssl_defaults=True).run(get, fake_pypi.file_url) == 200
    with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
        system_store(CORPORATE, openssl_defaults=True).run(get, fake_pypi.file_url)
"""
#: Prints what is loaded once a suite of one test that uses nothing of ours has run.
LOADED = """
import sys, pytest
code = pytest.main(["-q", "-p", "no:cacheprovider", "test_nothing.py"])
print("loaded", *sys.modules)
sys.exit(code)
"""
FIXTURES = (
    "trust_world",
    "fake_pypi",
    "connect_proxy",
    "https_proxy",
    "intercepting_proxy",
    "trust_store",
    "system_store",
)
HEAVY = {"cryptography", "flit_core", "msgspec", "proxy", "simple_repository", "trustme", "werkzeug"}


@pytest.fixture(scope="session", params=["wheel on 3.13", "sdist on 3.10"])
def installed(
    request: pytest.FixtureRequest, shared: Path, distributions: Path, interpreters: tuple[Interpreter, ...]
) -> Installed:
    """The wheel with today's pytest; the sdist with the oldest pytest and Python that are promised."""
    kind, minor = request.param.split(" on ")
    pattern, pytest_wanted = {"wheel": ("*.whl", "pytest"), "sdist": ("*.tar.gz", "pytest<8")}[kind]
    executable = next((each.executable for each in interpreters if each.minor == minor), None)
    if executable is None:
        pytest.skip(f"there is no Python {minor}")
    (found,) = distributions.glob(pattern)
    return install(shared / f"with-{kind}", executable, str(found), pytest_wanted, "pytest-xdist")


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    (tmp_path / "test_suite.py").write_text(SUITE)
    (tmp_path / "test_nothing.py").write_text("def test_nothing(): pass\n")
    return tmp_path


def test_the_wheel_has_one_name_and_no_more(distributions: Path) -> None:
    (wheel,) = distributions.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        tops = {name.partition("/")[0] for name in opened.namelist()}
        names = "".join(name for name in opened.namelist() if name.endswith("entry_points.txt"))
        entries = opened.read(names).decode()
    assert {re.sub(r"-.*\.", "-.", top) for top in tops} == {"pip_trust_lab", "pip_trust_lab-.dist-info"}
    assert "[pytest11]\npip-trust-lab = pip_trust_lab.fixtures.worlds\n" in entries


def test_nothing_in_the_wheel_imports_by_a_name_of_the_checkout(distributions: Path) -> None:
    (wheel,) = distributions.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        sources = {name: opened.read(name).decode() for name in opened.namelist() if name.endswith(".py")}
    imports = re.compile(r"\b(?:from|import) (?:harness|fixtures|scenarios)\b")
    assert [(name, found) for name, source in sources.items() for found in imports.findall(source)] == []


@pytest.mark.parametrize("name", ["harness", "fixtures", "scenarios", "conftest"])
def test_no_name_of_somebody_elses_is_installed(installed: Installed, tmp_path: Path, name: str) -> None:
    done = installed.run("-c", f"import pip_trust_lab, {name}", cwd=tmp_path)
    assert f"No module named '{name}'" in done.stderr


def test_everything_that_is_offered_can_be_imported(installed: Installed, tmp_path: Path) -> None:
    code = "import pip_trust_lab; [getattr(pip_trust_lab, name) for name in pip_trust_lab.__all__]"
    assert installed.run("-W", "error", "-c", code, cwd=tmp_path).returncode == 0


def test_the_fixtures_are_listed(installed: Installed, tmp_path: Path) -> None:
    _, said = installed.pytest("--fixtures", cwd=tmp_path)
    assert [name for name in FIXTURES if not re.search(rf"^{name} -- .*\n    \S", said, re.MULTILINE)] == []


@pytest.mark.usefixtures("private")
# Python itself swallows a warning about a fork where warnings are errors.
@pytest.mark.parametrize("how", [("-W", "error"), ("-W", "always"), ("-W", "always", "-n", "2")], ids=" ".join)
def test_a_suite_passes_in_an_environment_of_traps(installed: Installed, suite: Path, how: tuple[str, ...]) -> None:
    (suite / "left").mkdir()
    env = TRAPS | {"TMPDIR": str(suite / "left")}
    code, said = installed.pytest("-q", *how, "-p", "no:tmpdir", "test_suite.py", cwd=suite, env=env)
    assert (code, said.splitlines()[-1][:12]) == (0, "5 passed in "), said
    assert list((suite / "left").iterdir()) == []


def test_the_plugin_adds_no_option(installed: Installed, tmp_path: Path) -> None:
    with_it, without = (
        installed.pytest("--help", *words, cwd=tmp_path)[1] for words in ((), ("-p", "no:pip-trust-lab"))
    )
    assert with_it == without


def test_the_plugin_loads_nothing_for_a_suite_that_does_not_use_it(installed: Installed, suite: Path) -> None:
    done = installed.run("-W", "error", "-c", LOADED, cwd=suite)
    assert done.returncode == 0, done.stdout + done.stderr
    loaded = set(done.stdout.partition("loaded ")[2].split())
    ours = {name for name in loaded if name.startswith("pip_trust_lab")}
    assert ours == {"pip_trust_lab", "pip_trust_lab.fixtures", "pip_trust_lab.fixtures.worlds"}
    assert loaded & HEAVY == set()


FAILING = """
def test_fails(fake_pypi, intercepting_proxy, connect_proxy, trust_store):
    import logging
    logging.getLogger("of.mine").debug("this is mine")
    get(fake_pypi.file_url, trust_store(INSPECTION), intercepting_proxy)
    get(fake_pypi.file_url, trust_store(PUBLIC), connect_proxy)
    assert 0
"""


def test_a_failing_test_is_not_told_of_what_nodes_do(installed: Installed, suite: Path) -> None:
    (suite / "test_suite.py").write_text(SUITE + FAILING)
    _, said = installed.pytest("-rA", "--log-level=DEBUG", "test_suite.py", "-k", "fails", cwd=suite)
    assert {*re.findall(r"^(?:DEBUG|INFO|WARNING|ERROR) +([\w.]+):", said, re.MULTILINE)} == {"of.mine"}, said


MISUSED = {
    "authority": (
        "def test_it(trust_store):\n    trust_store('public')\n",
        "'public' is not an authority: there are PUBLIC, CORPORATE, INSPECTION, STRANGER",
    ),
    "used after its test": (
        "kept = []\ndef test_it(connect_proxy):\n    kept.append(connect_proxy)\n"
        "def test_again():\n    kept[0].tunnelled\n",
        "the connect-proxy is down: it ended with the world, or the test, that it was raised for",
    ),
    "wrong scope": (
        "import pytest\n@pytest.fixture(scope='module')\ndef mine(fake_pypi):\n    return fake_pypi\n"
        "def test_it(mine):\n    pass\n",
        "You tried to access the function scoped fixture fake_pypi with a module scoped request",
    ),
}


@pytest.mark.parametrize("how", MISUSED)
def test_a_wrong_use_is_said_in_one_line(installed: Installed, tmp_path: Path, how: str) -> None:
    text, why = MISUSED[how]
    (tmp_path / "test_misused.py").write_text(text)
    code, said = installed.pytest("-q", "test_misused.py", cwd=tmp_path)
    assert code == 1
    assert re.search(rf"^.*{re.escape(why)}.*$", said, re.MULTILINE), said


def test_without_the_plugin_pytest_knows_no_such_fixture(installed: Installed, suite: Path) -> None:
    code, said = installed.pytest("-q", "-p", "no:pip-trust-lab", "test_suite.py", "-k", "direct", cwd=suite)
    assert (code, "fixture 'fake_pypi' not found" in said) == (1, True), said


@pytest.mark.usefixtures("private")
def test_a_machine_without_namespaces_skips_with_the_reason(installed: Installed, suite: Path) -> None:
    forbidden = ["unshare", "-r", "sh", "-c", 'echo 0 > /proc/sys/user/max_user_namespaces; exec "$@"', "sh"]
    words = ("-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", "test_suite.py")
    done = installed.run(*words, cwd=suite, before=forbidden)
    assert "4 passed, 1 skipped" in done.stdout, done.stdout + done.stderr
    assert "a system store needs a private mount namespace: no other system store for /bin/sh: no nam" in done.stdout
