"""The shell steps of the workflow that keeps a history and publishes it, run word for word on results."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from harness.model.record import Record, read_records
from tests.history.past import write_results
from tests.support.forge import BASH
from tests.support.product import PATIENCE, ROOT, environment
from tests.support.recorded import FAILED, make

JOB = yaml.safe_load((ROOT / ".github" / "workflows" / "upstream.yml").read_text())["jobs"]["site"]
STEPS = {step["name"]: step["run"] for step in JOB["steps"] if "run" in step}
FETCH, KEEP, MAKE = STEPS


def ran(step: str, job: Path, variables: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    path = {"PATH": f"{job / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(
        (*BASH, STEPS[step]),
        cwd=job,
        env=environment({**path, **(variables or {})}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def program(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!{sys.executable}\n{text}\n")
    file.chmod(0o755)


@pytest.fixture
def job(tmp_path: Path) -> Path:
    """A job's folder, in which nox is there already and does what its session does."""
    program(tmp_path / "bin" / "python", "")
    program(tmp_path / ".venv" / "bin" / "pip", "")
    runs = f"""
import subprocess, sys
assert sys.argv[1:4] == ["-s", "site", "--"], sys.argv
here = {str(ROOT)!r}
sys.exit(subprocess.call([sys.executable, "-m", "harness", "site", *sys.argv[4:]], env={{"PYTHONPATH": here}}))
"""
    program(tmp_path / ".venv" / "bin" / "nox", runs)
    (tmp_path / "history").mkdir()
    return tmp_path


def results(job: Path, name: str, record: Record) -> None:
    write_results(job / "new" / name / "results.jsonl", record)


def kept(job: Path) -> list[str]:
    return sorted(path.name[16:] for path in (job / "history").iterdir())


def test_results_are_kept_by_date_and_the_site_shows_them_with_those_of_before(job: Path) -> None:
    write_results(job / "history" / "2026-01-05T0417-newest.jsonl", make())
    results(job, "newest", make(**FAILED))
    results(job, "main", make("a.main"))
    for step in (KEEP, MAKE):
        done = ran(step, job)
        assert done.returncode == 0, done.stdout + done.stderr
    assert kept(job) == ["main.jsonl.gz", "newest.jsonl", "newest.jsonl.gz"]
    index = (job / "site" / "index.html").read_text()
    assert "1 newly failing" in index
    assert index.count("newest.jsonl") > 1


def test_a_job_that_left_no_results_leaves_the_history_as_it_was(job: Path) -> None:
    assert ran(KEEP, job).returncode == 0
    assert kept(job) == []
    assert ran(MAKE, job).returncode == 2


def artifacts(**fields: object) -> str:
    run = {"head_branch": "main", "head_repository_id": 1, "repository_id": 1}
    own = {"id": 3, "expired": False, "workflow_run": run}
    forks = {"id": 1, "expired": False, "workflow_run": {**run, "head_repository_id": 2}}
    branch = {"id": 2, "expired": False, "workflow_run": {**run, "head_branch": "other"}}
    return json.dumps({"artifacts": [forks, branch, {**own, "id": 4, "expired": True}, {**own, **fields}]})


@pytest.mark.skipif(not shutil.which("jq") or not shutil.which("unzip"), reason="a runner of GitHub has jq and unzip")
@pytest.mark.parametrize(("fields", "fetched"), [({}, ["2026-01-05T0417-newest.jsonl"]), ({"expired": True}, [])])
def test_only_what_our_own_branch_kept_is_fetched(job: Path, fields: dict[str, object], fetched: list[str]) -> None:
    with zipfile.ZipFile(job / "3.zip", "w") as packed:
        packed.write(write_results(job / "a.jsonl", make()), "2026-01-05T0417-newest.jsonl")
    (job / "artifacts.json").write_text(artifacts(**fields))
    program(
        job / "bin" / "gh",
        f"""
import subprocess, sys
assert sys.argv[1] == "api"
if sys.argv[2] == "repos/o/r/actions/artifacts?name=history&per_page=100":
    assert sys.argv[3] == "--jq"
    sys.exit(subprocess.call(["jq", "-r", sys.argv[4], {str(job / "artifacts.json")!r}]))
assert sys.argv[2] == "repos/o/r/actions/artifacts/3/zip", sys.argv
sys.stdout.buffer.write(open({str(job / "3.zip")!r}, "rb").read())
""",
    )
    done = ran(FETCH, job, {"GITHUB_REPOSITORY": "o/r", "BRANCH": "main"})
    assert done.returncode == 0, done.stdout + done.stderr
    assert [path.name for path in (job / "history").iterdir()] == fetched
    assert all(read_records(job / "history" / name) for name in fetched)


def test_a_forge_that_does_not_answer_ends_the_job_before_anything_is_kept(job: Path) -> None:
    program(job / "bin" / "gh", "raise SystemExit(1)")
    assert ran(FETCH, job, {"GITHUB_REPOSITORY": "o/r", "BRANCH": "main"}).returncode == 1
