from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.advise.choices import CAS, LOGINS, STORES, TOPOLOGIES
from harness.advise.explain import Explanation, explain_text
from harness.advise.explained import format_explanation
from harness.advise.messages.settings import ENTRIES
from harness.catalogue.find import load_scenarios
from harness.model.defect import Defect
from harness.model.words import Leg, Phase

CURATED = load_scenarios()
DEFECTS = {defect.slug: defect for each in CURATED.values() for defect in each.exposes}
#: What people search for, and a word of the first answer.
MESSAGES = {
    "[SSL: CERTIFICATE_VERIFY_FAILED]": "inspects TLS",
    "certificate verify failed": "inspects TLS",
    "unable to get local issuer certificate": "inspects TLS",
    "unable to get issuer certificate": "intermediate",
    "self-signed certificate": "making",
    "self-signed certificate in certificate chain": "inspects TLS",
    "self signed certificate": "making",
    "certificate has expired": "expired",
    "certificate is not yet valid": "clock",
    "Hostname mismatch, certificate is not valid for 'pypi.org'.": "another name",
    "hostname 'a' doesn't match 'b'": "another name",
    "IP address mismatch, certificate is not valid for '10.0.0.1'.": "another name",
    "Missing Authority Key Identifier": "key identifiers",
    "Basic Constraints of CA cert not marked critical": "older style",
    "[SSL: WRONG_VERSION_NUMBER] wrong version number": "https://",
    "Missing dependencies for SOCKS support.": "PySocks",
    "TypeError: PoolKey.__new__() got an unexpected keyword argument 'key_proxy_ssl_context'": "proxy-context-given",
    "Your proxy appears to only use HTTP and not HTTPS": "https://",
    "Cannot connect to proxy.": "Nobody listens",
    "Tunnel connection failed: 407 Proxy Authentication Required": "No user and password",
    "403 Forbidden": "does not let you",
    "400 Bad Request": "not that of a proxy for CONNECT",
    "503": "does not know the host",
    "Read timed out. (read timeout=15)": "past the proxy",
    "Connection aborted.": "firewall",
    "EOF occurred in violation of protocol": "firewall",
    "sslv3 alert handshake failure": "certificate of yours",
    "check_hostname requires server_hostname": "ip-address-ends-in-a-traceback",
    "Cannot set verify_mode to CERT_NONE when check_hostname is enabled.": "injected-truststore",
    "Could not find a suitable TLS CA certificate bundle, invalid path: /x": "has that path",
    "Could not fetch URL https://pypi.org/simple/x/": "certificate on the way",
    "There was a problem confirming the ssl certificate": "inspects TLS",
    "ProxyError": "Nobody listens",
    "SSLError": "inspects TLS",
    "Failed to parse: http://": "meaning in URLs",
    "Invalid IPv6 URL": "url-with-a-port-as-trusted-host",
}
UNTRUSTED = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate"
#: Most failures end so, and it says nothing.
LAST = "ERROR: No matching distribution found for demo"


def explained(text: str, *, pip: str = "", python: str = "", topology: str = "") -> Explanation:
    return explain_text(text, CURATED, pip=pip, python=python, topology=topology)


def said(text: str, *, pip: str = "", python: str = "", topology: str = "") -> str:
    return "\n".join(format_explanation(explained(text, pip=pip, python=python, topology=topology), text))


def slugs(explanation: Explanation) -> list[str]:
    return [each.defect.slug for each in explanation.causes if each.defect]


@pytest.mark.parametrize(("message", "first"), MESSAGES.items(), ids=lambda value: value[:40])
@pytest.mark.parametrize("before", ["", "Looking in indexes: https://pypi.org/simple\n" * 50 + "WARNING: Retrying: '"])
@pytest.mark.parametrize("after", ["", " (_ssl.c:1007)'))", f" (_ssl.c:777)\n{LAST}\n"])
def test_every_message_is_known_whatever_stands_around_it(message: str, first: str, before: str, after: str) -> None:
    found = explained(before + message + after)
    assert 1 <= len(found.causes) <= 5
    cause = found.causes[0]
    assert first in (cause.defect.slug if cause.defect else cause.cause.because)


@pytest.mark.parametrize("message", MESSAGES)
def test_every_answer_says_what_helps(message: str) -> None:
    told = said(message)
    assert told.count("What helps: ") == len(explained(message).causes)
    assert "What helps: \n" not in told


@pytest.mark.parametrize("text", [LAST, "Could not find a version that satisfies the requirement demo"])
def test_what_says_nothing_is_said_to_say_nothing(text: str) -> None:
    told = said(text)
    assert "says nothing about the cause" in told
    assert not explained(text).causes
    assert "advise --error -" in told


def test_a_miss_is_no_dead_end() -> None:
    told = said("the disk is full")
    assert "No known defect shows as 'the disk is full'" in told
    for word in ("diagnose", "-v", "--version", "config list"):
        assert word in told


