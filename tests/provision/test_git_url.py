from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.errors import UsageError
from harness.model.url_secrets import remove_secrets
from harness.provision.git_url import is_git_url, read_git_url
from harness.provision.pip_git import keep_from_git
from harness.provision.trees import PipTrees


@pytest.mark.parametrize(
    ("spec", "answer"),
    [
        ("git+https://host.test/pip@main", True),
        ("git+ssh://git@host.test/pip", True),
        ("https://host.test/pip.git", True),
        ("https://host.test/pip.git@feature/x", True),
        ("https://me:pa55@host.test/pip.git?token=x#y", True),
        ("https://host.test/pip.whl", False),
        ("./pip.git", False),
        ("25.0.1", False),
    ],
)
def test_a_git_url_is_told_from_everything_else(spec: str, answer: bool) -> None:
    assert is_git_url(spec) is answer


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("git+ext::sh -c touch% {}/ran", "is not a git URL|fetched by ext"),
        ("git+ext://sh", "fetched by ext: expected one of file, git, http, https, ssh"),
        ("git+fd::7/x", "fetched by fd"),
        ("git+fd://7", "fetched by fd"),
        ("git+ftp://host.test/pip", "fetched by ftp"),
        ("git+file:{}", "is not a git URL"),
        ("git+--upload-pack=touch {}/ran", "is not a git URL"),
        ("git+ssh://-oProxyCommand=touch%20{}/ran/pip", "has an option where a host belongs"),
        ("git+ssh://-oProxyCommand=x@host.test/pip", "has an option where a host belongs"),
        ("git+https:///pip", "does not name a host"),
        ("git+https://host.test:port/pip", "is not a git URL"),
        ("git+https://[fe80::1/pip", "is not a git URL"),
        ("git+ssh://me:pa55@host.test/pip", "ssh does not accept"),
        ("git+file://{}@--upload-pack=x", "does not name a commit, branch or tag: '--upload-pack=x'"),
        ("git+file://{}@+refs/heads/*:refs/heads/*", "does not name a commit, branch or tag"),
        ("git+file://{}@main:refs/heads/x", "does not name a commit, branch or tag"),
        ("git+file://{}@a..b", "does not name a commit, branch or tag"),
        ("git+file://{}@a\x1b[2J\nb", "is not a git URL"),
        ("git+-", "is not a git URL"),
        ("git+/dev/stdin", "is not a git URL"),
    ],
)
def test_what_makes_git_do_more_than_fetch_is_refused_in_one_line(spec: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=words) as refused:
        keep_from_git(spec.format(tmp_path), PipTrees(tmp_path / "cache"))
    assert str(refused.value).isprintable()
    assert "pa55" not in str(refused.value)
    assert not (tmp_path / "ran").exists()
    assert not list((tmp_path / "cache" / "locks").iterdir())


@given(st.text(), st.text(), st.sampled_from(["https", "http", "ssh", "git", "file"]))
def test_what_is_shown_of_a_url_has_no_secret(user: str, password: str, scheme: str) -> None:
    said = ""
    with contextlib.suppress(UsageError):
        read = read_git_url(f"git+{scheme}://{user}:{password}@host.test/pip@main")
        said = str(read) + repr(read)
    assert remove_secrets(said) == said
    told = password in "pip@main host.test" or password in user
    assert told or len(password) < 4 or not password.isalnum() or password not in said
