from __future__ import annotations

import datetime
import os
from pathlib import Path

import pytest
import trustme

from harness.diagnose.alone.certificates import ParsedCertificate, read_certificates
from harness.diagnose.alone.chains import find_holders, find_top, note_inspection
from harness.diagnose.alone.places import Store, list_stores, read_store
from harness.diagnose.alone.verdict import check_clock

ROOT, OTHER = (trustme.CA(organization_name=name, organization_unit_name=name) for name in ("root", "other"))
BELOW = ROOT.create_child_ca()
LEAF = BELOW.issue_cert("pypi.org")
SHOWN = [each for blob in LEAF.cert_chain_pems for each in read_certificates(blob.bytes())]


def stored(folder: Path, *authorities: trustme.CA, words: str = "pip's own bundle") -> Store:
    path = folder / "bundle.pem"
    path.write_bytes(b"".join(each.cert_pem.bytes() for each in authorities))
    return read_store(words, str(path))


@pytest.mark.parametrize("shown", [SHOWN, [SHOWN[0], *SHOWN[:0:-1]]], ids=["in order", "out of order"])
def test_the_top_is_found_in_what_is_shown(shown: list[ParsedCertificate]) -> None:
    top = find_top(shown)
    assert top is not None
    assert top.issuer == "OU=root, O=root"


def test_who_holds_the_authority_is_found_by_name_and_key(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    namesake = trustme.CA(organization_name="root", organization_unit_name="root")
    holding, not_holding = stored(tmp_path / "a", OTHER, ROOT), stored(tmp_path / "b", OTHER, namesake)
    assert [store for store, _ in find_holders([not_holding, holding], SHOWN)] == [holding]


def test_an_inspected_public_host_is_told(tmp_path: Path) -> None:
    shipped = [stored(tmp_path, OTHER)]
    assert "inspects TLS" in note_inspection("pypi.org", SHOWN, shipped)
    assert note_inspection("index.corp.test", SHOWN, shipped) == ""
    assert note_inspection("pypi.org", SHOWN, [stored(tmp_path, ROOT)]) == ""


def test_the_state_of_a_store_is_read_from_it(tmp_path: Path) -> None:
    pem = ROOT.cert_pem.bytes()
    (tmp_path / "good.pem").write_bytes(pem)
    (tmp_path / "empty.pem").write_bytes(b"# nothing\n")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "ca.pem").write_bytes(pem)
    (tmp_path / "hashed").mkdir()
    (tmp_path / "hashed" / "01234567.0").write_bytes(pem)
    states = {name: read_store("", str(tmp_path / name)).state for name in ("good.pem", "empty.pem", "nowhere")}
    assert states == {"good.pem": "good", "empty.pem": "empty", "nowhere": "missing"}
    assert read_store("", str(tmp_path / "folder")).state == "not hashed"
    assert read_store("", str(tmp_path / "hashed")).state == "good"


def test_a_store_that_is_named_comes_first_even_if_it_is_not_there(tmp_path: Path) -> None:
    path = str(tmp_path / "nowhere.pem")
    first = next(list_stores({}, {path: "the variable PIP_CERT"}))
    assert (first.words, first.path, first.state) == ("the variable PIP_CERT", path, "missing")


def test_a_clock_is_wrong_by_a_day_at_least() -> None:
    now = datetime.datetime.now(datetime.timezone.utc)

    def ago(**time: int) -> str:
        return f"{now - datetime.timedelta(**time):%a, %d %b %Y %H:%M:%S} GMT"

    assert check_clock([ago(hours=2), "no date"], {"executable": os.devnull}) == ""
    assert "a server says it is" in check_clock([ago(days=40)], {})
