from __future__ import annotations

import os
from pathlib import Path

import pytest

from harness.diagnose.alone.asked import Asked
from harness.diagnose.alone.settings import FoundSetting, find_settings, judge_settings

REQUEST = {"server": "https://index.test:443", "proxy": "http://proxy:3128", "verify": "/a.pem", "errors": []}


def asked(*options: str, prefix: str = "") -> Asked:
    return Asked("/usr/bin/python", ("/usr/bin/python",), ("-m", "pip", *options), {"prefix": prefix}, "")


def found(folder: Path, *options: str, **environment: str) -> list[FoundSetting]:
    home = {"HOME": str(folder), "XDG_CONFIG_DIRS": str(folder / "xdg")}
    return find_settings(asked(*options, prefix=str(folder / "venv")), {**home, **environment})


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def told(settings: list[FoundSetting], name: str) -> list[tuple[str, bool]]:
    return [(each.value, not each.ignored) for each in settings if each.name == name and "/etc/" not in each.where]


def test_each_place_of_a_setting_is_told_and_the_first_counts(tmp_path: Path) -> None:
    for place, value in (("xdg", "global"), (".config", "user"), (".pip", "legacy")):
        path = tmp_path / place / ("pip.conf" if place == ".pip" else "pip/pip.conf")
        written(path, f"[global]\ncert = /{value}.pem\n[install]\ncert = /{value}-install.pem\n")
    written(tmp_path / "venv" / "pip.conf", "[global]\nCERT = /venv.pem\n")
    settings = found(tmp_path, "install", "--cert", "/flag.pem", PIP_CERT="/variable.pem")
    assert told(settings, "cert") == [
        ("/flag.pem", True),
        ("/variable.pem", False),
        ("/venv.pem", False),
        ("/user-install.pem", False),
        ("/user.pem", False),
        ("/legacy-install.pem", False),
        ("/legacy.pem", False),
        ("/global-install.pem", False),
        ("/global.pem", False),
    ]


@pytest.mark.parametrize("named", [True, False])
def test_a_file_that_is_named_takes_the_place_of_the_users(tmp_path: Path, named: bool) -> None:
    written(tmp_path / ".config" / "pip" / "pip.conf", "[global]\nproxy = http://user:1\n")
    own = written(tmp_path / "own.conf", "[global]\nproxy = http://own:1\n")
    settings = found(tmp_path, "install", **({"PIP_CONFIG_FILE": str(own)} if named else {}))
    both = [("http://own:1", True), ("http://user:1", False)]
    assert told(settings, "proxy") == (both if named else [("http://user:1", True)])


def test_the_null_device_turns_all_files_off(tmp_path: Path) -> None:
    written(tmp_path / ".config" / "pip" / "pip.conf", "[global]\nproxy = http://user:1\n")
    assert told(found(tmp_path, "install", PIP_CONFIG_FILE=os.devnull), "proxy") == [("http://user:1", False)]


def test_isolated_leaves_out_the_environment_and_the_user(tmp_path: Path) -> None:
    written(tmp_path / ".config" / "pip" / "pip.conf", "[global]\nproxy = http://user:1\n")
    settings = found(tmp_path, "--isolated", "install", PIP_PROXY="http://variable:1")
    assert told(settings, "proxy") == [("http://variable:1", False), ("http://user:1", False)]


def test_a_lower_case_variable_of_a_proxy_counts_first(tmp_path: Path) -> None:
    settings = found(tmp_path, "install", HTTPS_PROXY="http://upper:1", https_proxy="http://lower:1")
    assert told(settings, "HTTPS_PROXY") == [("http://lower:1", True), ("http://upper:1", False)]


def test_what_the_requests_did_not_go_by_did_not_count(tmp_path: Path) -> None:
    settings = found(
        tmp_path,
        "install",
        HTTPS_PROXY="http://me:pw@proxy:3128",
        HTTP_PROXY="http://other:1",
        PIP_CERT="/b.pem",
        REQUESTS_CA_BUNDLE="/a.pem",
    )
    judged = {each.where.split()[-1]: each.ignored for each in judge_settings(settings, [REQUEST], pip=True)}
    assert (judged["HTTPS_PROXY"], judged["REQUESTS_CA_BUNDLE"]) == ("", "")
    assert judged["HTTP_PROXY"] == "it is for http:// addresses, and none was requested"
    assert judged["PIP_CERT"] == "the variable REQUESTS_CA_BUNDLE counts before it"


def test_netrc_is_told_by_its_hosts_alone(tmp_path: Path) -> None:
    written(tmp_path / ".netrc", "machine index.test login me password kept-secret\n")
    assert told(found(tmp_path, "install"), "netrc") == [("logins of index.test", True)]


def test_a_file_that_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    written(tmp_path / ".config" / "pip" / "pip.conf", "no section\n")
    assert told(found(tmp_path, "install"), "cert") == []
