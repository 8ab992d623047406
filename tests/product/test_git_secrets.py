"""A password in the URL of a repository: git is told it, and nobody else."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.model.client import Interpreter
from harness.model.errors import UsageError
from harness.provision.git_url import read_git_url
from harness.provision.pip_git import keep_from_git
from harness.provision.releases import Releases
from harness.provision.trees import PipTrees
from tests.support.git_server import PASSWORD, QUOTED, USER, Server, serving
from tests.support.product import LAB, environment, matrix, started
from tests.support.repository import Repository, of_releases
from tests.support.stocks import clients

SECRETS = (PASSWORD, QUOTED, "pa55")
#: Writes the command line of whatever git is started with, then is git.
WATCHED = '#!/bin/sh\nprintf "%s\\n" "$*" >>{log}\nexec {git} "$@"\n'


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    folder = tmp_path / "served" / "pip.git"
    folder.mkdir(parents=True)
    Repository(folder).commit("25.2")
    with serving(folder.parent) as raised:
        yield raised


def url(server: Server, login: str = f"{USER}:{QUOTED}") -> str:
    return f"git+http://{login}@{server.place}/pip.git"


def files_with_a_secret(folder: Path) -> list[Path]:
    """The files below a folder that have a secret in their content or name."""
    found = []
    for path in folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        if any(secret.encode() in content or secret in path.name for secret in SECRETS):
            found.append(path)
    return found


def test_git_is_told_the_password_and_no_source_client_or_file_has_it(
    server: Server, tmp_path: Path, interpreter: Interpreter
) -> None:
    there = Releases(tmp_path / "cache")
    (source,) = there.resolve_spec(f"{url(server)}@main")
    assert any(server.shown)
    (client,) = clients([source], [], [interpreter], there, lambda _: None)
    shown = f"--pip 'git+http://{USER}:****@{server.place}/pip.git@"
    assert client.spec.startswith(shown)
    for text in (repr(source), str(source), client.spec, repr(client)):
        assert not [secret for secret in SECRETS if secret in text]
    assert files_with_a_secret(tmp_path / "cache") == []


def test_no_command_line_has_the_password(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log, real = tmp_path / "log", shutil.which("git")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "git").write_text(WATCHED.format(log=log, git=real))
    (tmp_path / "bin" / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    keep_from_git(url(server), PipTrees(tmp_path / "cache"))
    assert "fetch" in log.read_text()
    assert not [secret for secret in SECRETS if secret in log.read_text()]


def test_the_line_that_is_shown_finds_what_is_kept_and_else_asks_for_the_secret(server: Server, tmp_path: Path) -> None:
    source = keep_from_git(url(server), PipTrees(tmp_path / "cache"))
    server.shown.clear()
    assert keep_from_git(source.location, PipTrees(tmp_path / "cache")) == source
    assert server.shown == []
    with pytest.raises(UsageError, match=r"is not in the cache: write the secret in place of \*\*\*\*"):
        keep_from_git(source.location, PipTrees(tmp_path / "another"))


@pytest.mark.parametrize(
    "login", [f"{USER}:pa55", "pa55", "pa55:x-oauth-basic", f"{USER}:pa55%20{QUOTED}", f"{USER}:pa/55"]
)
def test_an_error_never_has_the_secret(login: str, server: Server, tmp_path: Path) -> None:
    for ref in ("", "@main", "@..", "?token=pa55#pa55"):
        with pytest.raises(UsageError) as refused:
            keep_from_git(url(server, login) + ref, PipTrees(tmp_path / "cache"))
        assert "pa55" not in str(refused.value)
        assert "****" in str(refused.value)
        assert "\n" not in str(refused.value)
    assert files_with_a_secret(tmp_path / "cache") == []


def test_a_server_that_sends_git_elsewhere_does_not_send_the_password_along(server: Server, tmp_path: Path) -> None:
    with serving(tmp_path, moved_to=f"http://{server.place}") as moved, pytest.raises(UsageError):
        keep_from_git(url(moved), PipTrees(tmp_path / "cache"))
    assert server.shown
    assert not any(server.shown)


def test_what_git_says_with_the_secret_in_other_words_is_without_it(tmp_path: Path) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "git").write_text('#!/bin/sh\necho "fatal: $LAB_GIT_PASSWORD and pa55%20b are wrong" >&2\nexit 1\n')
    (folder / "git").chmod(0o755)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
        with pytest.raises(UsageError, match=r"fatal: \*\*\*\* and \*\*\*\* are wrong"):
            keep_from_git("git+https://me:pa55%20b@host.test/pip", PipTrees(tmp_path / "cache"))


def test_a_run_leaves_no_password_in_what_it_prints_or_writes(tmp_path: Path, interpreter: Interpreter) -> None:
    of_releases(tmp_path / "served" / "pip.git", ["25.2", "26.3"])
    written = tmp_path / "written"
    written.mkdir()
    env = environment({"PIP_TRUST_LAB_CACHE": str(tmp_path / "cache")})
    with serving(tmp_path / "served") as server:
        done = matrix(
            *("-n", "0", "--compare", "--baseline", f"{url(server)}@25.2", "--candidate", f"{url(server)}@26.3"),
            *("--python", interpreter.version, "-k", "direct.shipped_store_vouches_for_the_origin"),
            *("--results", str(written / "r.jsonl"), "--junit", str(written / "j.xml")),
            *("--html", str(written / "p.html"), "--markdown", str(written / "m.md")),
            env=env,
        )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert all("****" in (written / name).read_text() for name in ("r.jsonl", "j.xml", "p.html"))
    assert not [secret for secret in SECRETS if secret in said]
    assert files_with_a_secret(written) == []
    assert files_with_a_secret(tmp_path / "cache") == []


def test_a_job_that_is_asked_by_variables_puts_no_password_on_a_command_line(
    tmp_path: Path, server: Server, interpreter: Interpreter
) -> None:
    variables = {
        "LAB_BASELINE": f"{url(server)}@main",
        "LAB_CANDIDATE": f"{url(server)}@absent",
        "LAB_PYTHONS": interpreter.version,
        "LAB_REPORT": str(tmp_path / "report"),
        "PIP_TRUST_LAB_CACHE": str(tmp_path / "cache"),
    }
    seen: set[str] = set()
    with started((*LAB, "gate"), tmp_path / "said", environment(variables)) as run:
        while run.poll() is None:
            seen.update(command_lines(run.pid))
    assert any("--compare" in line for line in seen), seen
    assert not [line for line in seen if any(secret in line for secret in SECRETS)]
    said = (tmp_path / "said").read_text()
    assert f"git fetch of http://{USER}:****@{server.place}/pip.git failed (absent): fatal: " in said
    assert not [secret for secret in SECRETS if secret in said]


def command_lines(session: int) -> Iterator[str]:
    """Those of the processes in a session at this moment, and of every git."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            line = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if os.getsid(int(process.name)) == session or " fetch " in line:
                yield line
        except OSError:
            continue


def test_a_placeholder_is_shown_in_the_url_alone() -> None:
    read = read_git_url(f"git+https://{USER}:{QUOTED}@host.test:8443/a/pip@x")
    assert (read.place, read.ref) == ("https://host.test:8443/a/pip", "x")
    assert str(read) == f"git+https://{USER}:****@host.test:8443/a/pip@x"
    assert read.login is not None
    assert (read.login.user, read.login.password) == (USER, PASSWORD)
    assert PASSWORD not in repr(read)
