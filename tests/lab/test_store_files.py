"""A store in each state, as OpenSSL itself reads it."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from harness.lab.authorities import Pki
from harness.lab.store_files import write_store_file
from harness.lab.stores import Stores
from harness.model.conditions import Certificate, StoreState
from harness.model.trust import CORPORATE, PUBLIC
from tests.support.handshakes import presenting, refusal

FILES = [each for each in StoreState if each.value.is_there and each.value.mode is None]
READABLE = [each for each in FILES if each.value.is_readable]


def load(path: Path) -> ssl.SSLContext:
    """Return a client that trusts a file, or a folder. Raises ``ssl.SSLError`` or ``OSError`` as OpenSSL does."""
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    folder = path.is_dir()
    client.load_verify_locations(capath=path if folder else None, cafile=None if folder else path)
    return client


@pytest.mark.parametrize("state", READABLE)
def test_a_store_that_can_be_read_vouches_for_each_of_its_authorities(
    state: StoreState, stores: Stores, pki: Pki
) -> None:
    client = load(stores.write_bundle({PUBLIC, CORPORATE}, state))
    for authority in (PUBLIC, CORPORATE):
        assert refusal(presenting(pki.get_leaf(authority, Certificate.GOOD)), client) == ""
    alone = load(stores.write_bundle({PUBLIC}, state))
    assert refusal(presenting(pki.get_leaf(CORPORATE, Certificate.GOOD)), alone) != ""


@pytest.mark.parametrize("state", [StoreState.EMPTY, StoreState.DER])
def test_openssl_takes_no_file_in_which_it_finds_no_certificate(state: StoreState, stores: Stores) -> None:
    with pytest.raises(ssl.SSLError, match="NO_CERTIFICATE_OR_CRL_FOUND"):
        load(stores.write_bundle({PUBLIC}, state))


def test_nothing_lies_at_the_path_of_a_missing_store(stores: Stores) -> None:
    assert not stores.write_bundle({PUBLIC}, StoreState.MISSING).exists()
    assert not stores.write_hashed_folder({PUBLIC}, StoreState.MISSING).exists()


def test_openssl_finds_nobody_in_a_folder_that_is_not_hashed(stores: Stores, pki: Pki) -> None:
    folder = stores.write_bundle({PUBLIC, CORPORATE}, StoreState.UNHASHED_FOLDER)
    assert b"".join(path.read_bytes() for path in sorted(folder.iterdir())) == (
        pki.get_pem(CORPORATE) + pki.get_pem(PUBLIC)
    )
    assert refusal(presenting(pki.get_leaf(PUBLIC, Certificate.GOOD)), load(folder)) != ""


def test_a_file_that_may_not_be_read_has_no_permissions(stores: Stores) -> None:
    path = stores.write_bundle({PUBLIC}, StoreState.UNREADABLE)
    assert path.stat().st_mode & 0o777 == 0
    if os.geteuid():
        with pytest.raises(PermissionError):
            load(path)


@pytest.mark.parametrize("state", StoreState)
def test_each_state_has_a_path_of_its_own(state: StoreState, stores: Stores) -> None:
    others = {stores.write_bundle({PUBLIC}, each) for each in StoreState if each is not state}
    path = stores.write_bundle({PUBLIC}, state)
    assert path not in others
    assert stores.write_bundle({PUBLIC}, state) == path


def test_a_store_in_the_home_is_named_by_it(stores: Stores, pki: Pki, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    for store in ("cert_flag", "ssl_cert_dir"):
        home = tmp_path / "home" / store
        home.mkdir()
        said = stores.write_named(store, {PUBLIC}, StoreState.BY_HOME, home)
        assert said.startswith("~/")
        client = load(home / said.removeprefix("~/"))
        assert refusal(presenting(pki.get_leaf(PUBLIC, Certificate.GOOD)), client) == ""
    assert stores.write_named("cert_flag", {PUBLIC}, StoreState.PEM, home) == str(stores.write_bundle({PUBLIC}))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl command to compare with")
@pytest.mark.parametrize(
    ("state", "words"), [(StoreState.TRUSTED_FORM, ("-trustout",)), (StoreState.DER, ("-outform", "DER"))]
)
def test_a_form_is_as_openssl_writes_it(state: StoreState, words: tuple[str, ...], pki: Pki, tmp_path: Path) -> None:
    write_store_file(tmp_path / "store", [pki.get_pem(PUBLIC)], state)
    said = subprocess.run(
        ["openssl", "x509", *words], input=pki.get_pem(PUBLIC), stdout=subprocess.PIPE, check=True
    ).stdout
    assert (tmp_path / "store").read_bytes() == said


@pytest.mark.parametrize(
    ("state", "content"),
    [
        (StoreState.PEM, b"-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"),
        (StoreState.BYTE_ORDER_MARK, b"\xef\xbb\xbf-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"),
        (StoreState.CRLF, b"-----BEGIN CERTIFICATE-----\r\nAA==\r\n-----END CERTIFICATE-----\r\n"),
        (StoreState.LATIN_1, b"# Z\xfcrich\n-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"),
        (StoreState.EMPTY, b""),
    ],
)
def test_a_state_alters_these_bytes(state: StoreState, content: bytes, tmp_path: Path) -> None:
    pem = b"-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"
    write_store_file(tmp_path / "store", [pem], state)
    assert (tmp_path / "store").read_bytes() == content
