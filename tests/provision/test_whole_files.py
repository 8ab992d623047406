from __future__ import annotations

import os
from pathlib import Path

import pytest

from harness.model.errors import UsageError
from harness.provision.whole_files import check_outputs, check_writable, is_stream, write_whole


def test_a_file_is_written_with_the_permissions_that_a_new_one_has(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    write_whole(tmp_path / "page", "text\n")
    assert (tmp_path / "page").read_text() == "text\n"
    assert (tmp_path / "page").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_what_is_replaced_leaves_its_permissions_and_its_link(tmp_path: Path) -> None:
    page, link = tmp_path / "page", tmp_path / "link"
    page.write_text("before")
    page.chmod(0o640)
    link.symlink_to("page")
    write_whole(link, b"after")
    assert link.is_symlink()
    assert (page.read_text(), page.stat().st_mode & 0o777) == ("after", 0o640)


def test_a_writing_that_fails_leaves_what_was_there_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page"
    page.write_text("before")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(UsageError, match=r"page: No space left on device$"):
        write_whole(page, "after")
    assert page.read_text() == "before"
    assert list(tmp_path.iterdir()) == [page]


def test_text_that_no_file_can_hold_is_written_by_its_escapes(tmp_path: Path) -> None:
    write_whole(tmp_path / "page", "a \udcff name")
    assert (tmp_path / "page").read_text() == "a \\udcff name"


@pytest.mark.parametrize(
    ("name", "words"),
    [("absent/page", "absent/page: No such file"), (".", ": Is a directory"), ("file/page", "file/page: Not a dir")],
)
def test_what_cannot_be_written_is_known_beforehand(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=f"^--html .*{words}"):
        check_writable(tmp_path / name, "--html")


def test_looking_whether_a_file_can_be_written_leaves_no_trace(tmp_path: Path) -> None:
    check_writable(tmp_path / "page")
    assert list(tmp_path.iterdir()) == []


def test_what_a_command_reads_it_never_writes_over(tmp_path: Path) -> None:
    (tmp_path / "run.jsonl").write_text("records")
    (tmp_path / "link").symlink_to("run.jsonl")
    for name in ("run.jsonl", "link"):
        with pytest.raises(UsageError, match=rf"^--html .*{name} is a file of results: expected another file$"):
            check_outputs({"--html": tmp_path / name}, [tmp_path / "run.jsonl"])
    assert (tmp_path / "run.jsonl").read_text() == "records"


def test_two_outputs_are_two_files(tmp_path: Path) -> None:
    check_outputs({"--html": tmp_path / "a", "--markdown": tmp_path / "b"}, [tmp_path / "c"])
    with pytest.raises(UsageError, match=r"^--markdown .*a is the file of --html: expected another file$"):
        check_outputs({"--html": tmp_path / "a", "--markdown": tmp_path / "folder" / ".." / "a"})
    check_outputs({"--html": Path("/dev/null"), "--markdown": Path("/dev/null")}, [Path("/dev/stdin")])


def test_a_dash_is_no_file_of_that_name() -> None:
    with pytest.raises(UsageError, match=r"^--html -: expected a file, which may be /dev/stdout$"):
        check_writable(Path("-"), "--html")


def test_a_pipe_is_written_to_and_stays_one(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        check_writable(pipe)
        write_whole(pipe, "text")
        assert os.read(reader, 10) == b"text"
    finally:
        os.close(reader)
    assert pipe.is_fifo()
    assert is_stream(pipe)
    assert is_stream(Path("/dev/stdout"))
