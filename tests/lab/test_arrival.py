from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from harness.lab import packages
from harness.lab.arrival import WantedFile, find_arrival, find_wanted_file, hash_content
from harness.model.cell import Arrival
from harness.model.conditions import Action

CONTENT = b"what was asked for"
FILE = WantedFile("file", hash_content(CONTENT))
MEMBER = WantedFile("made.whl", hash_content(CONTENT), "inside.py")


def wheel(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.py", content)
    return made.getvalue()


def test_a_file_with_its_bytes_has_arrived_whole(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(CONTENT)
    assert find_arrival(FILE, tmp_path) is Arrival.WHOLE


@pytest.mark.parametrize("content", [b"", CONTENT[:-1], CONTENT + b"."])
def test_a_file_with_other_bytes_is_altered(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(content)
    assert find_arrival(FILE, tmp_path) is Arrival.ALTERED


def test_a_link_to_the_right_bytes_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(CONTENT)
    (tmp_path / "file").symlink_to("elsewhere")
    assert find_arrival(FILE, tmp_path) is Arrival.NOTHING


def test_a_folder_a_pipe_and_nothing_at_all_are_no_file(tmp_path: Path) -> None:
    assert find_arrival(FILE, tmp_path) is Arrival.NOTHING
    (tmp_path / "file").mkdir()
    assert find_arrival(FILE, tmp_path) is Arrival.NOTHING
    (tmp_path / "file").rmdir()
    os.mkfifo(tmp_path / "file")
    assert find_arrival(FILE, tmp_path) is Arrival.NOTHING


@pytest.mark.parametrize(
    ("content", "arrival"),
    [
        (wheel(inside=CONTENT), Arrival.WHOLE),
        (wheel(inside=b"other"), Arrival.ALTERED),
        (wheel(another=CONTENT), Arrival.ALTERED),
        (wheel(inside=CONTENT)[:-30], Arrival.ALTERED),
        (b"no zip", Arrival.ALTERED),
    ],
)
def test_of_a_wheel_that_the_client_made_one_file_counts(content: bytes, arrival: Arrival, tmp_path: Path) -> None:
    (tmp_path / "made.whl").write_bytes(content)
    assert find_arrival(MEMBER, tmp_path) is arrival


@pytest.mark.parametrize(
    ("action", "path", "member"),
    [
        (Action.DOWNLOAD, "demo-1.0-py3-none-any.whl", ""),
        (Action.DOWNLOAD_URL, "demo-1.0-py3-none-any.whl", ""),
        (Action.INSTALL, "demo.py", ""),
        (Action.BUILD, "built-1.0-py3-none-any.whl", "built.py"),
        (Action.BUILD_LOCAL, "built-1.0-py3-none-any.whl", "built.py"),
    ],
)
def test_what_is_wanted_is_what_an_action_leaves(action: Action, path: str, member: str) -> None:
    wanted = find_wanted_file(action, packages.build_files())
    assert (wanted.path, wanted.member) == (path, member)


def test_versions_arrive_in_what_a_client_prints(tmp_path: Path) -> None:
    wanted = find_wanted_file(Action.INDEX_VERSIONS, {})
    assert find_arrival(wanted, tmp_path, "demo (1.0)\nAvailable versions: 1.0\n") is Arrival.WHOLE
    assert find_arrival(wanted, tmp_path, "ERROR: No matching distribution found for demo\n") is Arrival.NOTHING
