from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from harness.lab import host
from harness.lab.cell_init import NOT_STARTED
from harness.lab.host import enclose_command, inspect_machine

Mounts = tuple[tuple[str, str], ...]
PAIRS: Mounts = (("/dev/null", "/dev/null"),)


@pytest.fixture
def mounts(tmp_path: Path) -> Mounts:
    """A file over a file and a folder over a folder, with names that a shell would trip over."""
    for name in ("new file", "old $file"):
        (tmp_path / name).write_text(name)
    for name in ("new 'folder'", "old; folder"):
        (tmp_path / name / "inside").mkdir(parents=True)
        (tmp_path / name / "inside" / name).touch()
    named = (("new file", "old $file"), ("new 'folder'", "old; folder"))
    return tuple((str(tmp_path / new), str(tmp_path / old)) for new, old in named)


@pytest.mark.usefixtures("private")
def test_a_command_sees_what_is_mounted_for_it(mounts: Mounts) -> None:
    (_, file), (_, folder) = mounts
    assert subprocess.check_output(enclose_command(mounts, ("/bin/cat", file))) == b"new file"
    assert subprocess.check_output(enclose_command(mounts, ("/bin/ls", f"{folder}/inside"))) == b"new 'folder'\n"


@pytest.mark.usefixtures("private")
def test_a_folder_is_mounted_with_what_is_mounted_in_it_already(mounts: Mounts, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    all_of_it = (str(tmp_path), str(tmp_path / "other"))
    command = ("/bin/cat", str(tmp_path / "other" / "old $file"))
    assert subprocess.check_output(enclose_command((*mounts, all_of_it), command)) == b"new file"


@pytest.mark.usefixtures("private")
def test_nobody_else_sees_a_mount_while_it_is_there(mounts: Mounts) -> None:
    (_, file), _ = mounts
    before = Path("/proc/self/mounts").read_text()
    with subprocess.Popen(
        enclose_command(mounts, ("/bin/cat", file, "-")), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as cat:
        assert cat.stdout
        assert cat.stdin
        assert cat.stdout.read(len("new file")) == b"new file"
        assert Path(file).read_text() == "old $file"
        assert Path("/proc/self/mounts").read_text() == before
        cat.stdin.close()
    assert cat.returncode == 0


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize("path", ["{0[1]}", "{1[1]}/new"])
def test_what_is_mounted_cannot_be_written(path: str, mounts: Mounts) -> None:
    script = ("/bin/sh", "-c", 'echo changed > "$0"', path.format(*mounts))
    tried = subprocess.run(enclose_command(mounts, script), stderr=subprocess.PIPE, check=False)
    assert tried.returncode != 0
    assert b"Read-only file system" in tried.stderr


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize("pairs", [(), PAIRS, PAIRS * 3])
@pytest.mark.parametrize("code", [0, 1, 42, 255])
def test_the_exit_code_is_the_commands(code: int, pairs: Mounts) -> None:
    command = ("/bin/sh", "-c", f"exit {code}")
    assert subprocess.run(enclose_command(pairs, command), check=False).returncode == code


@pytest.mark.usefixtures("private")
def test_a_command_that_is_killed_ends_as_a_shell_tells_it() -> None:
    assert subprocess.run(enclose_command((), ("/bin/sh", "-c", "kill -TERM $$")), check=False).returncode == 128 + 15


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize("path", ["", "/nowhere", "/only/here:/and/there"])
def test_the_environment_is_the_one_given(path: str) -> None:
    given = {"PATH": path, "SSL_CERT_FILE": "/a file", "client": "a=b\nc", "LANG": "C.UTF-8"}
    command = (sys.executable, "-I", "-S", "-c", "import os; print(dict(os.environ))")
    said = subprocess.check_output(enclose_command(PAIRS, command), env=given, text=True)
    assert eval(said) == given


@pytest.mark.usefixtures("private")
def test_the_words_of_a_command_are_the_ones_given() -> None:
    words = ("--", "a b", "", "$HOME", "'", '"', "\\", "*", "--map-root-user")
    command = (sys.executable, "-I", "-S", "-c", "import sys; print(sys.argv[1:])", *words)
    assert eval(subprocess.check_output(enclose_command(PAIRS, command))) == list(words)


@pytest.mark.usefixtures("private")
def test_standard_streams_and_folder_are_the_commands(tmp_path: Path) -> None:
    said = subprocess.run(
        enclose_command(PAIRS, ("/bin/cat",)), input=b"said", stdout=subprocess.PIPE, check=True
    ).stdout
    assert said == b"said"
    assert subprocess.check_output(enclose_command(PAIRS, ("/bin/pwd",)), cwd=tmp_path, text=True).strip() == str(
        tmp_path
    )


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize(("what", "over"), [("file", "absent"), ("absent", "file"), ("folder", "file")])
def test_a_command_whose_mounts_fail_is_not_started(what: str, over: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    mounts = ((str(tmp_path / what), str(tmp_path / over)), ("/dev/null", "/dev/null"))
    tried = subprocess.run(enclose_command(mounts, ("/bin/echo", "started")), capture_output=True, check=False)
    assert (tried.returncode, tried.stdout) == (NOT_STARTED, b"")
    assert str(tmp_path).encode() in tried.stderr


def write_unshare(folder: Path, script: str) -> None:
    (folder / "unshare").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "unshare").chmod(0o755)


@pytest.mark.parametrize(
    ("script", "why"),
    [
        (
            "echo 'unshare: unshare failed: Operation not permitted' >&2; exit 1",
            "unshare: unshare failed: Operation not permitted",
        ),
        ("echo one >&2; echo 'mount: permission denied' >&2; exit 97", "mount: permission denied"),
        ("exit 1", "unshare failed"),
        ("exit 0", "unshare failed"),
    ],
)
def test_a_machine_without_namespaces_says_why(
    script: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_unshare(tmp_path, script)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert inspect_machine.__wrapped__().no_namespaces == why


def test_a_machine_without_the_command_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "unshare" in inspect_machine.__wrapped__().no_namespaces


def test_an_unshare_that_cannot_be_run_is_no_crash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "unshare").write_bytes(b"\x7fELF, but not really")
    (tmp_path / "unshare").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "Exec format error" in inspect_machine.__wrapped__().no_namespaces


def test_a_machine_says_which_configuration_of_pip_it_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    places = (str(tmp_path / "absent.conf"), str(tmp_path / "pip.conf"))
    monkeypatch.setattr(host, "GLOBAL_CONFIGURATION", places)
    assert inspect_machine.__wrapped__().global_configuration == ""
    (tmp_path / "pip.conf").touch()
    assert str(tmp_path / "pip.conf") in inspect_machine.__wrapped__().global_configuration


def test_a_machine_says_in_which_folders_no_store_can_be_put(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_unshare(
        tmp_path,
        """case "$*" in *"'/etc'"*) echo 'mount: /etc: no' >&2; exit 97;; *) echo started in a cell;; esac""",
    )
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(host, "lacks_folder", lambda folder: folder == "/etc/pki")
    assert inspect_machine.__wrapped__().no_store_in == (("/etc/pki", "mount: /etc: no"),)
    monkeypatch.setattr(host, "lacks_folder", lambda _: False)
    assert inspect_machine.__wrapped__().no_store_in == ()


def test_a_machine_that_can_mount_privately_is_said_to_be_able_to() -> None:
    by_hand = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", "mount --bind /dev/null /dev/null")
    try:
        can = subprocess.run(by_hand, capture_output=True, check=False).returncode == 0
    except OSError:
        can = False
    assert bool(inspect_machine().no_namespaces) is not can


def test_a_machine_is_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = inspect_machine()
    monkeypatch.setenv("PATH", os.devnull)
    assert inspect_machine() is first
