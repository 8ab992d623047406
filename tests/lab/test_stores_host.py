"""A host as a real interpreter sees it in a namespace of its own, and as nobody else does."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import subprocess
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import truststore

from harness.lab import stores as module
from harness.lab.host import GLOBAL_CONFIGURATION, enclose_command
from harness.lab.stores import SYSTEM_STORES, Stores
from harness.lab.workshop import Workshop
from harness.lab.worlds.nodes import FakePyPI
from harness.model.client import Interpreter
from harness.model.conditions import Host, StorePlace, StoreState
from harness.model.errors import LabBroken
from harness.model.trust import CORPORATE, PUBLIC, Authority

pytestmark = pytest.mark.usefixtures("private")

# Asked of a real interpreter: what it finds, and whom it trusts by the wire, with truststore and without.
QUESTION = """
import json, os, socket, ssl, sys, truststore
from truststore._openssl import _CA_FILE_CANDIDATES as candidates

def trusts(context):
    try:
        with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as plain:
            context.wrap_socket(plain, server_hostname="localhost").close()
        return True
    except ssl.SSLCertVerificationError:
        return False

def refuses(path):
    try:
        open(path, "a").close()
    except OSError as error:
        return error.strerror

paths = ssl.get_default_verify_paths()
folder = paths.openssl_capath
stores = list(filter(os.path.isfile, candidates))
print(json.dumps({
    "cafile": paths.cafile,
    "hashed": os.path.isdir(folder) and [name for name in os.listdir(folder) if name[-2:-1] == "."],
    "stores": stores,
    "held": [open(path).read() for path in stores],
    "read only": [refuses(path) for path in stores],
    "openssl trusts": trusts(ssl.create_default_context()),
    "truststore trusts": trusts(truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)),
}))
"""


@pytest.fixture
def stores(tmp_path: Path, workshop: Workshop) -> Stores:
    return Stores(tmp_path, workshop.pki)


class Ask:
    """Asks an interpreter on a host what it finds there and whom it trusts."""

    def __init__(self, stores: Stores, interpreter: Interpreter, fake_pypi: FakePyPI, path: Path) -> None:
        self._stores, self._interpreter, self._port, self._path = stores, interpreter, fake_pypi.port, path

    def __call__(
        self,
        host: Host,
        system: set[Authority],
        place: StorePlace | None = None,
        state: StoreState = StoreState.PEM,
    ) -> dict[str, Any]:
        mounts = self._stores.lay_out_host(host, system, self._interpreter, place, state)
        command = (self._interpreter.executable, "-c", QUESTION, str(self._port))
        environment = {"PATH": "", "PYTHONPATH": str(self._path)}
        said = subprocess.run(
            enclose_command(mounts, command), env=environment, stdout=subprocess.PIPE, check=True
        ).stdout
        return dict(json.loads(said))


@pytest.fixture
def ask(stores: Stores, interpreter: Interpreter, fake_pypi: FakePyPI, tmp_path: Path) -> Ask:
    shutil.copytree(Path(truststore.__file__).parent, tmp_path / "path" / "truststore")
    return Ask(stores, interpreter, fake_pypi, tmp_path / "path")


HOSTS_AND_STORES = list(product(Host, [{PUBLIC}, {CORPORATE}]))


@pytest.mark.parametrize(("host", "system"), HOSTS_AND_STORES)
def test_a_host_shows_its_system_store_and_nothing_of_the_machines(
    host: Host, system: set[Authority], ask: Ask, interpreter: Interpreter
) -> None:
    seen = ask(host, system)
    distro = host is Host.DISTRO
    assert seen["cafile"] == (interpreter.openssl_cafile if distro else None)
    assert not seen["hashed"]
    assert seen["stores"]
    assert set(seen["stores"]) <= {*SYSTEM_STORES, interpreter.openssl_cafile}
    assert seen["truststore trusts"] is (PUBLIC in system)
    assert seen["openssl trusts"] is (distro and PUBLIC in system)


@pytest.mark.parametrize("host", Host)
def test_a_store_in_which_nobody_vouches_holds_a_bystander(host: Host, ask: Ask, workshop: Workshop) -> None:
    seen = ask(host, set())
    assert seen["stores"]
    assert set(seen["held"]) == {workshop.pki.get_bystander().decode()}
    assert (seen["openssl trusts"], seen["truststore trusts"]) == (False, False)


@pytest.mark.parametrize("host", Host)
def test_a_missing_store_has_no_file(host: Host, ask: Ask) -> None:
    seen = ask(host, {PUBLIC}, state=StoreState.MISSING)
    assert (seen["cafile"], seen["stores"]) == (None, [])
    assert not seen["hashed"]
    assert (seen["openssl trusts"], seen["truststore trusts"]) == (False, False)


def test_an_empty_store_is_an_empty_file(ask: Ask) -> None:
    seen = ask(Host.DISTRO, {PUBLIC}, state=StoreState.EMPTY)
    assert set(seen["held"]) == {""}
    assert (seen["openssl trusts"], seen["truststore trusts"]) == (False, False)


@pytest.mark.parametrize("state", [StoreState.HASHED_FOLDER, StoreState.BY_HOME])
def test_a_system_store_is_a_file_of_the_machines(state: StoreState, stores: Stores, interpreter: Interpreter) -> None:
    with pytest.raises(LabBroken, match=f"a system store is a file, which cannot be {state.value.words}"):
        stores.lay_out_host(Host.STANDALONE, {PUBLIC}, interpreter, state=state)


@pytest.mark.parametrize("place", StorePlace)
def test_a_store_lies_in_its_place_and_nowhere_else(place: StorePlace, ask: Ask) -> None:
    known = place is not StorePlace.UNKNOWN
    seen = ask(Host.STANDALONE, {PUBLIC}, place)
    assert seen["stores"] == ([place.value] if known else [])
    assert (seen["openssl trusts"], seen["truststore trusts"]) == (False, known)
    assert ask(Host.STANDALONE, {CORPORATE}, place)["truststore trusts"] is False


def test_a_cell_cannot_write_into_its_stores(ask: Ask) -> None:
    seen = ask(Host.DISTRO, {PUBLIC})
    assert seen["read only"]
    assert set(seen["read only"]) == {"Read-only file system"}


def inside(mounts: tuple[tuple[str, str], ...], *command: str) -> str:
    return subprocess.run(enclose_command(mounts, command), stdout=subprocess.PIPE, check=True, text=True).stdout


def test_a_host_has_no_installed_packages(tmp_path: Path, stores: Stores, interpreter: Interpreter) -> None:
    (tmp_path / "site" / "demo").mkdir(parents=True)
    folders = (str(tmp_path / "site"), str(tmp_path / "absent"), *interpreter.site_packages)
    with_packages = dataclasses.replace(interpreter, site_packages=folders)
    mounts = stores.lay_out_host(Host.STANDALONE, {PUBLIC}, with_packages)
    there = [folder for folder in folders if os.path.isdir(folder)]
    assert len(there) > 1
    assert inside(mounts, "/bin/ls", "-A", *there).split() == [
        word for folder in sorted(there) for word in (f"{folder}:",)
    ]
    assert (tmp_path / "site" / "demo").is_dir()


def test_the_machines_own_configuration_of_pip_and_git_is_hidden(
    tmp_path: Path, stores: Stores, interpreter: Interpreter, monkeypatch: pytest.MonkeyPatch
) -> None:
    configuration = tmp_path / "pip.conf"
    configuration.write_text("[global]\nindex-url = https://elsewhere.test/\n")
    of_git = tmp_path / "gitconfig"
    of_git.write_text('[http "https://elsewhere.test"]\n\tsslVerify = false\n')
    places = (str(configuration), str(tmp_path / "absent.conf"), *GLOBAL_CONFIGURATION)
    monkeypatch.setattr(module, "GLOBAL_CONFIGURATION", places)
    monkeypatch.setattr(module, "GIT_CONFIGURATION", str(of_git))
    mounts = stores.lay_out_host(Host.STANDALONE, {PUBLIC}, interpreter)
    there = [path for path in (*places, str(of_git)) if os.path.isfile(path)]
    assert inside(mounts, "/bin/cat", *there) == ""
    assert "elsewhere" in configuration.read_text()


def test_outside_a_host_nothing_changes(ask: Ask, interpreter: Interpreter) -> None:
    before = machines_own(interpreter)
    ask(Host.DISTRO, {PUBLIC})
    ask(Host.STANDALONE, {PUBLIC}, StorePlace.FEDORA)
    assert machines_own(interpreter) == before


def machines_own(interpreter: Interpreter) -> object:
    """The mounts of this machine, and every place where it may keep certificates, with what lies there."""
    folders = ("/etc/ssl", "/etc/pki", os.path.dirname(interpreter.openssl_cafile))
    listed = {path: os.stat(path).st_mtime_ns for top in folders for path in Path(top).rglob("*") if path.exists()}
    return Path("/proc/self/mounts").read_text(), listed


def test_a_host_is_furnished_once(stores: Stores, interpreter: Interpreter, tmp_path: Path) -> None:
    mounts = stores.lay_out_host(Host.DISTRO, {PUBLIC}, interpreter)
    made = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert stores.lay_out_host(Host.DISTRO, {PUBLIC}, interpreter) == mounts
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == made
    others = [
        stores.lay_out_host(Host.STANDALONE, {PUBLIC}, interpreter),
        stores.lay_out_host(Host.DISTRO, set(), interpreter),
    ]
    assert all(set(other).isdisjoint(mounts) or other != mounts for other in others)


def test_a_machine_without_a_place_for_a_store_breaks_the_lab(
    stores: Stores, interpreter: Interpreter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = dataclasses.replace(interpreter, openssl_cafile=str(tmp_path / "absent" / "cert.pem"))
    with pytest.raises(LabBroken, match=f"a distro host needs .*{tmp_path}/absent/cert.pem"):
        stores.lay_out_host(Host.DISTRO, {PUBLIC}, elsewhere)
    taken = dataclasses.replace(interpreter, openssl_cafile=StorePlace.SUSE.value)
    with pytest.raises(LabBroken, match=r"a standalone host needs .*/etc/ssl/ca-bundle\.pem"):
        stores.lay_out_host(Host.STANDALONE, {PUBLIC}, taken, StorePlace.SUSE)
    monkeypatch.setattr(module, "SYSTEM_STORES", ("/absent/store.pem",))
    with pytest.raises(LabBroken, match=r"a standalone host needs .*/absent/store\.pem"):
        stores.lay_out_host(Host.STANDALONE, {PUBLIC}, interpreter)
