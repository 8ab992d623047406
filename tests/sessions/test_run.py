from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from harness.lab.host import inspect_machine
from harness.lab.workshop import Workshop
from harness.model.client import Client
from harness.model.conditions import Channel
from harness.model.errors import LabBroken
from harness.model.trust import INSPECTION, PUBLIC, Trust
from harness.sessions.run import SessionRunner
from harness.sessions.words import CONNECT_PROXY, INTERCEPTING_PROXY, SECOND, Session, Step

KNOWN = Trust(system={PUBLIC})


@pytest.fixture(scope="module")
def runner(pip: Callable[[str], Client], workshop: Workshop) -> SessionRunner:
    return SessionRunner(pip("26.3"), workshop, inspect_machine())


@pytest.mark.usefixtures("private")
def test_steps_share_their_sessions_connections_and_a_session_begins_anew(runner: SessionRunner) -> None:
    run = runner.run_sessions(KNOWN, Session((Step(), Step())), Session((Step(keeps=False), Step())))
    assert all(outcome.accepted for session in run.outcomes for outcome in session)
    shaken = [line for line in run.transcript if line == "origin: hello localhost"]
    assert len(shaken) == 3


@pytest.mark.usefixtures("private")
def test_a_step_ends_by_what_the_stores_hold_wherever_it_goes(runner: SessionRunner) -> None:
    steps = (Step(), Step(to=SECOND), Step(onwards=SECOND), Step(by=INTERCEPTING_PROXY))
    (outcomes,) = runner.run_sessions(KNOWN, Session(steps)).outcomes
    assert [each.accepted for each in outcomes] == [True, False, False, False]
    (outcomes,) = runner.run_sessions(Trust(system={PUBLIC, INSPECTION}), Session(steps)).outcomes
    assert [each.accepted for each in outcomes] == [True] * 4


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize("channel", [None, Channel.FLAG, Channel.ENVIRONMENT])
def test_a_proxy_is_used_however_it_is_set(runner: SessionRunner, channel: Channel | None) -> None:
    run = runner.run_sessions(KNOWN, Session((Step(by=CONNECT_PROXY),), proxy_set_by=channel))
    assert run.outcomes[0][0].accepted
    assert "connect-proxy: CONNECT origin" in run.transcript


@pytest.mark.usefixtures("private")
def test_nothing_of_the_testers_environment_reaches_a_session(
    runner: SessionRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "PIP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.setenv("PIP_CERT", "/nowhere")
    assert runner.run_sessions(KNOWN, Session((Step(), Step(), Step()))).outcomes[0][2].accepted


@pytest.mark.usefixtures("private")
def test_a_client_that_does_not_start_is_the_labs_trouble(runner: SessionRunner, workshop: Workshop) -> None:
    nothing = replace(runner.client, tree=str(workshop.folder / "no tree"))
    with pytest.raises(LabBroken, match=r"(?s)ended with 1: .*No module named 'pip'"):
        SessionRunner(nothing, workshop, inspect_machine()).run_sessions(KNOWN, Session((Step(),)))


def test_whatever_breaks_sessions_is_the_labs_own_trouble(
    runner: SessionRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "/tmp/x")

    monkeypatch.setattr("harness.sessions.run.equip_client", full)
    with pytest.raises(
        LabBroken, match=r"^No space left on device: /tmp/x \(harness/sessions/run\.py:\d+, in _run_on_street\)$"
    ):
        runner.run_sessions(KNOWN, Session((Step(), Step(), Step(), Step(), Step())))
