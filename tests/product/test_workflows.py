"""The workflows of CI, ours and those for others: pinned, without secrets, and able to read alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from harness.compare.gate import VARIABLES
from tests.support.forge import ACTION
from tests.support.product import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
#: The jobs that may do more than read the code, and what.
PUBLISHING = {
    "site": {"actions": "read", "contents": "read"},
    "publish": {"pages": "write", "id-token": "write"},
}
FILES = [ROOT / "action.yml", *WORKFLOWS]


def name(path: Path) -> str:
    return path.name


def loaded(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text())
    return found


def steps(path: Path) -> Iterator[dict[str, Any]]:
    jobs = loaded(path).get("jobs", {"": loaded(path).get("runs", {})})
    for job in jobs.values():
        yield from job.get("steps", [])


@pytest.mark.parametrize("path", FILES, ids=name)
def test_every_action_of_others_is_pinned_to_a_commit_and_says_its_version(path: Path) -> None:
    uses = re.findall(r"uses: *(\S+)(.*)", path.read_text())
    for action, comment in uses:
        if not action.startswith("./"):
            assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", action), action
            assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment), action


def test_one_action_is_pinned_to_one_commit_everywhere() -> None:
    pins = {pin for path in FILES for pin in re.findall(r"uses: *(actions/\S+@.*)", path.read_text())}
    assert len({pin.partition("@")[0] for pin in pins}) == len(pins)


@pytest.mark.parametrize("path", WORKFLOWS, ids=name)
def test_a_workflow_may_read_alone_and_knows_no_secret(path: Path) -> None:
    text = path.read_text()
    assert loaded(path)["permissions"] == {"contents": "read"}
    assert "secrets" not in text
    assert not {"pull_request_target", "workflow_run:"} & set(text.split())
    own = {name: job["permissions"] for name, job in loaded(path)["jobs"].items() if "permissions" in job}
    assert own == (PUBLISHING if path.name == "upstream.yml" else {})


def test_what_publishes_runs_nothing_but_the_action_that_does() -> None:
    publish = loaded(ROOT / ".github" / "workflows" / "upstream.yml")["jobs"]["publish"]
    assert [step["uses"].partition("@")[0] for step in publish["steps"]] == ["actions/deploy-pages"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=name)
def test_a_checkout_keeps_no_credentials(path: Path) -> None:
    for step in steps(path):
        if "checkout" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("path", FILES, ids=name)
def test_no_expression_stands_in_a_shell_step(path: Path) -> None:
    assert [step["run"] for step in steps(path) if "${{" in step.get("run", "")] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=name)
def test_every_job_that_runs_steps_ends_some_time(path: Path) -> None:
    assert all(job["timeout-minutes"] for job in loaded(path)["jobs"].values() if "steps" in job)


def test_the_workflow_gives_the_action_nothing_that_it_does_not_take() -> None:
    for step in steps(ROOT / ".github" / "workflows" / "gate.yml"):
        if step.get("uses") == "./lab":
            assert set(step["with"]) <= set(ACTION["inputs"])


@pytest.mark.parametrize("path", [ROOT / "action.yml", ROOT / "docs" / "examples" / "gitlab-ci.yml"], ids=name)
def test_every_variable_that_a_job_sets_is_one_of_the_gates(path: Path) -> None:
    named = set(re.findall(r"\bLAB_[A-Z]+", path.read_text())) - {"LAB_REPOSITORY"}
    assert named
    assert named <= set(VARIABLES)


def test_the_action_can_say_whatever_the_gate_hears() -> None:
    (gate,) = (step for step in steps(ROOT / "action.yml") if step.get("id") == "gate")
    # A job begins on an empty machine: there is nothing of an interrupted gate to go on with.
    assert set(gate["env"]) == set(VARIABLES) - {"LAB_RESUME"}


def test_our_own_ci_runs_what_ci_runs_anywhere() -> None:
    assert ".ci/run" in [step.get("run") for step in steps(ROOT / ".github" / "workflows" / "ci.yml")]
