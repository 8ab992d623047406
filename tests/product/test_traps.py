from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.provision.releases import find_cache_folder
from tests.support.product import PYTHON, dead_address, environment, lab, matrix, verdicts

pytestmark = pytest.mark.usefixtures("private")

CELLS = {
    f"direct.system_store_vouches_for_the_origin-pip25.2-py{PYTHON}": "PASS",
    f"tunnelled.system_store_vouches_for_the_origin-pip25.0.1-py{PYTHON}": "KNOWN",
    f"tunnelled.ssl_cert_file_vouches_for_the_origin-pip25.0.1-py{PYTHON}": "PASS",
    f"tunnelled.nobody_vouches_for_the_origin-pip25.2-py{PYTHON}": "PASS",
}
CHOSEN = ("--pip", "25.0.1", "--pip", "25.2", "--python", PYTHON)


@pytest.fixture
def traps(tmp_path: Path) -> Iterator[dict[str, str]]:
    """An environment in which every setting that a pip would read leads astray."""
    with dead_address() as dead:
        yield trapped(tmp_path, dead)


def trapped(tmp_path: Path, dead: str) -> dict[str, str]:
    home, junk = tmp_path / "home", tmp_path / "junk"
    pem = tmp_path / "nobody.pem"
    pem.write_text("no certificate\n")
    configuration = f"[global]\nindex-url = {dead}\nproxy = {dead}\ncert = {pem}\nno-index = true\n"
    for folder in (home / ".config" / "pip", home / ".pip"):
        folder.mkdir(parents=True)
        (folder / "pip.conf").write_text(configuration)
    (home / ".netrc").write_text("default login eve password letmein\n")
    (home / ".netrc").chmod(0o600)
    for name in ("pip", "requests", "truststore"):
        (junk / name).mkdir(parents=True)
        (junk / name / "__init__.py").write_text("raise SystemExit('this module is a trap')\n")
    stores = ("SSL_CERT_FILE", "PIP_CERT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
    proxies = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy", "PIP_PROXY")
    return environment(
        dict.fromkeys(stores, str(pem))
        | dict.fromkeys(proxies, dead)
        | {"SSL_CERT_DIR": str(junk), "PIP_INDEX_URL": dead, "PIP_CONFIG_FILE": str(home / ".pip" / "pip.conf")}
        | {"HOME": str(home), "NETRC": str(home / ".netrc"), "PYTHONPATH": str(junk), "NO_PROXY": "*", "no_proxy": "*"}
        | {"PIP_TRUST_LAB_CACHE": str(find_cache_folder()), "PIP_NO_INDEX": "1", "PIP_USER": "1", "PIP_RETRIES": "0"}
    )


def test_an_environment_full_of_traps_changes_no_verdict(tmp_path: Path, traps: dict[str, str]) -> None:
    fetched = lab("list", "direct.system_store", *CHOSEN)
    assert fetched.returncode == 0, fetched.stderr
    results = tmp_path / "out.jsonl"
    done = matrix("-n", "0", *CHOSEN, "-k", " or ".join(CELLS), "--results", str(results), env=traps)
    assert verdicts(results) == CELLS, done.stdout + done.stderr
    assert done.returncode == 0
