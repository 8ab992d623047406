from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from harness.lab import host as lab_host
from harness.lab.host import GLOBAL_CONFIGURATION, enclose_command

pytestmark = pytest.mark.usefixtures("private")


def inside(mounts: tuple[tuple[str, str], ...], *command: str) -> str:
    return subprocess.run(enclose_command(mounts, command), stdout=subprocess.PIPE, check=True, text=True).stdout


def test_another_etc_has_what_the_machines_has_and_a_folder_more(tmp_path: Path) -> None:
    lab_host.write_etc(tmp_path, ["/etc/added by the lab"])
    listed = inside(lab_host.list_etc_mounts(tmp_path), "/bin/ls", "-A1", "/etc").splitlines()
    assert sorted(listed) == sorted([*os.listdir("/etc"), "added by the lab"])
    assert inside(lab_host.list_etc_mounts(tmp_path), "/bin/cat", "/etc/hosts") == Path("/etc/hosts").read_text()
    assert inside(lab_host.list_etc_mounts(tmp_path), "/bin/ls", "/etc/added by the lab") == ""


@pytest.mark.parametrize("path", GLOBAL_CONFIGURATION)
def test_a_global_configuration_file_can_be_put_into_another_etc(path: str, tmp_path: Path) -> None:
    (tmp_path / "pip.conf").write_text("of a cell")
    lab_host.write_etc(tmp_path / "place", [], [path])
    mounts = (*lab_host.list_etc_mounts(tmp_path / "place"), (f"{tmp_path}/pip.conf", path))
    assert inside(mounts, "/bin/cat", path) == "of a cell"
    assert inside(mounts, "/bin/cat", "/etc/hosts") == Path("/etc/hosts").read_text()


def test_a_link_in_etc_gives_way_to_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machines = tmp_path / "machines"
    machines.mkdir()
    (machines / "ssl").symlink_to(tmp_path)
    (machines / "relative").symlink_to("../elsewhere")
    monkeypatch.setattr(lab_host, "ETC", str(machines))
    assert lab_host.lacks_folder(f"{machines}/ssl")
    assert lab_host.lacks_folder(f"{machines}/pki")
    assert not lab_host.lacks_folder(str(machines))
    lab_host.write_etc(tmp_path / "other", [f"{machines}/ssl"])
    assert os.readlink(tmp_path / "other" / "etc" / "relative") == "../elsewhere"
    assert not (tmp_path / "other" / "etc" / "ssl").is_symlink()
    assert (tmp_path / "other" / "etc" / "ssl").is_dir()
