from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from harness.lab import names
from harness.lab.host import enclose_command
from harness.lab.names import explain_no_names, list_name_mounts

LOOK_UP = "import socket, sys; print(*sorted({each[4][0] for each in socket.getaddrinfo(sys.argv[1], 1)}))"


def looked_up(name: str, folder: Path, hosts: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """A lookup in a cell with this table."""
    command = enclose_command(list_name_mounts(folder, hosts), (sys.executable, "-c", LOOK_UP, name))
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize(("name", "ip"), [("index.test", "127.0.1.1"), ("six.test", "::1"), ("localhost", "127.0.0.1")])
def test_a_cell_knows_the_names_of_its_table(name: str, ip: str, tmp_path: Path) -> None:
    assert looked_up(name, tmp_path, {"index.test": "127.0.1.1", "six.test": "::1"}).stdout == f"{ip}\n"


@pytest.mark.usefixtures("private")
def test_a_cell_knows_no_other_name_and_asks_nobody(tmp_path: Path) -> None:
    assert "gaierror" in looked_up("files.index.test", tmp_path, {"index.test": "127.0.1.1"}).stderr


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize("asked", ["index.test", "index.test."])
def test_a_name_with_a_dot_at_its_end_is_known_without_it(asked: str, tmp_path: Path) -> None:
    assert looked_up(asked, tmp_path, {"index.test.": "127.0.1.1"}).stdout == "127.0.1.1\n"


@pytest.mark.usefixtures("private")
def test_a_world_without_names_knows_this_machine_alone(tmp_path: Path) -> None:
    assert looked_up("localhost", tmp_path, {}).stdout == "127.0.0.1\n"
    assert "gaierror" in looked_up(socket.gethostname(), tmp_path, {}).stderr


def test_two_tables_lie_side_by_side(tmp_path: Path) -> None:
    one = list_name_mounts(tmp_path, {"index.test": "127.0.1.1"})
    other = list_name_mounts(tmp_path, {"index.test": "127.0.1.2"})
    assert one[0][0] != other[0][0]
    assert "127.0.1.1\tindex.test\n" in Path(one[0][0]).read_text()
    assert one == list_name_mounts(tmp_path, {"index.test": "127.0.1.1"})


def test_a_machine_without_a_table_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(names, "_TABLE", str(tmp_path / "hosts"))
    assert str(tmp_path / "hosts") in explain_no_names()
