from __future__ import annotations

import pytest

from harness.evidence.testimony import MOST_BYTES, Decision, read_testimony
from harness.model.words import Leg, Phase, Reason, Whose
from tests.support import said

PLAIN = f"http://localhost:{said.PROXY_PORT}"
OVER_TLS = f"https://localhost:{said.PROXY_PORT}"


def decisions(*lines: str, proxy_url: str | None = None) -> list[tuple[Leg | None, Whose]]:
    return [(each.leg, each.whose) for each in decided(*lines, proxy_url=proxy_url)]


def decided(*lines: str, proxy_url: str | None = None) -> tuple[Decision, ...]:
    return read_testimony(said.written(*lines), proxy_url=proxy_url).decisions


def one(context: int = 1, port: int | None = said.ORIGIN_PORT, *, inside: bool = False) -> tuple[str, ...]:
    return said.process(), said.context(1), said.handshake(context, port, inside=inside)


@pytest.mark.parametrize(
    ("lines", "proxy_url", "leg"),
    [
        (one(), None, Leg.ORIGIN),
        (one(port=said.PROXY_PORT), PLAIN, Leg.ORIGIN),
        (one(port=said.PROXY_PORT), OVER_TLS, Leg.PROXY),
        (one(port=said.PROXY_PORT, inside=True), OVER_TLS, Leg.ORIGIN),
        (one(port=said.ORIGIN_PORT), OVER_TLS, Leg.ORIGIN),
        (one(port=None), OVER_TLS, None),
    ],
    ids=["direct", "through a plain proxy", "to a proxy", "inside", "past the proxy", "on no socket"],
)
def test_a_leg_is_told_by_the_peer_and_what_is_around_it(
    lines: tuple[str, ...], proxy_url: str | None, leg: Leg | None
) -> None:
    assert decisions(*lines, proxy_url=proxy_url) == [(leg, Whose.NONE)]


def test_the_sessions_context_decides_by_way_of_the_one_that_it_holds() -> None:
    assert decisions(*said.kept("https"), proxy_url=OVER_TLS) == [
        (Leg.PROXY, Whose.SESSIONS),
        (Leg.ORIGIN, Whose.SESSIONS),
    ]


def test_a_context_that_is_not_the_sessions_is_another_one() -> None:
    assert decisions(*said.lost(), proxy_url=PLAIN) == [(Leg.ORIGIN, Whose.LOST)]


def test_a_handshake_that_was_done_by_another_context_is_another_ones_too() -> None:
    lines = [*said.lost(), said.handshake(6, said.PROXY_PORT)]
    assert [(each.whose, each.handshake.error) for each in decided(*lines, proxy_url=PLAIN)][1] == (
        Whose.LOST,
        "",
    )


def test_of_a_session_that_was_given_nothing_it_is_unknown() -> None:
    lines = [*one(), said.session(None)]
    assert decisions(*lines) == [(Leg.ORIGIN, Whose.NONE)]


@pytest.mark.parametrize("held_by", ["adapter", "manager"])
def test_without_a_pip_session_the_adapters_context_counts(held_by: str) -> None:
    adapter, manager = (1, None) if held_by == "adapter" else (None, 1)
    lines = [*one(), said.manager(2, manager), said.adapter(3, 2, adapter), said.context(4), said.handshake(4)]
    assert decisions(*lines) == [(Leg.ORIGIN, Whose.SESSIONS), (Leg.ORIGIN, Whose.LOST)]


def test_each_process_counts_by_itself_and_a_child_is_the_builds() -> None:
    child = [said.process(200, parent=said.PROCESS), said.context(1, process=200)]
    lines = [*said.lost(), *child, said.handshake(1).replace(str(said.PROCESS), "200", 1)]
    seen = [(each.phase, each.whose, each.context.kind) for each in decided(*lines, proxy_url=PLAIN)]
    assert seen == [(Phase.MAIN, Whose.LOST, "plain"), (Phase.BUILD, Whose.NONE, "plain")]


def test_what_a_context_was_loaded_with_includes_what_the_one_it_holds_was() -> None:
    (account,) = read_testimony(said.written(*said.kept(), said.loaded(2, "/more.pem")), proxy_url=PLAIN).accounts
    assert [each.paths["file"] for each in account.find_loaded(account.find_context(1))] == ["/certs.pem", "/more.pem"]


