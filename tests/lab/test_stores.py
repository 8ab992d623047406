from __future__ import annotations

import os
import shutil
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import trustme

from harness.lab.authorities import Pki
from harness.lab.store_files import hash_subject
from harness.lab.stores import Stores
from harness.model.client import Client
from harness.model.conditions import Certificate
from harness.model.errors import LabBroken
from harness.model.trust import CORPORATE, PUBLIC, STRANGER, Authority
from tests.support.handshakes import presenting, refusal

BUNDLE = ("pip/_vendor/certifi/cacert.pem", "pip/_vendor/requests/cacert.pem")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small pip tree with a bundle, a module and a link."""
    certifi = tmp_path / "tree" / "pip" / "_vendor" / "certifi"
    certifi.mkdir(parents=True)
    (certifi / "cacert.pem").write_text("# an authority of the world's, and no newline")
    (certifi / "core.py").write_text("def where(): ...\n")
    (certifi / "linked.py").symlink_to("core.py")
    return tmp_path / "tree"


def vouched(pki: Pki, trusting: Callable[[ssl.SSLContext], None]) -> set[Authority]:
    """The authorities whose certificates a client accepts by real handshakes."""
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting(client)
    return {each for each in Authority if not refusal(presenting(pki.get_leaf(each, Certificate.GOOD)), client)}


@pytest.mark.parametrize("authorities", [{PUBLIC}, {PUBLIC, STRANGER}, set(Authority)])
def test_a_bundle_vouches_for_its_authorities_alone(authorities: set[Authority], pki: Pki, stores: Stores) -> None:
    bundle = stores.write_bundle(authorities)
    assert vouched(pki, lambda client: client.load_verify_locations(bundle)) == authorities


def test_a_bundle_of_nobody_is_an_empty_file(stores: Stores) -> None:
    assert stores.write_bundle(set()).read_bytes() == b""


@pytest.mark.parametrize("authorities", [set(), {PUBLIC}, {PUBLIC, STRANGER}, set(Authority)])
def test_openssl_finds_in_a_hashed_folder_its_authorities_alone(
    authorities: set[Authority], pki: Pki, stores: Stores
) -> None:
    folder = stores.write_hashed_folder(authorities)
    assert len(list(folder.iterdir())) == len(authorities)
    assert vouched(pki, lambda client: client.load_verify_locations(capath=folder)) == authorities


NAMES = ["plain", "Two  Words and  CAPITALS ", "Zürich", "a" * 64]


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl command to compare with")
@pytest.mark.parametrize("name", NAMES)
def test_a_subject_has_the_hash_that_openssl_gives_it(name: str) -> None:
    pem = trustme.CA(organization_name="pip trust lab", organization_unit_name=name).cert_pem.bytes()
    command = ["openssl", "x509", "-noout", "-subject_hash"]
    said = subprocess.run(command, input=pem, stdout=subprocess.PIPE, check=True).stdout
    assert f"{hash_subject(pem):08x}" == said.decode().strip()


def test_the_same_authorities_give_the_same_path_in_any_order(stores: Stores) -> None:
    for make in (stores.write_bundle, stores.write_hashed_folder):
        assert make([PUBLIC, CORPORATE]) == make([CORPORATE, PUBLIC])
        assert make([PUBLIC, CORPORATE]) != make([PUBLIC])
    bundle = stores.write_bundle([PUBLIC])
    made = bundle.stat().st_mtime_ns
    assert stores.write_bundle([PUBLIC]).stat().st_mtime_ns == made


def snapshot(folder: Path) -> dict[str, object]:
    """Every file below a folder with what it holds or leads to, and when it changed."""
    return {
        str(path.relative_to(folder)): os.readlink(path) if path.is_symlink() else path.read_bytes()
        for path in folder.rglob("*")
        if path.is_symlink() or path.is_file()
    }


def test_only_the_copys_own_bundle_gains_the_authorities(tree: Path, pki: Pki, stores: Stores) -> None:
    before = snapshot(tree)
    copy = stores.copy_tree(tree, BUNDLE, {PUBLIC, CORPORATE})
    bundle = "pip/_vendor/certifi/cacert.pem"
    after = snapshot(copy)
    gained = after.pop(bundle)
    assert snapshot(tree) == before
    assert after == {name: held for name, held in before.items() if name != bundle}
    assert isinstance(gained, bytes)
    assert gained.startswith(b"# an authority of the world's, and no newline\n")
    assert vouched(pki, lambda client: client.load_verify_locations(copy / bundle)) == {PUBLIC, CORPORATE}


def test_what_does_not_change_in_a_copy_takes_no_room(tree: Path, stores: Stores) -> None:
    copy = stores.copy_tree(tree, BUNDLE, {PUBLIC})
    module, bundle = "pip/_vendor/certifi/core.py", "pip/_vendor/certifi/cacert.pem"
    assert (tree / module).samefile(copy / module)
    assert not (tree / bundle).samefile(copy / bundle)


def test_a_copy_is_made_once_for_a_tree_and_its_authorities(tree: Path, stores: Stores) -> None:
    copy = stores.copy_tree(tree, BUNDLE, {PUBLIC})
    (tree / "pip" / "later.py").touch()
    assert stores.copy_tree(tree, BUNDLE, {PUBLIC}) == copy
    assert not (copy / "pip" / "later.py").exists()
    assert stores.copy_tree(tree, BUNDLE, {STRANGER}) != copy


def test_the_first_bundle_that_is_there_is_the_one(tree: Path, stores: Stores) -> None:
    certifi = stores.copy_tree(tree, BUNDLE[::-1], {PUBLIC}) / BUNDLE[0]
    assert certifi.read_bytes().startswith((tree / BUNDLE[0]).read_bytes())
    with pytest.raises(LabBroken, match=r"ships no bundle: expected absent\.pem or pem"):
        stores.copy_tree(tree, ("absent.pem", "pem"), {PUBLIC})


def test_a_tree_with_nothing_added_is_the_tree_itself(tree: Path, stores: Stores) -> None:
    assert stores.copy_tree(tree, BUNDLE, set()) == tree


def test_a_copy_of_a_release_runs_and_ships_the_authority(
    pip: Callable[[str], Client], pki: Pki, stores: Stores
) -> None:
    client = pip("25.2")
    original = Path(client.tree) / "pip" / "_vendor" / "certifi" / "cacert.pem"
    before = original.read_bytes()
    copy = stores.copy_tree(Path(client.tree), BUNDLE, {PUBLIC})
    command = [client.interpreter.executable, "-c", "import pip._vendor.certifi as c; print(c.where())"]
    where = subprocess.run(command, env={"PYTHONPATH": str(copy)}, stdout=subprocess.PIPE, check=True).stdout
    shipped = Path(where.decode().strip())
    assert copy in shipped.parents
    assert shipped.read_bytes() == before + b"\n" + pki.get_pem(PUBLIC)
    assert original.read_bytes() == before
