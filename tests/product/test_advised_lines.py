"""Each line that advise prints, pasted into a shell as it is, on the oldest and the newest release that it is for."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from packaging.version import Version

from harness.advise.lines import PACKAGE, LineMaker
from harness.advise.question import Question
from harness.clients.pip import find_pips
from harness.lab.worlds.world import World, open_world
from harness.model.client import Client
from harness.model.pip_facts import supports_python
from harness.model.trust import Authority
from harness.provision.sources import name_release
from harness.provision.stock import open_stock
from harness.runs.selection import make_ready
from tests.support.product import PATIENCE, PYTHON

pytestmark = [pytest.mark.usefixtures("private"), pytest.mark.client]

INSPECTED = Question(topology="intercepted", store="system")
#: Lines name it as it is, whatever is in it.
FILE = "the company's ca & root.pem"
INSTALL = "python -m pip install demo"
NEWEST = "26.3"
LINES = [
    *(("cert", "", version) for version in ("8.1.2", "24.0", NEWEST)),
    *(("pip-cert", "", version) for version in ("8.1.2", NEWEST)),
    *(("pip-conf", "", version) for version in ("9.0.3", "10.0.1", NEWEST)),
    *(("requests-ca-bundle", "", version) for version in ("9.0.3", NEWEST)),
    *(("curl-ca-bundle", "", version) for version in ("9.0.3", NEWEST)),
    *(("ssl-cert-file", "", version) for version in ("24.2", NEWEST)),
    *(("ssl-cert-dir", "", version) for version in ("24.2", NEWEST)),
    *(("shipped", "", version) for version in ("8.1.2", "9.0.3", "10.0.1", NEWEST)),
    *(("cert", "legacy_certs", version) for version in ("24.2", NEWEST)),
    ("shipped", "legacy_certs", "25.0.1"),
    ("pip-conf", "legacy_certs", NEWEST),
]


def ready(version: str) -> Client:
    """A release on the Python of this test run if that runs it, or else on the newest that does."""
    python = (PYTHON,) if supports_python(Version(version), PYTHON) else ()
    with open_stock(print) as stock:
        found = find_pips([name_release(Version(version))], python, stock)
        client = make_ready(found, stock)[found[0]]
    if client.unfit:
        pytest.skip(client.unfit)
    return client


@dataclass(frozen=True)
class Desk:
    """A person's shell, with one pip, behind one proxy, on a machine whose system store has a stranger alone."""

    world: World
    folder: Path
    variables: dict[str, str]

    @property
    def file(self) -> str:
        return str(self.folder / FILE)

    def paste(self, text: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        machine = self.world.system_store(Authority.STRANGER)
        return subprocess.run(
            machine.command("/bin/sh", "-c", text),
            cwd=self.folder,
            env=self.variables,
            input=typed,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
            # Nothing is asked on the terminal of whoever runs the tests.
            start_new_session=True,
        )


@pytest.fixture
def world() -> Iterator[World]:
    with open_world() as world:
        yield world


def sit_down(world: World, folder: Path, version: str, proxy: str, index: str) -> Desk:
    """A desk with a copy of a pip, which a line may change."""
    client = ready(version)
    shutil.copytree(client.tree, folder / "tree", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(world.trust_store(Authority.INSPECTION, Authority.CORPORATE), folder / FILE)
    (folder / "bin").mkdir()
    python = folder / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec {client.interpreter.executable} -s "$@"\n')
    python.chmod(0o755)
    return Desk(
        world,
        folder,
        {
            "PATH": f"{folder / 'bin'}{os.pathsep}/usr/bin{os.pathsep}/bin",
            "HOME": str(folder),
            "PYTHONPATH": str(folder / "tree"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "HTTPS_PROXY": proxy,
            "PIP_INDEX_URL": index,
            "PIP_TARGET": str(folder / "out"),
            "PIP_RETRIES": "0",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        },
    )


@pytest.mark.parametrize(("store", "option", "version"), LINES)
def test_a_line_pasted_as_it_is_lets_its_pip_through(
    store: str, option: str, version: str, world: World, tmp_path: Path
) -> None:
    pypi, proxy = world.fake_pypi(), world.intercepting_proxy()
    desk = sit_down(world, tmp_path, version, proxy.url, pypi.index_url)
    assert desk.paste(INSTALL).returncode != 0
    assert proxy.refused
    maker = LineMaker(file=desk.file, pip=version)
    (line,) = maker.make_lines(replace(INSPECTED, store=store, option=option), INSPECTED)
    ran = line.replace(PACKAGE, "demo") if PACKAGE in line else f"{line}\n{INSTALL}"
    if store == "shipped" and option:
        ran = "\n".join([*maker.make_lines(replace(INSPECTED, store=store), INSPECTED), ran])
    done = desk.paste(f"set -e\n{ran}")
    assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
    assert pypi.delivered


@pytest.mark.parametrize("version", ["9.0.3", "10.0.1", "24.0", NEWEST])
def test_one_file_of_two_reaches_what_either_vouches_for(version: str, world: World, tmp_path: Path) -> None:
    pypi, proxy = world.fake_pypi(), world.intercepting_proxy()
    desk = sit_down(world, tmp_path, version, proxy.url, pypi.index_url)
    line = LineMaker(file=desk.file, pip=version).make_join_line(with_shipped=True)
    done = desk.paste(f"set -e\n{line}\npython -m pip install --cert all.pem demo")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "all.pem").read_text().count("BEGIN CERT") > 100


def test_an_upgrade_installs_the_very_release_that_was_run(world: World, tmp_path: Path) -> None:
    pypi, proxy = world.fake_pypi(), world.intercepting_proxy()
    for version in ("25.2", "26.3"):
        pypi.add("pip", version)
    desk = sit_down(world, tmp_path, "25.0.1", proxy.url, pypi.index_url)
    for carrier in ("cert", "ssl-cert-file"):
        maker = LineMaker(file=desk.file, pip="25.0.1")
        (line,) = maker.make_upgrade_lines("25.2", replace(INSPECTED, store=carrier))
        done = desk.paste(line)
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        assert [each.name for each in (tmp_path / "out").glob("pip-*")] == ["pip-25.2.dist-info"]
        shutil.rmtree(tmp_path / "out")


@pytest.mark.parametrize("version", ["9.0.3", NEWEST])
@pytest.mark.parametrize(
    ("login", "password"), [("in-url", "usual"), ("encoded", "p@ss: #1[%25]/100%"), ("encoded", "usual")]
)
def test_a_line_with_a_login_opens_the_proxy_and_shows_no_password(
    login: str, password: str, version: str, world: World, tmp_path: Path
) -> None:
    pypi, proxy = world.fake_pypi(), world.connect_proxy(login=f"me:{password}")
    desk = sit_down(world, tmp_path, version, "http://localhost:1", pypi.index_url)
    shutil.copyfile(world.trust_store(Authority.PUBLIC), tmp_path / FILE)
    asked = Question(topology="tunnelled", login="missing")
    (line,) = LineMaker(pip=version).make_lines(replace(asked, login=login), asked)
    own = line.replace("USER", "me").replace("PROXY:PORT", f"localhost:{proxy.port}").replace("PASSWORD", password)
    done = desk.paste(f"{own}\npython -m pip install --cert {LineMaker(file=desk.file).path} demo", f"{password}\n")
    assert done.returncode == 0, done.stdout + done.stderr
    assert pypi.delivered
    assert password not in done.stdout + done.stderr or login == "in-url"


def test_a_line_for_the_systems_store_fills_it(world: World, tmp_path: Path) -> None:
    if not shutil.which("update-ca-certificates", path="/usr/sbin:/usr/bin"):
        pytest.skip("this system has no update-ca-certificates")
    pypi, proxy = world.fake_pypi(), world.intercepting_proxy()
    desk = sit_down(world, tmp_path, NEWEST, proxy.url, pypi.index_url)
    (tmp_path / "bin" / "sudo").write_text('#!/bin/sh\nexec "$@"\n')
    (tmp_path / "bin" / "sudo").chmod(0o755)
    debian, _ = LineMaker(file=desk.file).make_lines(INSPECTED, INSPECTED)
    aside = "set -e\ncp -a /etc/ssl/certs certs\nmkdir -p local\nmount --bind certs /etc/ssl/certs\n"
    aside += "mount --bind local /usr/local/share/ca-certificates\n"
    variables = desk.variables | {"PATH": f"{desk.variables['PATH']}:/usr/sbin:/sbin"}
    done = subprocess.run(
        ["unshare", "-rm", "/bin/sh", "-c", f"{aside}{debian}\n{INSTALL}"],
        cwd=tmp_path,
        env=variables,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert pypi.delivered


def test_an_option_for_truststore_reads_the_systems_store(world: World, tmp_path: Path) -> None:
    pypi = world.fake_pypi()
    desk = sit_down(world, tmp_path, "24.0", "", pypi.index_url)
    asked = Question(topology="direct")
    (line,) = LineMaker(pip="24.0").make_lines(replace(asked, option="use_truststore"), asked)
    machine = world.system_store(Authority.PUBLIC)
    done = subprocess.run(
        machine.command("/bin/sh", "-c", line.replace(PACKAGE, "demo")),
        cwd=tmp_path,
        env=desk.variables,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert pypi.delivered
