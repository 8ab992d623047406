from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from harness.model.record import read_records
from tests.support.forge import Ended, checked_out, run
from tests.support.pip_trees import write_tree

TUNNELLED = "tunnelled.system_store_vouches_for_the_origin"
DIRECT = "direct.system_store_vouches_for_the_origin"
SELECT = f"{TUNNELLED}-pip or {DIRECT}-pip"
INPUTS = {"baseline": "26.3", "candidate": ".", "workspace": "subject", "select": SELECT}

pytestmark = pytest.mark.usefixtures("private")


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder with a checkout of the lab and a job that has installed it, by the action's own steps. Made once."""
    base = tmp_path_factory.getbasetemp() if worker_id == "master" else tmp_path_factory.getbasetemp().parent
    place = base / "forge"
    with FileLock(f"{place}.lock"):
        if not place.exists():
            place.mkdir()
            job = place / "job"
            done = run(checked_out(place / "lab"), job, place, {}, "Allow private namespaces", "Install the lab")
            assert done.code == 0, done.log
            assert done.sudo == "-n sysctl -w kernel.apparmor_restrict_unprivileged_userns=0\n"
            assert "where there are no private namespaces, the lab skips cells" in done.log
    return place


def gated(lab: Path, folder: Path, inputs: dict[str, str], subject: Path | None = None) -> Ended:
    """The action's last shell step in a clean workspace, with what the others have installed."""
    workspace, job = folder / "workspace", folder / "job"
    workspace.mkdir(exist_ok=True)
    if subject is not None:
        subject.rename(workspace / "subject")
    if not job.exists():
        (job / "temp").mkdir(parents=True)
        (job / "temp" / "pip-trust-lab").symlink_to(lab / "job" / "temp" / "pip-trust-lab")
    # nox makes its session once, and two at once would make it twice.
    with FileLock(lab / "gated.lock"):
        return run(lab / "lab", job, workspace, inputs, "Compare")


def test_a_broken_pip_fails_the_job_with_summary_and_annotations(lab: Path, tmp_path: Path) -> None:
    done = gated(lab, tmp_path, INPUTS, write_tree(tmp_path / "tree", broken=True))
    assert done.code == 1, done.log
    annotations = [line for line in done.log.splitlines() if line.startswith("::")]
    assert len(annotations) == 1
    assert annotations[0].startswith(f"::error title=newly failing%3A {TUNNELLED} py3.")
    assert done.summary.startswith("## 2 cells compared: 0 broken, 1 newly failing, 0 newly passing")
    assert done.summary.index(f"<summary>{TUNNELLED} py3.") < done.summary.index("| scenario |")
    assert "newly-failing=1" in done.outputs
    names = {"junit.xml", "page.html", "results.jsonl", "summary.md"}
    assert {file.name for file in done.report.iterdir()} == names
    assert len(read_records(done.report / "results.jsonl")) == 4


def test_an_unbroken_pip_passes_without_a_word(lab: Path, tmp_path: Path) -> None:
    done = gated(lab, tmp_path, INPUTS, write_tree(tmp_path / "tree", broken=False))
    assert done.code == 0, done.log
    assert [line for line in done.log.splitlines() if line.startswith("::")] == []
    assert done.summary.startswith("## 2 cells compared: 0 broken, 0 newly failing, 0 newly passing")
    assert "newly-failing=0" in done.outputs


def test_parts_conclude_nothing_and_the_merging_job_does(lab: Path, tmp_path: Path) -> None:
    write_tree(tmp_path / "workspace" / "subject", broken=True)
    parts = tmp_path / "workspace" / "parts"
    for number in ("1", "2"):
        part = gated(lab, tmp_path, {**INPUTS, "shard": f"{number}/2"})
        assert part.code == 0, part.log
        assert part.summary == ""
        assert "::error" not in part.log
        shutil.copytree(part.report, parts, dirs_exist_ok=True)
    assert {file.name for file in parts.iterdir()} == {"results-1-of-2.jsonl", "results-2-of-2.jsonl"}
    merged = gated(lab, tmp_path, {"merge": "parts"})
    assert merged.code == 1, merged.log
    assert merged.summary.startswith("## 2 cells compared: 0 broken, 1 newly failing")
    assert f"::error title=newly failing%3A {TUNNELLED} py3." in merged.log
    (parts / "results-2-of-2.jsonl").unlink()
    missing = gated(lab, tmp_path, {"merge": "parts"})
    assert missing.code == 2, missing.log
    assert f"Error: the results of 2/2 are not in {parts}: those jobs did not end, or they broke" in missing.log


def test_a_wrong_use_fails_the_job_in_one_line(lab: Path, tmp_path: Path) -> None:
    done = gated(lab, tmp_path, {**INPUTS, "candidate": "./absent"})
    assert done.code == 2, done.log
    assert "/workspace/subject/absent' does not name a pip: expected a release" in done.log
    assert "Traceback" not in done.log
