"""Clients that misbehave in one way each, run for real: the judge must tell every one of them from a good one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from harness.evidence.judge import Judged
from harness.evidence.wording import describe_outcome, describe_route
from harness.model.cell import Cell
from harness.model.client import Client
from harness.model.conditions import Certificate, ProxyLogin
from harness.model.conditions.settings import TRUSTED_HOST
from harness.model.expectation import Accepts, Crosses, Prints, Rejects, Unverified
from harness.model.expectation import Credential as Shown
from harness.model.scenario import Scenario
from harness.model.trust import CORPORATE, PUBLIC, STRANGER, Trust
from harness.model.words import Leg, Reason, Verdict
from harness.runs.pipeline import Pipeline
from scenarios.topologies import DIRECT, TUNNELLED, TUNNELLED_OVER_TLS

Broken = Callable[[str], Client]
Judging = Callable[[str, Scenario], Judged]

CLAIM = Scenario(
    claim="The system store vouches for every leg.",
    topology=TUNNELLED,
    trust=Trust(system={PUBLIC, CORPORATE}),
    expect=Accepts(),
    because="It does.",
)
CONTROL = CLAIM.but(trust=Trust(system={STRANGER}), expect=Rejects(Leg.ORIGIN))
#: A refusal where another store vouches that the client does not read.
ELSEWHERE = CONTROL.but(trust=Trust(system={STRANGER}, requests_ca_bundle={PUBLIC}))
TRUSTING = CONTROL.but(topology=DIRECT, options=(TRUSTED_HOST,), expect=Unverified(Leg.ORIGIN))
OVER_TLS = CLAIM.but(topology=TUNNELLED_OVER_TLS)
WITH_LOGIN = CLAIM.but(proxy_login=ProxyLogin.IN_URL)
EXPIRED = OVER_TLS.but(origin_certificate=Certificate.EXPIRED, expect=Rejects(Leg.ORIGIN, Reason.EXPIRED))
NAMED_OTHERWISE = CLAIM.but(origin_certificate=Certificate.WRONG_NAME, expect=Rejects(Leg.ORIGIN, Reason.WRONG_NAME))


@pytest.fixture
def broken(tmp_path: Path, pip: Callable[[str], Client]) -> Broken:
    """A pip that misbehaves as it is told, upon what pip 26.3 vendors."""

    def client(how: str) -> Client:
        real = pip("26.3")
        package = tmp_path / "broken" / "pip"
        package.mkdir(parents=True)
        (package / "__init__.py").touch()
        (package / "_vendor").symlink_to(Path(real.tree) / "pip" / "_vendor")
        shutil.copyfile(Path(__file__).parents[1] / "support" / "broken_client.py", package / "__main__.py")
        (package / "how.txt").write_text(how)
        return replace(real, tree=str(package.parent), source="tree", label="broken")

    return client


@pytest.fixture
def judged(broken: Broken, pipeline: Pipeline) -> Judging:
    """Return the verdict on a cell of a broken client, with no defect known."""

    def judging(how: str, scenario: Scenario) -> Judged:
        subject = Cell(scenario_id="broken.claim", scenario=scenario, client=broken(how))
        return pipeline.run_cell(subject, known=False).judged

    return judging


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize(
    ("how", "scenario"),
    [
        ("honest", CLAIM),
        ("honest", CONTROL),
        ("honest", OVER_TLS),
        ("honest", EXPIRED),
        ("honest", NAMED_OTHERWISE),
        ("honest", WITH_LOGIN),
        ("nay-sayer", CONTROL),
        ("yes-man", TRUSTING),
        ("yes-man", CONTROL.but(expect=Unverified(Leg.ORIGIN))),
        ("saves nothing, and trusts everybody", TRUSTING.but(expect=Crosses(Leg.ORIGIN))),
        ("prints its password", WITH_LOGIN.but(expect=Prints(Shown.PROXY_AUTHORIZATION))),
    ],
)
def test_what_a_client_does_passes_where_just_that_is_claimed(how: str, scenario: Scenario, judged: Judging) -> None:
    found = judged(how, scenario)
    assert found.verdict is Verdict.PASS, found.why


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize(
    ("how", "scenario", "seen"),
    [
        ("yes-man", CONTROL, "unverified the origin leg through connect-proxy"),
        ("yes-man", EXPIRED, "unverified the origin leg through connect-proxy"),
        ("nay-sayer", CLAIM, "rejects the origin leg (unknown_ca) through connect-proxy"),
        ("nay-sayer", OVER_TLS, "rejects the proxy leg (unknown_ca) through connect-proxy"),
        ("saves nothing", CLAIM, "broken (nothing_kept) through connect-proxy"),
        ("saves nothing, and trusts everybody", TRUSTING, "crosses the origin leg"),
        ("saves nothing, and trusts everybody", CONTROL, "crosses the origin leg through connect-proxy"),
        ("saves other bytes", CLAIM, "altered through connect-proxy"),
        ("saves a link", CLAIM, "broken (nothing_kept) through connect-proxy"),
        ("head only", CLAIM, "broken (nothing_fetched) through connect-proxy"),
        ("fetches, then refuses", CLAIM, "broken (refused_after_use) through connect-proxy"),
        ("fetches from everybody, then refuses", CONTROL, "crosses the origin leg (unknown_ca) through connect-proxy"),
        ("fetches from everybody, then refuses", ELSEWHERE, "broken (refused_after_use) through connect-proxy"),
        ("fetches from everybody, then refuses", TRUSTING, "crosses the origin leg (unknown_ca)"),
        ("refuses, then fetches", CONTROL, "unverified the origin leg through connect-proxy"),
        ("crashes after the handshake", NAMED_OTHERWISE, "broken (broke_off) through connect-proxy"),
        ("crashes after the handshake", EXPIRED, "broken (broke_off) through connect-proxy"),
        ("crashes after the handshake", CONTROL, "broken (broke_off) through connect-proxy"),
        ("leaks and resets", CLAIM, "leaks (Proxy-Authorization at origin) through connect-proxy"),
        ("prints its password", WITH_LOGIN, "prints (Proxy-Authorization in its output) through connect-proxy"),
        ("ends with 97", CLAIM, "broken (not_begun)"),
        ("crashes", CONTROL, "broken (ended_by_sigsegv) through connect-proxy"),
    ],
)
def test_what_is_not_claimed_fails_for_what_it_is(how: str, scenario: Scenario, seen: str, judged: Judging) -> None:
    found = judged(how, scenario)
    assert found.verdict is Verdict.FAIL, found.why
    assert found.outcome
    route = describe_route(found.outcome).replace(" through no proxy", "")
    assert describe_outcome(found.outcome).replace(" without a context of the session's", "") + route == seen


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize("reason", Reason)
def test_an_expired_certificate_behind_a_proxy_over_tls_is_refused_for_that_alone(
    reason: Reason, judged: Judging
) -> None:
    found = judged("honest", EXPIRED.but(expect=Rejects(Leg.ORIGIN, reason)))
    assert found.verdict is (Verdict.PASS if reason is Reason.EXPIRED else Verdict.FAIL)


@pytest.mark.usefixtures("private")
def test_a_client_that_is_killed_is_no_verdict(judged: Judging) -> None:
    found = judged("is killed", CLAIM)
    assert (found.verdict, found.why) == (
        Verdict.INVALID,
        "the client was ended by SIGKILL, which it did not cause",
    )
