from __future__ import annotations

import shlex
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.advise.choices import OPTIONS, STORES
from harness.advise.lines import SHELLS, LineMaker, check_file, quote_word
from harness.advise.question import Question
from harness.model.errors import UsageError

ASKED = Question(topology="intercepted-over-tls")
OTHERS = [replace(ASKED, store=store) for store in STORES]


@pytest.mark.parametrize("asked", OTHERS, ids=lambda each: each.store)
def test_every_store_has_a_line_for_sh_that_names_the_file(asked: Question) -> None:
    for version in ("8.1.2", "9.0.3", "10.0.1", "26.3"):
        for line in LineMaker(pip=version, file="/a/b.pem").make_lines(asked, ASKED):
            assert "/a/b.pem" in line


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_without_a_line_has_one_for_all_else(shell: str) -> None:
    without = [each.store for each in OTHERS if not LineMaker(shell=shell, pip="26.3").make_lines(each, ASKED)]
    assert without == ([] if shell == "sh" else ["ssl-cert-dir"])


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_sh_reads_back_the_path_that_was_given(path: str) -> None:
    (line,) = LineMaker(file=path, pip="26.3").make_lines(replace(ASKED, store="cert"), ASKED)
    assert shlex.split(line)[5] == path


@pytest.mark.parametrize(
    ("shell", "path", "quoted"),
    [
        ("powershell", r"C:\a\b.pem", r"C:\a\b.pem"),
        ("powershell", r"C:\it's a.pem", r"'C:\it''s a.pem'"),
        ("powershell", "$a`b", "'$a`b'"),
        ("cmd", r"C:\a\b.pem", r"C:\a\b.pem"),
        ("cmd", r"C:\a & b.pem", r'"C:\a & b.pem"'),
        ("sh", "/it's a.pem", "'/it'\"'\"'s a.pem'"),
    ],
)
def test_a_path_is_quoted_for_its_shell(shell: str, path: str, quoted: str) -> None:
    assert quote_word(path, shell) == quoted


@pytest.mark.parametrize(("shell", "path"), [("sh", "/a\nb"), ("cmd", 'C:\\a"b'), ("cmd", "C:\\%PATH%")])
def test_a_path_that_no_line_can_have_is_refused(shell: str, path: str) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        check_file(path, shell)


def test_old_releases_are_told_what_they_have() -> None:
    conf, shipped = replace(ASKED, store="pip-conf"), replace(ASKED, store="shipped")
    assert "pip config" not in LineMaker(pip="9.0.3").make_lines(conf, ASKED)[0]
    assert "pip config set" in LineMaker(pip="10.0").make_lines(conf, ASKED)[0]
    assert "certifi" not in LineMaker(pip="9.0.1").make_lines(shipped, ASKED)[0]
    assert "certifi" in LineMaker(pip="9.0.3").make_lines(shipped, ASKED)[0]


@pytest.mark.parametrize("shell", SHELLS)
def test_an_upgrade_names_one_release_and_goes_by_what_works(shell: str) -> None:
    for carrier in (None, *OTHERS, replace(ASKED, store="cert", option="legacy_certs")):
        (line,) = LineMaker(shell=shell, pip="25.0.1").make_upgrade_lines("25.2", carrier)
        assert line.endswith("--upgrade pip==25.2")
        assert ">=" not in line
        assert carrier is None or not carrier.option or OPTIONS[carrier.option] in line


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("login", ["in-url", "encoded"])
def test_no_line_has_a_password_in_it_or_shows_one(shell: str, login: str) -> None:
    asked = replace(ASKED, login="missing")
    (line,) = LineMaker(shell=shell).make_lines(replace(asked, login=login), asked)
    assert "https://USER:" in line
    assert ("getpass" if login == "encoded" else "PASSWORD@PROXY:PORT") in line