def test_several_causes_are_told_as_such_and_no_old_defect_is_the_first() -> None:
    told = said(UNTRUSTED)
    assert "Several causes share this message" in told
    assert explained(UNTRUSTED).causes[0].defect is None


@pytest.mark.parametrize(
    ("pip", "python", "having"),
    [
        ("25.0.1", "", True),
        ("25.0.1", "3.12", True),
        ("25.0.1", "3.9", False),
        ("26.3", "", False),
        ("24.0", "", False),
        ("./tree", "", True),
    ],
)
def test_a_defect_is_one_of_those_that_can_have_it(pip: str, python: str, having: bool) -> None:
    assert ("truststore-context-lost" in slugs(explained(UNTRUSTED, pip=pip, python=python))) is having


@pytest.mark.parametrize(
    "line",
    [
        "pip 24.0 from /usr/lib/python3.12/site-packages/pip (python 3.12)",
        "You are using pip version 24.0, however version 26.3 is available.",
        "[notice] A new release of pip is available: 24.0 -> 26.3",
        "WARNING: You are using pip version 24.0; however, version 26.3 is available.",
    ],
)
def test_the_release_is_read_from_a_log(line: str) -> None:
    found = explained(f"{UNTRUSTED}\n{line}\n")
    assert found.shown.pip == "24.0"
    assert "truststore-context-lost" not in slugs(found)


def test_what_a_person_says_goes_before_what_the_text_shows() -> None:
    assert explained(f"{UNTRUSTED}\npip 24.0 from /x\n", pip="25.0.1").shown.pip == "25.0.1"


@pytest.mark.parametrize(
    ("text", "python"),
    [
        ("File /opt/lib/python3.9/site-packages/x.py", "3.9"),
        (r"C:\Python312\Lib\x.py", "3.12"),
        ("pip 24.0 from /x (python 3.8)", "3.8"),
    ],
)
def test_the_python_is_read_from_a_log(text: str, python: str) -> None:
    assert explained(text).shown.python == python


def test_a_build_that_fails_is_answered_by_what_builds_lose() -> None:
    log = f"  Installing build dependencies: finished with status 'error'\n{UNTRUSTED}\npip 24.0 from /x\n"
    found = explained(log)
    assert found.shown.phase is Phase.BUILD
    assert found.causes[0].defect is DEFECTS["cert-lost-in-the-build"]
    assert "cert-lost-in-the-build" not in slugs(explained(f"Collecting x\n{UNTRUSTED}\n{LAST}"))


def test_the_leg_that_a_text_shows_comes_first() -> None:
    log = f"ProxyError('Unable to connect to proxy', SSLError(SSLCertVerificationError(1, '{UNTRUSTED}')))"
    found = explained(log)
    assert found.shown.leg is Leg.PROXY
    assert found.causes[0].cause.leg is Leg.PROXY
    assert (
        explained(f"(Caused by SSLError(SSLCertVerificationError(1, '{UNTRUSTED}')))").causes[0].cause.leg is Leg.ORIGIN
    )


def test_a_topology_leaves_out_what_it_cannot_have() -> None:
    found = explained(UNTRUSTED, topology="tunnelled")
    assert "proxy-leg-context-lost" not in slugs(found)
    assert all(each.cause.leg is not Leg.PROXY for each in found.causes)


@pytest.mark.parametrize("defect", [each for each in DEFECTS.values() if each.message and each.versions_of("pip")])
def test_every_message_of_the_catalogue_is_known(defect: Defect) -> None:
    for message in defect.message.splitlines():
        assert explained(f"before {message} after").entries or explained(message).causes, message


def test_every_defect_of_an_entry_is_in_the_catalogue_and_every_question_can_be_asked() -> None:
    known = {"--topology": [*TOPOLOGIES], "--store": [*STORES], "--ca": [*CAS], "--login": [*LOGINS]}
    for cause in (cause for entry in ENTRIES for cause in entry.causes):
        assert not cause.defect or cause.defect in DEFECTS
        assert bool(cause.defect) is not bool(cause.because and cause.helps)
        words = cause.ask.split() if "--error" not in cause.ask else []
        for option, value in zip(words[::2], words[1::2], strict=True):
            assert value in known[option]


def test_no_word_of_an_entry_is_hidden_by_one_before_it() -> None:
    for entry in ENTRIES:
        for words in entry.words:
            found = [each for each, _ in explained(f"so: {words}!").entries]
            assert entry in found, words


@pytest.mark.parametrize("secret", ["http://me:s3cret@proxy:3128", "https://s3cret@index/simple", "me:s3cret@proxy"])
def test_no_password_of_a_text_is_echoed(secret: str) -> None:
    for text in (f"it failed: {secret}", f"{UNTRUSTED} {secret}", f"{'line ' * 100}{secret}"):
        assert "s3cret" not in said(text)


@given(st.text())
def test_any_text_is_answered_without_control_characters(text: str) -> None:
    told = said(text)
    assert told.strip()
    assert not [each for each in told if ord(each) < ord(" ") and each != "\n"]
