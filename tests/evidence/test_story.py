from __future__ import annotations

from harness.evidence.story import WIDTH, StepMark, build_story, format_story
from harness.evidence.testimony import read_testimony
from tests.support import said


def told(*lines: str, scheme: str = "http") -> str:
    return format_story(
        build_story(read_testimony(said.written(*lines), proxy_url=f"{scheme}://localhost:{said.PROXY_PORT}"))
    )


def marks(*lines: str) -> list[StepMark]:
    return [
        step.mark
        for step in build_story(read_testimony(said.written(*lines), proxy_url=f"http://localhost:{said.PROXY_PORT}"))
    ]


def test_a_context_that_is_lost_is_followed_to_where() -> None:
    assert told(*said.lost()).splitlines() == [
        "ok    A truststore context, A, is made by maker.make.",
        "ok    PipSession is given A.",
        "ok    HTTPAdapter, mounted for https://, is given A.",
        "ok    HTTPAdapter's PoolManager holds A.",
        "      The proxy http://localhost:4001 is found: HTTPAdapter needs a ProxyManager.",
        "LOST  proxy_manager_for hands on no ssl_context.",
        "LOST  The ProxyManager is made with ssl_context=none.",
        "LOST  The origin leg is decided by B, a plain context made by urllib3.connection.connect.",
        "        B trusts no authorities: none from OpenSSL's defaults (there are no such files)",
        "        outcome: unable to get local issuer certificate",
        "LOST  Another context than the session's decided the origin leg. Lost where: proxy_manager_for hands",
        "        on no ssl_context.",
    ]


def test_a_context_that_arrives_is_followed_to_both_legs() -> None:
    assert told(*said.kept("https"), scheme="https").splitlines()[5:] == [
        "ok    proxy_manager_for hands on ssl_context=A, proxy_ssl_context=A.",
        "ok    The ProxyManager is made with ssl_context=A, proxy_ssl_context=A.",
        "ok    The proxy leg is decided by A.",
        "        A trusts 1 authority: 1 from /certs.pem",
        "        outcome: verified",
        "ok    The origin leg is decided by A.",
        "        A trusts 1 authority: 1 from /certs.pem",
        "        outcome: verified",
        "ok    The session's context decided every leg.",
    ]


def test_a_context_that_is_lost_on_the_proxy_leg_alone_is_told_so() -> None:
    url = f"https://localhost:{said.PROXY_PORT}"
    half = [said.manager(5, 2, url), said.proxy(4, 5, url, ssl_context=2)]
    lines = [line for line in said.lost("https") if '"manager": 5' not in line and '"number": 5' not in line]
    text = told(*lines, *half, said.pool(5), scheme="https")
    assert "LOST  proxy_manager_for hands on ssl_context=A, but no proxy_ssl_context.\n" in text
    assert "LOST  The ProxyManager is made with ssl_context=A, proxy_ssl_context=none.\n" in text
    assert "LOST  Another context than the session's decided the proxy leg." in text


def test_a_leg_that_another_context_verified_is_lost_all_the_same() -> None:
    lines = [line for line in said.lost() if "handshake" not in line]
    assert marks(*lines, said.handshake(6, said.PROXY_PORT))[-2:] == [StepMark.LOST, StepMark.LOST]


def test_a_session_without_a_context_loses_none() -> None:
    lines = [said.process(), said.manager(3), said.adapter(4, 3), said.session(None, https=4), said.pool(3)]
    text = told(*lines, said.context(1), said.handshake(1))
    assert "PipSession is given no ssl_context." in text
    assert "LOST" not in text
    assert "ok" not in text


def test_a_client_without_a_leg_loses_nothing() -> None:
    assert "LOST" not in told(*[line for line in said.lost() if "handshake" not in line])


def test_retries_are_counted_and_told_once() -> None:
    retry = [said.context(7, "urllib3.connection.connect"), said.loaded(7, how="defaults")]
    again = said.handshake(7, said.PROXY_PORT, authorities=0, error="unable to get local issuer certificate")
    text = told(*said.lost(), *retry, again)
    assert text.count("The origin leg is decided by") == 1
    assert "certificate (2 handshakes)" in text


def test_a_leg_that_is_not_verified_is_told_so() -> None:
    lines = [said.process(), said.context(1), said.handshake(1, verify_mode="CERT_NONE")]
    assert "outcome: accepted without verification" in told(*lines)


def test_the_builds_pip_is_told_apart() -> None:
    child = [said.process(200, parent=said.PROCESS), said.context(1, process=200)]
    text = told(*said.kept(), *child)
    assert text.splitlines()[-1].strip() == "The pip that prepares the build:"


def test_where_the_witness_failed_is_told() -> None:
    assert "the witness failed watching ssl: KeyError()" in told(
        said.process(), said.line("trouble", doing="watching ssl", error="KeyError()")
    )


def test_a_client_that_said_nothing_did_nothing_with_tls() -> None:
    assert told().strip() == "The client did nothing with TLS."


def test_no_line_is_wider_than_a_log() -> None:
    long = said.loaded(6, "/etc/" + "/".join(["folder"] * 3) + "/certs.pem", after=3)
    text = told(*said.lost(), long, said.handshake(6, error="words " * 60))
    assert max(map(len, text.splitlines())) <= WIDTH


def test_a_path_is_told_by_its_end() -> None:
    long = said.loaded(1, "/home/somebody/cache/trees/pip/_vendor/certifi/cacert.pem", after=118)
    assert "118 from …/_vendor/certifi/cacert.pem" in told(*said.kept(), long)


def test_a_context_for_a_leg_to_a_socks_proxy_is_followed_to_pools_that_do_not_know_it() -> None:
    url = f"socks5://localhost:{said.PROXY_PORT}"
    kept = [line for line in said.kept() if '"manager": 5' not in line and '"number": 5' not in line]
    keywords = {"ssl_context": 2, "proxy_ssl_context": 2}
    stuck = said.line("manager", number=5, name="SOCKSProxyManager", keywords=keywords, proxy=url, proxy_context=None)
    lines = [line for line in kept if "handshake" not in line]
    assert told(*lines, stuck, said.proxy(4, 5, url, **keywords), scheme="socks5").splitlines()[4:] == [
        "      The proxy socks5://localhost:4001 is found: HTTPAdapter needs a SOCKSProxyManager.",
        "      proxy_manager_for hands on ssl_context=A.",
        "      The SOCKSProxyManager is made with ssl_context=A.",
        "      The SOCKSProxyManager opens its pools with proxy_ssl_context too, which no pool knows.",
    ]