def test_a_witness_that_failed_says_where() -> None:
    heard = read_testimony(said.written(said.process(), said.line("trouble", doing="x", error="y")), proxy_url=None)
    assert [(each.doing, each.error) for each in heard.troubles] == [("x", "y")]


def test_nothing_said_is_an_empty_testimony() -> None:
    assert read_testimony(b"", proxy_url=None).accounts == ()


@pytest.mark.parametrize("garbled", [b"{\n", b'{"event": "unheard of", "process": 1}\n', b'{"event": "process"}\n'])
def test_a_line_that_is_garbled_damages_the_testimony(garbled: bytes) -> None:
    testimony = read_testimony(garbled, proxy_url=None)
    assert testimony.damage.startswith("the witness wrote something unreadable")
    assert (testimony.accounts, testimony.whose) == ((), None)


@pytest.mark.parametrize(
    ("line", "missing"),
    [
        (said.handshake(7), "context 7"),
        (said.loaded(7), "context 7"),
        (said.context(1, holds=7), "context 7"),
        (said.session(7), "context 7"),
        (said.adapter(4, 7), "manager 7"),
        (said.manager(4, 7), "context 7"),
        (said.manager(4, None, "https://proxy", 7), "context 7"),
        (said.pool(7), "manager 7"),
        (said.proxy(1, 7, "http://proxy"), "manager 7"),
    ],
)
def test_a_testimony_that_speaks_of_what_it_never_told_is_damaged(line: str, missing: str) -> None:
    testimony = read_testimony(said.written(said.process(), line), proxy_url=None)
    assert testimony.damage == f"the witness refers to {missing}, which it never introduced"
    assert testimony.decisions == ()


def test_a_process_that_never_told_of_itself_damages_the_testimony() -> None:
    damage = read_testimony(said.written(said.context(1)), proxy_url=None).damage
    assert damage == "the witness refers to process 100, which it never introduced"


def test_a_testimony_that_is_too_long_is_damaged() -> None:
    endless = said.written(said.process()) + b"\n" * MOST_BYTES
    assert read_testimony(endless, proxy_url=None).damage.startswith("more than 16777216 bytes")


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (2, Reason.UNTRUSTED),
        (19, Reason.UNTRUSTED),
        (20, Reason.UNTRUSTED),
        (9, Reason.NOT_YET_VALID),
        (10, Reason.EXPIRED),
        (26, Reason.WRONG_USE),
        (47, Reason.RULE_BROKEN),
        (62, Reason.WRONG_NAME),
        (64, Reason.WRONG_NAME),
        (0, None),
    ],
)
def test_the_reason_of_a_refusal_is_what_openssl_called_it(code: int, reason: Reason | None) -> None:
    (decision,) = decided(said.process(), said.context(1), said.handshake(1, error="refused", verify_code=code))
    assert (decision.reason, decision.passed) == (reason, False)


def failed(what: str, local: str) -> str:
    return said.line("check", what=what, local=local, inside=False, error="it is another")


@pytest.mark.parametrize(
    ("what", "reason"),
    [("match_hostname", Reason.WRONG_NAME), ("assert_fingerprint", Reason.WRONG_FINGERPRINT)],
)
def test_a_check_after_a_handshake_is_a_reason_on_its_own_connection(what: str, reason: Reason) -> None:
    two = (said.handshake(1, local="127.0.0.1:1"), said.handshake(1, local="127.0.0.1:2"))
    first, second = decided(said.process(), said.context(1), *two, failed(what, "127.0.0.1:2"))
    assert (first.reason, first.passed) == (None, True)
    assert (second.reason, second.passed) == (reason, False)


def test_a_check_is_of_the_last_handshake_before_it() -> None:
    again = said.handshake(1, local="127.0.0.1:1")
    told = (again, again, failed("match_hostname", "127.0.0.1:1"))
    first, second = decided(said.process(), said.context(1), *told)
    assert (first.passed, second.reason) == (True, Reason.WRONG_NAME)


def test_what_a_client_makes_a_witness_say_is_harmless() -> None:
    harm = "##[error]\x1b[2J\n::error::x"
    lines = (said.process(), said.context(1, harm), said.handshake(1, server=harm, error=harm))
    (decision,) = decided(*lines)
    harmless = r"# #[error]\x1b[2J : :error::x"
    assert decision.context.callers == (harmless,)
    assert (decision.handshake.server, decision.handshake.error) == (harmless, harmless)
