from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.lab.worlds.world import World
from harness.model.client import Client
from tests.support.diagnosing import LOGIN, SECRETS, list_forms, run_diagnose
from tests.support.misfortunes import MISFORTUNES
from tests.support.product import LAB, ROOT


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize("name", MISFORTUNES)
def test_the_right_cause_is_told_and_the_lab_shows_the_same(
    name: str, world: World, pip: Callable[[str], Client], tmp_path: Path
) -> None:
    misfortune = MISFORTUNES[name]
    diagnosed = run_diagnose(misfortune, world, pip(misfortune.pip), tmp_path)
    said = diagnosed.done.stderr
    assert diagnosed.code == misfortune.code, said
    assert diagnosed.report["causes"][0]["defect"] == misfortune.defect
    # The command's own code, which pip has for each of these.
    assert diagnosed.done.returncode in (1, 2), said
    assert diagnosed.report["exit"] == diagnosed.done.returncode
    written = diagnosed.path.read_text() + said.partition("\nWhat failed: ")[2]
    assert [form for secret in SECRETS for form in list_forms(secret) if form in written] == []
    if misfortune.heals:
        line = diagnosed.report["causes"][0]["ways"][0]["line"].replace("USER:PASSWORD", LOGIN)
        healed = diagnosed.rerun(line)
        assert healed.returncode == 0, said + healed.stdout + healed.stderr
    again = subprocess.run(
        (*LAB, "reproduce", str(diagnosed.path)), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert again.returncode == 0, said + again.stdout + again.stderr
    assert f"The lab shows the same with pip {misfortune.pip} on Python" in again.stdout
